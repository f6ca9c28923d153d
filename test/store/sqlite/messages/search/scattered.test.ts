import { join } from 'node:path'
import t from 'tap'
import { searchWords } from '#domain/messages/search/search-words.ts'
import { Database } from '#store/sqlite/database.ts'
import { createScattered } from '#store/sqlite/messages/search/scattered.ts'
import { Random } from '../../../../simulation/random.ts'
import { idOf, openCast, type Name } from '../../../contract/cast.ts'
import { finding } from '../../../contract/search.ts'
import { open, openSqlite } from '../../open.ts'

const PEOPLE: readonly Name[] = ['ana', 'ben', 'cho', 'eve']
const BOUNDS = { messagesAtOnce: 2, stepsAtOnce: 4 }
/** By the index alone, by reading alone, and by what is cheaper. */
const WAYS = [{ entriesMax: 1_000, ownEnough: 0 }, { entriesMax: 0, ownEnough: 1 }, { entriesMax: 6, ownEnough: 3 }] as const

/** More groups than the index is asked for by their names, and more messages of others than it is read for. */
const MANY = 101
const NOISE = 2_100

for (let seed = 1; seed <= 6; seed++) {
  t.test(`D32 seed ${seed}: joins and leaves → every way finds the same messages, and nobody else’s`, async t => {
    const path = join(t.testdir({ data: {} }), 'data', 'holdline.db')
    const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
    const random = new Random(seed)
    await cast.introduce('ana', 'ben')
    await cast.introduce('ana', 'cho')
    const groups = [await cast.group('ana', ['ben', 'cho']), await cast.group('ana', ['ben']), await cast.group('ana', ['cho'])]
    for (let step = 0; step < 80; step++) {
      const [name, conversationId] = [random.pick(PEOPLE) ?? 'ana', random.pick(groups) ?? '']
      const act = random.whole(1, 10)
      if (act <= 7) await cast.send(name, conversationId, 'a note')
      else if (act === 8 && name !== 'ana') await cast.leave(name, conversationId)
      else await cast.groups.add({ userId: idOf('ana'), conversationId, usernames: ['ben', 'cho'], max: 9 }, cast.tick())
    }
    const database = new Database({ path })
    t.teardown(() => database.close())
    for (const name of PEOPLE) {
      const pages = await Promise.all([...groups, 'direct-ana-ben'].map(id => cast.messages.page(idOf(name), id, { limit: 200 })))
      const due = pages.flatMap(page => page?.messages ?? []).filter(({ kind }) => kind === 'text').map(({ at }) => at).sort((a, b) => b - a)
      for (const way of WAYS) {
        const scattered = createScattered(database, { nextTurn: async () => {} }, { ...BOUNDS, ...way })
        const found: number[] = []
        for (let below = Number.MAX_SAFE_INTEGER, isMore = true; isMore;) {
          const { seqs, more } = await scattered({ viewerId: idOf(name), expression: '"note"', below, from: 0, limit: 7 })
          found.push(...seqs)
          isMore = more
          below = seqs.at(-1) ?? 0
        }
        t.same(texts(database, found), due, `${name} ${JSON.stringify(way)}`)
        t.same(found, found.toSorted((a, b) => b - a), 'the newest first')
      }
    }
  })
}

t.test('a word of everybody, searched by a member of small groups → theirs first, page by page', async t => {
  const cast = await openCast(t, open)
  const { search, say, send, group, messages, tick } = cast
  const find = finding(cast)
  const direct = await cast.introduce('ana', 'ben')
  const own: string[] = []
  for (let count = 0; count < MANY; count++) own.push(await group('eve', []))
  for (const [index, id] of own.slice(0, 40).entries()) await say('eve', id, `note of mine ${index}`)
  const { no } = await say('eve', own[0] ?? '', 'note that I take back')
  await Promise.all(Array.from({ length: NOISE }, () => send('ben', direct, 'another note')))
  await messages.recall({ userId: idOf('eve'), conversationId: own[0] ?? '', no, notBefore: 0 }, tick())
  t.same(await find('eve', 'note', { limit: 3 }), ['note of mine 39', 'note of mine 38', 'note of mine 37'])
  t.same(await find('eve', 'note mine 7'), ['note of mine 7'])
  t.same([await find('eve', 'another'), await find('eve', 'back')], [[], []], 'what others say')
  const seen: string[] = []
  for (let after: string | undefined; ;) {
    const found = await search.messages({ viewerId: idOf('eve'), words: searchWords('note'), limit: 15, after })
    seen.push(...found?.hits.map(({ message }) => message.body) ?? [])
    if (found === null || found.next === null) break
    after = found.next
  }
  t.same(seen, Array.from({ length: 40 }, (_, index) => `note of mine ${39 - index}`))
})

// Reading finds lines of the system too, which are no hits.
function texts (database: Database, seqs: readonly number[]): number[] {
  const at = database.statement<[number], { at: number }>("SELECT at FROM messages WHERE seq = ? AND kind = 'text'")
  return seqs.flatMap(seq => at.get(seq)?.at ?? [])
}
