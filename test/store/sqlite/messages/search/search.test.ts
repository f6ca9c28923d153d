import { join } from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import Sqlite from 'better-sqlite3'
import { holdsWords, searchWords, textTokens } from '#domain/messages/search/search-words.ts'
import { Random } from '../../../../simulation/random.ts'
import { idOf, openCast, type Cast, type Name } from '../../../contract/cast.ts'
import { finding, searchContract } from '../../../contract/search.ts'
import { open, openSqlite } from '../../open.ts'

searchContract(t, open)

const PEOPLE: readonly Name[] = ['ana', 'ben', 'cho']
const NOISE = 2_100
const WORDS = ['tea', 'teapot', 'cake', '科学', '学院', '科', '明天见', 'café', 'https://example.org/a', 'x']
const QUERIES = ['tea', 'cak', '科学', '科学 tea', '学院', '天见', 'cafe', 'x', 'teapot cake']

/** More groups than the index is asked for by their names. */
const MANY = 101

for (let seed = 1; seed <= 8; seed++) {
  t.test(`D32 seed ${seed}: sends, edits, recalls, joins, leaves → finds what a scan finds`, async t => {
    const cast = await openCast(t, open)
    const { messages, groups, search, tick, send, leave } = cast
    const random = new Random(seed)
    await cast.introduce('ana', 'ben')
    await cast.introduce('ana', 'cho')
    const places = ['direct-ana-ben', 'direct-ana-cho', await cast.group('ana', ['ben', 'cho']), await cast.group('ana', ['cho'])]
    // Half of the seeds by the index, half by reading.
    const noise = seed % 2 === 0 ? NOISE : 0
    if (noise > 0) for (const place of places.slice(0, 2)) await fill(cast, place)
    // Two of them by members of many groups.
    if (seed === 1 || seed === 4) for (let count = 0; count < MANY; count++) await cast.group('ana', ['ben', 'cho'])
    const text = () => Array.from({ length: random.whole(1, 4) }, () => random.pick(WORDS) ?? '').join(random.chance(0.5) ? ' ' : '')
    for (let step = 0; step < 120; step++) {
      const name = random.pick(PEOPLE) ?? 'ana'
      const conversationId = random.pick(places) ?? ''
      const own = { userId: idOf(name), conversationId, no: (conversationId.startsWith('direct') ? noise : 0) + random.whole(1, 25), notBefore: 0 }
      const act = random.whole(1, 10)
      if (act <= 5) await send(name, conversationId, text())
      else if (act <= 7) await messages.edit({ ...own, body: text() }, tick())
      else if (act === 8) await messages.recall(own, tick())
      else if (act === 9 && name !== 'ana') await leave(name, conversationId)
      else if (conversationId.startsWith('group')) {
        await groups.add({ userId: idOf('ana'), conversationId, usernames: ['ben', 'cho'], max: 9 }, tick())
      }
    }
    for (const name of [...PEOPLE, 'eve'] as const) {
      const pages = await Promise.all(places.map(id => messages.page(idOf(name), id, { limit: 200 })))
      const seen = pages.flatMap(page => page?.messages ?? [])
      for (const query of QUERIES) {
        const words = searchWords(query)
        const expected = seen.filter(({ kind, recalledAt, body }) => kind === 'text' && recalledAt === undefined && holdsWords(body, words))
        const found = await search.messages({ viewerId: idOf(name), words, limit: 200 })
        const keys = (list: typeof seen) => list.map(({ conversationId, no, body }) => `${conversationId} ${no} ${body}`).sort()
        t.same(keys(found?.hits.map(({ message }) => message) ?? []), keys(expected), `${name} searches for ${query}`)
      }
    }
  })
}

// More than a search would read one by one, so that the index decides.
async function fill ({ send }: Pick<Cast, 'send'>, conversationId: string): Promise<void> {
  await Promise.all(Array.from({ length: NOISE }, (_, count) => send('ana', conversationId, `note ${count} 笔记`)))
}

async function crowded (t: Test) {
  const path = join(t.testdir({ data: {} }), 'data', 'holdline.db')
  const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
  const direct = await cast.introduce('ana', 'ben')
  await cast.say('ben', direct, 'the first 玉 jade')
  await fill(cast, direct)
  const files = () => ['', '-wal'].map(end => path + end).filter(existsSync).map(file => readFileSync(file))
  return { ...cast, direct, path, files, find: finding(cast) }
}

t.test('more messages than one search looks at → found by the index, and by the pages that follow', async t => {
  const { find, search, say, direct } = await crowded(t)
  await say('ben', direct, 'a rare 珍珠 pearl')
  t.same(await find('ana', 'pearl'), ['a rare 珍珠 pearl'])
  t.same(await find('ana', '珍珠'), ['a rare 珍珠 pearl'])
  t.same(await find('ana', '珍', { conversationId: direct }), ['a rare 珍珠 pearl'])
  t.same(await find('ana', 'note 2099'), ['note 2099 笔记'])
  t.same(await find('ana', 'note 7'), ['note 7 笔记'], 'a short word is a whole one')
  const words = searchWords('玉')
  const first = await search.messages({ viewerId: idOf('ben'), words, conversationId: direct, limit: 1 })
  t.match(first, { hits: [], next: /^\d+$/ }, 'a request looks at 2,000')
  const second = await search.messages({ viewerId: idOf('ben'), words, conversationId: direct, limit: 1, after: first?.next ?? '' })
  t.match(second, { hits: [{ message: { body: 'the first 玉 jade' } }], next: null })
})

