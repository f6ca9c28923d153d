import type { Test } from 'tap'
import { searchWords } from '#domain/messages/search/search-words.ts'
import type { SearchBounds } from '#domain/messages/search/search.ts'
import { bodies, idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

export type Finding = Partial<SearchBounds> & { readonly limit?: number, readonly after?: string }

/** Returns a search of the bodies of messages, the newest first; null without such a conversation. */
export function finding ({ search }: Pick<Cast, 'search'>) {
  return async (name: Name, query: string, { limit = 50, ...bounds }: Finding = {}) => {
    const found = await search.messages({ viewerId: idOf(name), words: searchWords(query), limit, ...bounds })
    return found === null ? null : bodies(found.hits.map(({ message }) => message))
  }
}

async function talk (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const direct = await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const change = (name: Name, conversationId: string, no: number) => ({ userId: idOf(name), conversationId, no, notBefore: 0 })
  return { ...cast, direct, tea, change, find: finding(cast) }
}

/** Promises of `SearchStore`. */
export function searchContract (t: Test, open: Open): void {
  t.test('words in any case, without accents → found by those who see them, the newest first', async t => {
    const { say, find, direct, tea } = await talk(t, open)
    await say('ana', direct, 'The café is OPEN')
    await say('ben', tea, 'Open the cafeteria')
    t.same(await find('ben', 'cafe open'), ['Open the cafeteria', 'The café is OPEN'])
    t.same(await find('cho', 'cafe'), ['Open the cafeteria'], 'not in the conversation of others')
    t.same(await find('eve', 'cafe'), [])
    t.same(await find('ana', 'closed cafe'), [], 'all words')
    t.same(await find('ana', 'fe'), [], 'the beginning of words')
  })

  t.test('two neighbouring Chinese, Japanese, Korean characters → found; apart or reversed → not', async t => {
    const { say, find, direct } = await talk(t, open)
    for (const body of ['我们明天在科学院见面吧', 'ありがとうございます', '내일 만나요', '科技大学']) await say('ana', direct, body)
    t.same(await find('ben', '学院'), ['我们明天在科学院见面吧'])
    t.same(await find('ben', '科学'), ['我们明天在科学院见面吧'], 'not 科…学')
    t.same(await find('ben', '学科'), [])
    t.same(await find('ben', 'ござ'), ['ありがとうございます'])
    t.same(await find('ben', '만나'), ['내일 만나요'])
    t.same(await find('ben', '学', { conversationId: direct }), ['科技大学', '我们明天在科学院见面吧'], 'one, within a conversation')
  })

  t.test('an edit → the new words are found and the old ones are not; a recall → none', async t => {
    const { say, find, messages, direct, change, tick } = await talk(t, open)
    const { no } = await say('ana', direct, 'apple 苹果好吃')
    await messages.edit({ ...change('ana', direct, no), body: 'pear 苹果汁' }, tick())
    t.same([await find('ben', 'apple'), await find('ben', 'pear'), await find('ben', '苹果'), await find('ben', '好吃')],
      [[], ['pear 苹果汁'], ['pear 苹果汁'], []])
    await messages.recall(change('ana', direct, no), tick())
    t.same([await find('ben', 'pear'), await find('ben', '苹果'), await find('ana', 'pear')], [[], [], []])
  })

  t.test('sent, edited and recalled in one commit → nothing is left of it', async t => {
    const { say, send, find, messages, direct, change, tick } = await talk(t, open)
    const { no } = await say('ana', direct, 'before')
    const sent = send('ana', direct, 'fresh words')
    const edited = messages.edit({ ...change('ana', direct, no + 1), body: 'other words' }, tick())
    const recalled = messages.recall(change('ana', direct, no + 1), tick())
    t.same((await Promise.all([sent, edited, recalled])).map(({ outcome }) => outcome), ['stored', 'changed', 'changed'])
    t.same(await find('ben', 'words'), [])
    t.same(await find('ben', 'before'), ['before'])
  })

  t.test('a unit that fails beside others → their messages are found', async t => {
    const { send, find, direct } = await talk(t, open)
    const once = { clientId: 'client-once' }
    const outcomes = await Promise.all([send('ana', direct, 'first one', once), send('ana', direct, 'other one', once), send('ana', direct, 'third one')])
    t.same(outcomes.map(({ outcome }) => outcome), ['stored', 'reused', 'stored'])
    t.same(await find('ben', 'one'), ['third one', 'first one'])
  })

  t.test('D32 members who came later, or left → find their time, as it was said then', async t => {
    const { say, find, messages, groups, direct, tea, change, leave, tick } = await talk(t, open)
    const { no } = await say('ana', tea, 'milk then')
    await leave('ben', tea)
    await messages.edit({ ...change('ana', tea, no), body: 'milk now' }, tick())
    await say('ana', tea, 'milk after')
    t.same(await find('ben', 'milk'), ['milk then'])
    t.same([await find('ben', 'then'), await find('ben', 'now')], [['milk then'], []])
    t.same([await find('cho', 'then'), await find('cho', 'now')], [[], ['milk now']])
    await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['ben'], max: 9 }, tick())
    t.same(await find('ben', 'milk', { conversationId: tea }), ['milk now'])
    await messages.recall(change('ana', tea, no), tick())
    t.same(await find('ben', 'milk'), [])
    t.same(await find('eve', 'milk', { conversationId: direct }), null)
  })

  t.test('bounds: conversation, sender, time, links → those alone; lines of the system are not found', async t => {
    const { say, find, direct, tea, tick } = await talk(t, open)
    await say('ana', direct, 'see https://example.org/tea')
    const { at } = await say('ben', tea, 'see there')
    tick(100_000_000)
    await say('ana', tea, 'see www.example.org, Tea')
    const all = ['see www.example.org, Tea', 'see there', 'see https://example.org/tea']
    t.same(await find('ben', 'see'), all)
    t.same(await find('ben', 'see', { conversationId: direct }), all.slice(2))
    t.same(await find('ben', 'see', { fromId: idOf('ben') }), all.slice(1, 2))
    t.same(await find('ben', '', { hasLink: true }), [all[0], all[2]])
    t.same(await find('ben', 'see', { since: at + 1 }), all.slice(0, 1))
    t.same(await find('ben', 'see', { until: at }), all.slice(1))
    t.same(await find('ben', 'tea'), [all[0], all[2]], 'the group is called Tea')
  })

  t.test('a small page → next goes on with the rest, and ends', async t => {
    const { say, search, direct } = await talk(t, open)
    for (let count = 1; count <= 5; count++) await say('ana', direct, `cake ${count}`)
    const pages: string[] = []
    for (let after: string | undefined; ;) {
      const found = await search.messages({ viewerId: idOf('ben'), words: searchWords('cake'), limit: 2, after })
      pages.push(bodies(found?.hits.map(({ message }) => message) ?? []).join())
      if (found === null || found.next === null) break
      after = found.next
    }
    t.same(pages, ['cake 5,cake 4', 'cake 3,cake 2', 'cake 1'])
    await t.rejects(search.messages({ viewerId: idOf('ben'), words: searchWords('cake'), limit: 2, after: 'x' }), { code: 'INVALID' })
  })

  t.test('eve in a hundred groups → next tells of her own messages alone, not where others said it', async t => {
    const { say, search, direct, group } = await talk(t, open)
    const own = await group('eve', [])
    for (let count = 0; count < 100; count++) await group('eve', [])
    await say('eve', own, 'merger first')
    await say('ana', direct, 'merger in secret')
    const { changedSeq } = await say('eve', own, 'merger again')
    const look = async (after?: string) => await search.messages({ viewerId: idOf('eve'), words: searchWords('merger'), limit: 1, after })
    t.match(await look(), { hits: [{ message: { body: 'merger again' } }], next: String(changedSeq) })
    t.match(await look(String(changedSeq)), { hits: [{ message: { body: 'merger first' } }], next: null })
  })
}
