// A power cut leaves of the files everything that was flushed, and nothing else. All that anybody was told or read must be in it.
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Message } from '#domain/messages/messages.ts'
import { Database } from '#store/sqlite/database.ts'
import type { Flushed, Log } from '#store/sqlite/log-file.ts'
import { world, type World } from '#test/world.ts'
import { Random } from '../../simulation/random.ts'

const SEEDS = 3
const CUTS = 8
const WORK_TURNS = 60
/** Longest flush, in turns of the event loop. */
const FLUSH_MAX_TURNS = 12
const WRITERS = ['ana', 'ben', 'cho'] as const

/** A disk that has, after a power cut, what was flushed last: what was there when that flush began, since nothing is written in it. */
class Disk implements Log {
  readonly #path: string
  readonly #random: Random
  readonly flushed: string
  readonly #next: string

  constructor (folder: string, random: Random) {
    this.#path = join(folder, 'holdline.db')
    this.#random = random
    this.flushed = join(folder, 'flushed')
    this.#next = join(folder, 'next')
  }

  flush (done: Flushed): void {
    this.#copyTo(this.#next)
    this.#end().then(() => done(null), done)
  }

  flushNow (): void {
    this.#copyTo(this.flushed)
  }

  close (): void {}

  async #end (): Promise<void> {
    for (let left = this.#random.whole(1, FLUSH_MAX_TURNS); left > 0; left--) await turn()
    cpSync(this.#next, this.flushed, { recursive: true })
  }

  #copyTo (folder: string): void {
    mkdirSync(folder, { recursive: true })
    for (const end of ['', '-wal']) cpSync(this.#path + end, join(folder, basename(this.#path) + end))
  }
}

/** A message as somebody was told or read it: its text at that change, null once it was recalled. */
interface Known { readonly conversationId: string, readonly no: number, readonly changedSeq: number, readonly body: string | null }

function knownOf ({ conversationId, no, changedSeq, body, recalledAt }: Message): Known {
  return { conversationId, no, changedSeq, body: recalledAt === undefined ? body : null }
}

/** Returns what is known but not stored: a message is missing, older, or has another text at the same change. */
function missing (folder: string, known: readonly Known[]): Known[] {
  const database = new Database({ path: join(folder, 'holdline.db') })
  const stored = database.statement<[string, number], { body: string, changedSeq: number, recalledAt: number | null }>(
    'SELECT body, changed_seq AS changedSeq, recalled_at AS recalledAt FROM messages WHERE conversation_id = ? AND no = ?')
  const lost = known.filter(({ conversationId, no, changedSeq, body }) => {
    const row = stored.get(conversationId, no)
    if (row === undefined || row.changedSeq < changedSeq) return true
    return row.changedSeq === changedSeq && body !== (row.recalledAt === null ? row.body : null)
  })
  database.close()
  return lost
}

/** Three people write, edit, recall, poll and read at once, until `isOver`. Everything that they see is added to `known`. */
function talk (w: World, id: string, random: Random, known: Known[], isOver: () => boolean): Promise<unknown> {
  let sent = 0
  const see = (messages: readonly Message[] = []): void => { known.push(...messages.map(knownOf)) }
  async function write (name: typeof WRITERS[number]): Promise<void> {
    const own: number[] = []
    while (!isOver()) {
      const no = random.pick(own)
      const at = `/api/conversations/${id}/messages`
      const draw = random.whole(0, 9)
      const { body, status } = no !== undefined && draw > 7
        ? await w.as(name).delete(`${at}/${no}`)
        : no !== undefined && draw > 5
          ? await w.as(name).patch(`${at}/${no}`, { body: `changed ${++sent}` })
          : await w.as(name).post(at, { clientId: `client-${++sent}`, body: `text ${sent}` })
      const { message } = body as { message?: Message }
      if (status < 300 && message !== undefined) see([message])
      if (status === 201 && message !== undefined) own.push(message.no)
      await turn()
    }
  }
  async function poll (name: typeof WRITERS[number]): Promise<void> {
    let cursor = String((await w.as(name).poll({ hold: 0 })).body['cursor'])
    while (!isOver()) {
      const { body } = await w.as(name).poll({ cursor, hold: 0 })
      cursor = String(body['cursor'])
      see((body['events'] as Array<{ message?: Message }>).flatMap(({ message }) => message ?? []))
      await turn()
    }
  }
  async function read (name: typeof WRITERS[number]): Promise<void> {
    while (!isOver()) {
      see((await w.as(name).get(`/api/conversations/${id}/messages`)).body['messages'] as Message[])
      await turn()
    }
  }
  return Promise.all(WRITERS.flatMap(name => [write(name), poll(name), read(name)]))
}

async function cutAgainAndAgain (t: Test, seed: number): Promise<number> {
  const random = new Random(seed)
  const folder = t.testdir()
  const disk = new Disk(folder, random)
  const w = await world(t, { path: join(folder, 'holdline.db'), log: disk, config: { sendsBurst: 1_000_000 } })
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben', 'cho'])
  const known: Known[] = []
  let isOver = false
  const work = talk(w, id, random, known, () => isOver)
  for (let cut = 0; cut < CUTS; cut++) {
    for (let left = random.whole(1, WORK_TURNS); left > 0; left--) await turn()
    const left = join(folder, 'left')
    cpSync(disk.flushed, left, { recursive: true })
    t.same(missing(left, known), [], `seed ${seed}, cut ${cut}`)
    rmSync(left, { recursive: true })
  }
  isOver = true
  await work
  await w.close()
  return known.length
}

t.test('D6 the power fails at any moment → everything that was answered, told or read is stored', { timeout: 120_000 }, async t => {
  for (let seed = 1; seed <= SEEDS; seed++) t.ok(await cutAgainAndAgain(t, seed) > 20, `seed ${seed} saw something`)
})
