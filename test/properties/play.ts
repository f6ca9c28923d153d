import { mkdtempSync, rmSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { StandingClock } from '#test/clock.ts'
import type { Answer, Person } from '#test/person.ts'
import { CAST, world, type Name, type World } from '#test/world.ts'
import { Random } from '../simulation/random.ts'
import { Model, sees, type Said, type Talk } from './model.ts'
import { Rows } from './rows.ts'

/** A text that is being sent: its row in the file says where it came to stand. */
interface Sending { readonly text: string, readonly replyTo: number | null, readonly names: readonly string[], readonly all: boolean }

/** A rule that does not hold. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** One world, the people in it with their browsers, and the model of what they did. */
export class Play {
  readonly world: World
  readonly random: Random
  readonly model = new Model()
  /** By name, the signed-in browsers. */
  readonly devices: ReadonlyMap<Name, readonly Person[]>
  /** Codes of links, by conversation. */
  readonly links: Array<{ readonly conversationId: string, readonly code: string }> = []
  readonly trace: string[] = []
  readonly #rows: Rows
  #sending: Sending[] = []
  #ids = 0

  private constructor (world: World, random: Random, devices: ReadonlyMap<Name, readonly Person[]>, rows: Rows) {
    this.world = world
    this.random = random
    this.devices = devices
    this.#rows = rows
  }

  static async begin (t: Test, seed: number): Promise<Play> {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'holdline-properties-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'world.db')
    const log = { flush: (flushed: (fault: null) => void) => { setImmediate(() => flushed(null)) }, flushNow () {}, close () {} }
    const site = await world(t, { path, clock: new StandingClock(), pragmas: ['synchronous = OFF'], log, config: { sendsBurst: 100_000, searchesPerMinute: 100_000 } })
    const rows = new Rows(path)
    t.teardown(() => rows.close())
    const devices = new Map<Name, Person[]>()
    for (const name of CAST) devices.set(name, [site.as(name), await site.another(name)])
    const play = new Play(site, new Random(seed), devices, rows)
    play.sync()
    for (const talk of play.model.talks.values()) for (const userId of talk.periods.keys()) play.model.read(talk, userId, talk.said.length)
    return play
  }

  get people (): readonly Person[] { return CAST.map(name => this.world.as(name)) }

  newText (words = ''): string {
    return `lorem w${String(++this.#ids).padStart(5, '0')}x${words}`
  }

  newId (): string { return `property-${++this.#ids}` }

  /** Says what is about to be sent, in the order in which it will be stored. */
  willSend (...sending: readonly Sending[]): void { this.#sending.push(...sending) }

  /** Takes what was stored since; people who came have to be in the model by now, those who went not out of it. */
  sync (): Said[] {
    const fresh = this.#rows.fresh().map(row => {
      const talk = this.model.talk(row.conversationId, this.#rows.kindOf(row.conversationId))
      if (talk.kind !== 'group') for (const userId of this.#rows.pairOf(row.conversationId)) this.model.join(talk, userId)
      const sent = row.kind === 'text' ? this.#sending.shift() : null
      if (sent === undefined) throw new Violation(`nobody sent ${row.conversationId} ${row.no}`)
      const said = this.model.say(talk, row, sent?.text ?? null, sent === null ? this.#rows.replyOf(row.seq) : sent.replyTo)
      if (sent !== null && (sent.names.length > 0 || sent.all)) this.model.mention(said, sent.names, sent.all)
      return said
    })
    this.#sending = []
    return fresh
  }

  /** Nobody can touch a message that they cannot see. */
  judgeTouch (talk: Talk, { userId, username }: Person, no: number, did: string, { status, text }: Answer): void {
    if (sees(talk, userId, no) || status === 404) return
    throw new Violation(`${username} ${did} ${talk.id} ${no}, which they cannot see, and was answered ${status} ${text.slice(0, 200)}`)
  }

  nameOf (userId: string): string {
    return this.people.find(person => person.userId === userId)?.username ?? userId
  }
}
