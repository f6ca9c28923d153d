import t, { type Test } from 'tap'
import { dayStart, phraseText, searchPhrase } from '#domain/messages/search/search-phrase.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function talk (t: Test) {
  const w = await world(t)
  const made = await w.as('ana').post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben', 'cho'] })
  const { id } = made.body['conversation'] as { id: string }
  const direct = (await w.as('ana').post('/api/conversations', { kind: 'direct', username: 'ben' })).body['conversation'] as { id: string }
  let count = 0
  const say = async (conversationId: string, body: string) =>
    await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId, clientId: `client-${++count}`, body })
  const reader = async (name: 'ana' | 'ben' | 'eve') => await new Reader(w.as(name)).switchTo('plain')
  return { w, id, direct: direct.id, say, reader }
}

/** Where the last link to an address that begins like this leads, from the root. */
const link = (reader: Reader, begin: string) => {
  const hrefs = [...reader.text.matchAll(/href="([^"#]*)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&').replace(/^(?:\.\.\/)+/, ''))
  return `/${hrefs.findLast(href => href.startsWith(begin)) ?? ''}`
}

const at = (q: string, more = '') => `/search/?q=${encodeURIComponent(q)}${more}`

t.test('U141 a search by the form → hits marked, links to their places; people and chats above', async t => {
  const { id, direct, say, reader } = await talk(t)
  await say(id, 'Fresh <b>Café</b> & 科学院 at noon')
  await say(direct, 'nothing of it')
  const ben = await (await reader('ben')).open(at('cafe 学院'))
  t.match(ben.text, '&lt;b&gt;<mark>Café</mark>&lt;/b&gt; &amp; 科<mark>学院</mark>')
  t.match(ben.text, new RegExp(`href="[^"]*conversations/${id}\\?no=\\d+&amp;results=q%3Dcafe[^"#]+#message-${id}-\\d+"`))
  await ben.open(at('tea'))
  t.match(ben.text, `href="../conversations/${id}`)
  await ben.open(at('cho'))
  t.match(ben.text, 'href="../contacts/cho"')
  t.match((await ben.open(at('zebra'))).words, 'Nothing found for “zebra”')
})

t.test('bounds typed among the words, or the chat one comes from → searched there alone', async t => {
  const { w, id, direct, say, reader } = await talk(t)
  await say(id, 'cake in the group')
  await say(direct, 'cake for two, see https://example.org')
  const ben = await reader('ben')
  t.notMatch((await ben.open(at('cake', `&in=${id}`))).words, 'for two')
  t.match(ben.words, 'In Tea')
  t.notMatch((await ben.open(at('cake in:tea'))).words, 'for two')
  t.notMatch((await ben.open(at('cake has:link'))).words, 'in the group')
  t.match((await ben.open(at('cake from:cho'))).words, 'Nothing found')
  t.match((await ben.open(at('cake in:nowhere'))).words, 'No chat of yours is called “nowhere”')
  const today = new Date(w.clock.now()).toJSON().slice(0, 10)
  t.match((await ben.open(at(`cake before:${today}`))).words, 'Nothing found')
  t.match((await ben.open(at(`cake after:${today}`))).words, 'for two')
})

t.test('U236 filters of the form → as if typed; the words and each filter in fields of their own', async t => {
  const { w, id, direct, say, reader } = await talk(t)
  await say(id, 'cake in the group')
  await say(direct, 'cake for two, see https://example.org')
  const today = new Date(w.clock.now()).toJSON().slice(0, 10)
  const ben = await reader('ben')
  const empty = '&in=&from=&since=&before='
  t.match((await ben.open(at('cake', empty))).words, /in the group[^]*for two|for two[^]*in the group/)
  t.match(ben.text, '<summary>Filters</summary>')
  t.notMatch((await ben.open(at('cake', `${empty}&link=1`))).words, 'in the group')
  t.match((await ben.open(at('cake', '&from=cho'))).words, 'Nothing found')
  t.match((await ben.open(at('cake', `&before=${today}`))).words, 'Nothing found')
  t.match((await ben.open(at('cake', `&since=${today}`))).words, 'for two')
  await ben.open(at('cake from:@ana has:link', `&in=${direct}&from=cho&since=${today}&before=`))
  t.match(ben.words, 'for two', 'what is typed goes before a filter that was there')
  t.match(ben.text, '<details class="filters"><summary>Filters (4)</summary>', 'folded above what was found')
  t.match(ben.text, /name="q" value="cake"/)
  t.match(ben.text, /name="from" type="text" value="ana"/)
  t.match(ben.text, new RegExp(`name="since" type="date" value="${today}"`))
  t.match(ben.text, new RegExp(`<option value="${direct}" selected>`))
  t.match(ben.text, /name="link" type="checkbox" value="1" checked/)
  await ben.open(link(ben, `conversations/${direct}?no`))
  await ben.open(link(ben, 'search/?q'))
  t.match(ben.text, 'Filters (4)', 'the way back keeps them')
  t.match((await ben.open(link(ben, 'search/?q=cake&in'))).text, 'Filters (1)', 'cleared, the chat apart')
})

t.test('U236 a filter by a name, one of nobody, a day that is none → found, or said beside it', async t => {
  const { w, id, say, reader } = await talk(t)
  await say(id, 'cake in the group')
  await w.as('ben').patch('/api/contacts/ana', { remark: 'Anna from work' })
  const ben = await reader('ben')
  t.match((await ben.open(at('cake', '&from=Anna'))).words, 'in the group')
  t.match(ben.text, /name="from" type="text" value="ana"/)
  t.match((await ben.open(at('', '&from=ana'))).words, 'in the group', 'words are not needed')
  t.match((await ben.open(at('cake', '&from=nobody'))).words, 'No one you can find is called “nobody”')
  t.match(ben.text, '<details class="filters" open>')
  t.match((await ben.open(at('cake', '&before=31.1.2026'))).text, /id="field-before"[^>]* aria-invalid="true"[^]*Write a day like 2026-01-31/)
  t.match((await ben.open(at('cake in:nowhere'))).text, /name="q" value="cake in:nowhere"/, 'to be corrected')
  t.equal((await ben.open(at('cake', '&link=legs'))).status, 400)
  const eve = await reader('eve')
  t.match((await eve.open(at('cake', '&from=ana'))).words, 'Nothing found')
})

t.test('U217 a hit that was opened → leads back to its results, in every version', async t => {
  const { w, id, say } = await talk(t)
  for (let count = 1; count <= 25; count++) await say(id, `cake & “tea” ${count}`)
  for (const mode of ['plain', 'frame', 'live'] as const) {
    const ben = new Reader(w.as('ben'))
    if (mode !== 'live') await ben.switchTo(mode)
    await ben.open(at('cake & tea', `&in=${id}`))
    await ben.open(link(ben, 'search/?q'))
    t.match(ben.words, / 5 /)
    await ben.open(link(ben, `conversations/${id}?no`))
    t.match(ben.words, 'Back to results')
    await ben.open(link(ben, 'search/?q'))
    t.match(ben.text, 'value="cake &amp; tea"')
    t.match(ben.words, 'In Tea')
    t.notMatch(ben.words, /” 25 Tea/, 'the page of results that one came from')
  }
})

t.test('a public group → stands above the messages for those who are not in it', async t => {
  const { w, id, say, reader } = await talk(t)
  await say(id, 'cake in the group')
  const eve = await reader('eve')
  t.notMatch((await eve.open(at('tea'))).words, 'Public groups')
  await w.as('ana').patch(`/api/conversations/${id}`, { isPublic: true })
  t.match((await eve.open(at('tea'))).text, `href="../groups/${id}"`)
  t.match(eve.words, 'Public groups')
  t.notMatch(eve.words, 'cake')
  const ben = await (await reader('ben')).open(at('tea'))
  t.notMatch(ben.words, 'Public groups')
})

t.test('without script from a hit to older and newer messages → each leads back to the results', async t => {
  const { id, say, reader } = await talk(t)
  for (let count = 0; count < 60; count++) await say(id, `line ${count}`)
  await say(id, 'the only cake')
  for (let count = 0; count < 60; count++) await say(id, `later ${count}`)
  const ben = await reader('ben')
  await ben.open(at('cake'))
  await ben.open(link(ben, `conversations/${id}?no`))
  for (const way of ['before', 'after', 'after']) {
    await ben.open(link(ben, `conversations/${id}?${way}`))
    t.equal(link(ben, 'search/?q'), '/search/?q=cake', way)
  }
})

t.test('other fields in the address of the results → left out; no address → no link', async t => {
  const { w, id } = await talk(t)
  const ben = new Reader(w.as('ben'))
  await ben.open(`/conversations/${id}?results=${encodeURIComponent('q=a"b&lang=zh&x=//evil.example')}`)
  t.match(ben.text, 'href="../search/?q=a%22b"')
  t.notMatch(ben.text, 'evil')
  await ben.open(`/conversations/${id}`)
  t.notMatch(ben.words, 'Back to results')
})

t.test('eve → finds nothing, and another’s chat does not exist for her', async t => {
  const { id, say, reader } = await talk(t)
  await say(id, 'cake in the group')
  const eve = await reader('eve')
  t.match((await eve.open(at('cake'))).words, 'Nothing found')
  t.match((await eve.open(at('cake', `&in=${id}`))).words, /not found|no such|doesn’t exist|isn’t here/i)
})

t.test('nothing, signs, one character, ten thousand → the page says what to do', async t => {
  const { say, direct, reader } = await talk(t)
  await say(direct, '好')
  const ben = await reader('ben')
  t.match((await ben.open('/search/')).words, 'from:ana')
  t.match((await ben.open(at('"*'))).words, 'Type a letter or a digit')
  t.match((await ben.open(at('好'))).words, 'within one chat')
  t.match((await ben.open(at('好', `&in=${direct}`))).text, '<mark>好</mark>')
  t.match((await ben.open(at('a'.repeat(10_000)))).words, 'At most 200 characters')
})

t.test('a phrase → its bounds and its words; a day begins by the clock of the zone', t => {
  t.same(searchPhrase('big  cake from:@ana in:"tea time" has:link'), { words: 'big cake', from: 'ana', in: 'tea time', hasLink: true })
  t.equal(phraseText({ words: 'big cake', from: 'ana', in: 'tea time', hasLink: true }), 'big cake from:ana in:"tea time" has:link')
  t.same(searchPhrase(phraseText({ words: '', in: 'the "big" tea' })), { words: '', in: 'the "big" tea' })
  t.same(searchPhrase('来自 from：ana before:2026-02-30 has:legs'), { words: '来自 before:2026-02-30 has:legs', from: 'ana' })
  t.same(searchPhrase('https://example.org/from:x'), { words: 'https://example.org/from:x' })
  t.equal(dayStart('2026-07-01', 'Europe/Berlin'), Date.parse('2026-06-30T22:00:00Z'))
  t.equal(dayStart('2026-03-29', 'Europe/Berlin'), Date.parse('2026-03-28T23:00:00Z'))
  t.equal(dayStart('2026-01-31', 'Asia/Shanghai'), Date.parse('2026-01-30T16:00:00Z'))
  t.end()
})
