import t, { type Test } from 'tap'
import { world, type WorldOptions } from '#test/world.ts'

async function talk (t: Test, options: WorldOptions = {}) {
  const w = await world(t, options)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { conversation: { id: group } } = await w.messenger.conversations.group(ana.userId, 'Tea lovers', ['ben', 'cho'])
  let count = 0
  const say = async (senderId: string, conversationId: string, body: string) =>
    (await w.messenger.messages.send({ senderId, conversationId, clientId: `client-${++count}`, body })).message
  const search = async (person: typeof ana, query: string) => await person.get(`/api/search?${query}`)
  return { w, ana, ben, cho, eve, id, group, say, search }
}

const q = (text: string) => `q=${encodeURIComponent(text)}`

t.test('U140 a search of messages → hits with the words marked, the newest first, page by page', async t => {
  const { ana, ben, id, group, say, search } = await talk(t)
  await say(ana.userId, id, 'The Café, at noon')
  await say(ben.userId, group, '明天在科学院见面')
  await say(ben.userId, group, `${'far '.repeat(30)}cafés ${'near '.repeat(60)}`)
  const first = await search(ana, `${q('cafe')}&limit=1`)
  t.match(first, { status: 200, body: { more: true, complete: true, hits: [{ message: { conversationId: group, sender: { username: 'ben' } } }] } })
  const [{ snippet }] = first.body['hits'] as [{ snippet: Array<[string, boolean]> }]
  t.same(snippet[1], ['café', true])
  t.ok(snippet.map(([part]) => part).join('').length < 200)
  t.match(snippet.map(([part]) => part).join(''), /^…far.*near…?/)
  t.match(await search(ana, `${q('cafe')}&limit=1&after=${String(first.body['next'])}`), {
    body: { more: false, next: null, hits: [{ message: { body: 'The Café, at noon' }, snippet: [['The ', false], ['Café', true], [', at noon', false]] }] }
  })
  t.match(await search(ben, q('学院 科学')), { body: { hits: [{ snippet: [['明天在', false], ['科学院', true], ['见面', false]] }] } })
})

t.test('bounds of a search: conversation, sender, time, links → as asked', async t => {
  const { w, ana, ben, cho, id, group, say, search } = await talk(t)
  await say(ana.userId, id, 'tea at https://example.org')
  const { at } = await say(ben.userId, group, 'tea please')
  const bodies = async (query: string) => ((await search(ben, query)).body['hits'] as Array<{ message: { body: string } }>).map(({ message }) => message.body)
  t.same(await bodies(`${q('tea')}&conversationId=${id}`), ['tea at https://example.org'])
  t.same(await bodies(`${q('tea')}&from=ben`), ['tea please'])
  t.same(await bodies(`${q('tea')}&from=nobody`), [])
  t.same(await bodies('has=link'), ['tea at https://example.org'])
  t.same(await bodies(`${q('tea')}&since=${at + 1}`), [])
  t.equal((await bodies(`${q('tea')}&until=${at}`)).length, 2)
  t.match(await search(ben, `${q('te')}&kind=people`), { body: { hits: [] } })
  t.match(await search(ben, `${q('cho')}&kind=people`), { body: { hits: [{ user: { username: 'cho' } }], next: null } })
  t.match(await search(cho, `${q('lovers')}&kind=groups`), { body: { hits: [{ conversation: { id: group, title: 'Tea lovers' } }] } })
  t.ok(w)
})

t.test('U218 public groups → found by those who are not in them, as a search of groups finds them', async t => {
  const { ana, ben, eve, group, say, search } = await talk(t)
  await say(ana.userId, group, 'secret tea')
  const groups = async (who: typeof ana) => (await search(who, `${q('lovers')}&kind=groups`)).body['hits']
  t.same(await groups(eve), [], 'not public')
  await ana.patch(`/api/conversations/${group}`, { isPublic: true })
  const { body } = await eve.get('/api/groups?q=lovers')
  t.same(await groups(eve), (body['groups'] as object[]).map(found => ({ group: found })))
  t.notMatch(JSON.stringify(await groups(eve)), /secret|"ana"|"ben"/, 'no member, nothing that was said')
  t.match(await groups(ben), [{ conversation: { id: group }, group: undefined }], 'their own, once')
  t.equal((await groups(ben) as object[]).length, 1)
  t.match(await search(eve, q('secret')), { body: { hits: [] } })
  t.match((await search(eve, `${q('lovers')}&kind=groups&after=${encodeURIComponent('x')}`)).body, { statusCode: 400 })
  await ana.patch(`/api/conversations/${group}`, { isPublic: false })
  t.same(await groups(eve), [])
})

t.test('eve → finds nothing of others, no groups of theirs, and their conversations do not exist', async t => {
  const { ana, eve, id, group, say, search } = await talk(t)
  await say(ana.userId, id, 'secret tea')
  await say(ana.userId, group, 'secret tea')
  t.match(await search(eve, q('secret')), { status: 200, body: { hits: [] } })
  t.match(await search(eve, `${q('lovers')}&kind=groups`), { body: { hits: [] } })
  for (const one of [id, group, 'nowhere']) {
    t.match(await search(eve, `${q('secret')}&conversationId=${one}`), { status: 404, body: { code: 'NOT_FOUND' } })
  }
})

t.test('no words, one character everywhere, too many → a clear answer', async t => {
  const { ana, id, say, search } = await talk(t)
  await say(ana.userId, id, '好')
  for (const text of ['"*', '', '   ', '*', '👍', '" OR "" NEAR(']) {
    const answer = await search(ana, q(text))
    if (text.includes('NEAR')) t.match(answer, { status: 200, body: { hits: [] } })
    else t.match(answer, { status: 400, body: { code: 'INVALID', reason: 'search-empty', field: 'q' } }, text)
  }
  t.match(await search(ana, q('好')), { status: 400, body: { reason: 'search-short' } })
  t.match(await search(ana, `${q('好')}&conversationId=${id}`), { status: 200, body: { hits: [{ snippet: [['好', true]] }] } })
  t.match(await search(ana, q('a'.repeat(10_000))), { status: 400, body: { code: 'INVALID' } })
  t.match(await search(ana, q('a '.repeat(101))), { status: 400, body: { code: 'INVALID', reason: 'chars-max' } })
  t.match(await search(ana, `${q('tea')}&after=x`), { status: 400 })
  t.match(await search(ana, `${q('tea')}&kind=secrets`), { status: 400 })
})

t.test('many searches in a minute → refused for a while; the words are in no log', async t => {
  const { w, ana, search } = await talk(t, { config: { searchesPerMinute: 3, logLevel: 'debug' } })
  for (let count = 0; count < 3; count++) t.equal((await search(ana, q('confidential'))).status, 200)
  t.match(await search(ana, q('confidential')), { status: 429, body: { code: 'TOO_MANY' } })
  t.notOk(w.logged.some(line => line.includes('confidential')))
  t.ok(w.logged.some(line => line.includes('/api/search')))
})

t.test('a signed-out caller → UNAUTHENTICATED', async t => {
  const { w } = await talk(t)
  t.match(await w.stranger().get(`/api/search?${q('tea')}`), { status: 401 })
})