t.test('long messages → looked at in several turns of the event loop', async t => {
  let turns = 0
  const atTurnEnd = (run: () => void) => {
    turns++
    setImmediate(run)
  }
  const { introduce, say, search } = await openCast(t, (t, onCommit) => openSqlite(t, { onCommit, atTurnEnd }))
  const direct = await introduce('ana', 'ben')
  for (let count = 0; count < 20; count++) await say('ana', direct, `${'a b c '.repeat(1_600)} ${count}`)
  const before = turns
  const found = await search.messages({ viewerId: idOf('ben'), words: searchWords('a b c 7'), limit: 5 })
  t.match(found, { hits: [{ message: { body: /7$/ } }], next: null })
  t.ok(turns - before >= 5, `${turns - before} turns for 200,000 characters`)
})

t.test('many long hits → few snippets are cut in one turn, of the texts as they are now', async t => {
  let turns = 0
  const atTurnEnd = (run: () => void) => {
    turns++
    setImmediate(run)
  }
  const { introduce, say, messages, search, tick } = await openCast(t, (t, onCommit) => openSqlite(t, { onCommit, atTurnEnd }))
  const direct = await introduce('ana', 'ben')
  for (let count = 0; count < 20; count++) await say('ana', direct, `cake ${'a b c '.repeat(1_600)}`)
  const { no } = await say('ana', direct, 'cake today')
  const before = turns
  const finds = search.messages({ viewerId: idOf('ben'), words: searchWords('cake'), limit: 50 })
  await messages.edit({ userId: idOf('ana'), conversationId: direct, no, body: 'cake tomorrow', notBefore: 0 }, tick())
  const found = await finds
  t.match(found?.hits[0]?.snippet, [['cake', true], [' tomorrow', false]])
  t.equal(found?.hits.length, 21)
  t.ok(turns - before >= 10, `${turns - before} turns for 20 snippets`)
})

t.test('D15 a recall while a search looks on in later turns → what it had found is not told', async t => {
  const { introduce, say, messages, search, tick } = await openCast(t, open)
  const direct = await introduce('ana', 'ben')
  for (let count = 0; count < 20; count++) await say('ana', direct, `cake ${'a b c '.repeat(1_600)}`)
  const { no } = await say('ana', direct, 'cake regretted')
  const finds = search.messages({ viewerId: idOf('ben'), words: searchWords('cake'), limit: 50 })
  await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
  const found = await finds
  t.equal(found?.hits.length, 20)
  t.notMatch(JSON.stringify(found), 'regretted')
})

t.test('a recall → the bytes of its tokens are in neither database nor log, Chinese ones neither', async t => {
  const { messages, say, direct, files, wipe, tick } = await crowded(t)
  const secrets = Array.from({ length: 40 }, (_, count) => `zebra${count}quux ${String.fromCodePoint(0x6000 + 7 * count, 0x7000 + 11 * count, 0x8000 + count)}`)
  const nos: number[] = []
  for (const body of secrets) nos.push((await say('ana', direct, body)).no)
  await Promise.all(Array.from({ length: 300 }, (_, count) => say('ana', direct, `later ${count * 7919}`)))
  const left = () => secrets.flatMap(textTokens).filter(token => files().some(file => file.includes(token)))
  await wipe()
  t.equal(left().length, 120, 'they are found as long as nothing was recalled')
  for (const no of nos) await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
  await wipe()
  t.same(left(), [])
})

t.test('messages of before the index → indexed by a chore, and until then a search says so', async t => {
  const { say, direct, path, close, tick } = await crowded(t)
  await say('ana', direct, 'an old 珍珠 pearl')
  const { no } = await say('ana', direct, 'an old ruby')
  await close()
  const file = new Sqlite(path)
  file.exec(`INSERT INTO message_index (message_index) VALUES ('delete-all');
    UPDATE message_index_progress SET to_seq = (SELECT max(seq) FROM messages)`)
  file.close()
  const store = await openSqlite(t, { path })
  const find = async (query: string) => await store.search.messages({ viewerId: idOf('ana'), words: searchWords(query), limit: 5 })
  t.match(await find('pearl'), { hits: [], isComplete: false })
  await store.messages.edit({ userId: idOf('ana'), conversationId: direct, no, body: 'an old emerald', notBefore: 0 }, tick())
  t.equal(await store.search.fill(), true)
  t.match(await find('pearl'), { hits: [{ message: { body: 'an old 珍珠 pearl' } }], isComplete: true })
  t.match(await find('emerald'), { hits: [{ message: { body: 'an old emerald' } }] })
  t.match(await find('ruby'), { hits: [] })
  await store.messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
  t.match(await find('emerald'), { hits: [] })
  const check = new Sqlite(path)
  check.exec("INSERT INTO message_index (message_index) VALUES ('integrity-check')")
  check.close()
})
