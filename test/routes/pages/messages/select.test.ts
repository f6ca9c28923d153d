import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function stage (t: Test, count = 3) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  for (let i = 1; i <= count; i++) {
    const senderId = w.as(i % 2 === 1 ? 'ana' : 'ben').userId
    await w.messenger.messages.send({ senderId, conversationId: id, clientId: `client-${i}`, body: `said *${i}*` })
  }
  await w.messenger.groups.transfer(w.as('ana').userId, id, 'ben')
  return { w, id, ana: new Reader(w.as('ana')), form: `/conversations/${id}/select` }
}

/** Sends the form of the page as a browser does: boxes of the same name are a list. */
async function choose (w: Awaited<ReturnType<typeof stage>>['w'], reader: Reader, nos: readonly number[], button: string): Promise<void> {
  const form = reader.forms().find(({ action }) => action.endsWith('/select'))
  const hidden = Object.entries(form?.hidden ?? {}).filter(([name]) => name !== 'no')
  const payload = new URLSearchParams([...hidden, ...nos.map(no => ['no', String(no)]), [button, 'x']]).toString()
  const sent = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload }
  const { headers, status, text } = await w.as('ana').send('POST', form?.action ?? '', sent)
  if (status === 303) await reader.open(`${form?.action}/../${String(headers['location'])}`.replace(/^.*\.\.\//, '/'))
  else reader.text = text
}

t.test('Select on a message’s page → boxes, that one chosen; forward gets all that are chosen', async t => {
  const { w, id, ana } = await stage(t)
  await ana.open(`/messages/${id}?no=3`)
  t.match(ana.text, `href="../select/${id}?no=3"`)
  await ana.open(`/select/${id}?no=3`)
  t.match(ana.text, /value="3" checked/)
  t.notMatch(ana.text, /value="2" checked/)
  t.notMatch(ana.text, 'name="no" value="1"', 'lines of the server cannot be chosen')
  await choose(w, ana, [2, 3], 'forward')
  t.equal(ana.url, `/forward/${id}?no=2&no=3`)
  t.match(ana.words, 'Forward 2 messages')
})

t.test('copy → the raw texts, of several with sender and time; nothing chosen → said so', async t => {
  const { w, id, ana } = await stage(t)
  await ana.open(`/select/${id}`)
  await choose(w, ana, [], 'copy')
  t.match(ana.words, 'Choose at least one message.')
  await ana.open(`/select/${id}`)
  await choose(w, ana, [3, 2], 'copy')
  t.match(ana.text, /<textarea[^>]*readonly[^>]*>\nAna, [^\n]+\nsaid \*1\*\n\nBen, [^\n]+\nsaid \*2\*<\/textarea>/)
  await ana.open(`/copy/${id}?no=3`)
  t.match(ana.text, />\nsaid \*2\*<\/textarea>/, 'one message is its text alone')
})

t.test('recall → one’s own of those chosen, and a word about the others', async t => {
  const { w, id, ana } = await stage(t)
  await ana.open(`/select/${id}`)
  await choose(w, ana, [2, 3], 'recall')
  t.match(ana.words, /Recalled\.[^]*You recalled a message[^]*said 2/)
  await ana.open(`/select/${id}`)
  await choose(w, ana, [3], 'recall')
  t.match(ana.words, 'couldn’t be recalled')
})

t.test('older and newer → what was chosen comes along', async t => {
  const { w, id, ana } = await stage(t, 60)
  await ana.open(`/select/${id}`)
  await choose(w, ana, [50], 'older')
  t.match(ana.words, '1 message is selected on another page')
  t.notMatch(ana.text, 'name="older"')
  await choose(w, ana, [3, 50], 'newer')
  t.match(ana.text, /value="50" checked/)
  await choose(w, ana, [3, 50], 'forward')
  t.equal(ana.url, `/forward/${id}?no=3&no=50`)
})

t.test('the page of a message → its text and the link to it, to copy by hand', async t => {
  const { id, ana } = await stage(t)
  await ana.open(`/messages/${id}?no=2`)
  t.match(ana.text, /<textarea[^>]*readonly[^>]*>\nsaid \*1\*<\/textarea>/)
  t.match(ana.text, new RegExp(`readonly value="http://[^"]+/conversations/${id}\\?no=2#message-${id}-2"`))
})

t.test('eve sees, copies and recalls nothing', async t => {
  const { w, id, form } = await stage(t)
  const eve = new Reader(w.as('eve'))
  for (const way of [`/select/${id}`, `/copy/${id}?no=2`, `/copy/${id}?no=2&fragment=1`]) {
    await eve.open(way)
    t.equal(eve.status, 404, way)
    t.notMatch(eve.text, 'said')
  }
  await eve.open('/settings/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  for (const button of ['forward', 'copy', 'recall', 'older']) {
    t.equal((await w.as('eve').form(form, { no: '2', [button]: 'x', form_token: token })).status, 404, button)
  }
  t.equal((await w.as('eve').form(form, { forward: 'x', form_token: token })).status, 404)
})

t.test('messages of a day before → their day is said beside the box', async t => {
  const { w, id, ana } = await stage(t)
  await ana.open(`/select/${id}?no=3`)
  t.notMatch(ana.words, 'yesterday')
  w.clock.jump(86_400_000)
  await ana.open(`/select/${id}?no=3`)
  t.match(ana.words, /You yesterday, \d\d:\d\d/)
})
