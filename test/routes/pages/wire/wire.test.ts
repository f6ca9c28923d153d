import t from 'tap'
import { Reader } from '../reader.ts'
import { world } from '#test/world.ts'

t.test('U220 without script -> the table is there when empty, then shows requests and steps', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  const reader = await new Reader(ana).open('/wire/')
  t.match(reader.words, 'Nothing yet')
  t.match(reader.text, /<table class="wire-table">/)
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'hello' })
  await ben.poll({ hold: 0 })
  await reader.open('/wire/')
  t.match(reader.words, /Send POST \/api\/conversations\/.*stored as no\. \d+ ① send/)
  t.match(reader.words, 'Nothing lost, nothing doubled, nothing out of order.')
  t.notMatch(reader.words, '/poll', 'ben’s poll is his own')
  const one = /wire\/exchanges\/\d+/.exec(reader.text)?.[0] ?? ''
  await reader.open(`/${one}`)
  t.match(reader.words, /"body":"hello"/)
  t.match(reader.words, 'curl -i -X POST')
  t.notMatch(reader.text, ana.token)
  t.equal((await new Reader(w.as('eve')).open(`/${one}`)).status, 404)
})

t.test('the board alone -> is what a script puts in its place', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await ana.get('/wire/')
  const { cursor } = (await ana.poll({ hold: 0 })).body as { cursor: string }
  await ana.poll({ cursor, hold: 0 })
  const { text } = await ana.get('/wire/?fragment=board')
  t.match(text, /^<div [^>]*id="wire-board" data-version="\d+">/)
  t.match(text, /<svg [^>]*role="group"/)
})

t.test('a stranger and a token -> have no wire view', async t => {
  const w = await world(t)
  t.equal((await w.stranger().get('/wire/')).status, 303)
  const { secret } = (await w.as('ana').post('/api/tokens', { label: 'program' })).body as { secret: string }
  t.equal((await w.stranger().get('/wire/', { authorization: `Bearer ${secret}` })).status, 403)
})

t.test('a text of script in an address -> is text on the page', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await ana.get('/wire/')
  await ana.get('/api/search?q=%3Cscript%3E&kind=<script>alert(1)</script>')
  t.notMatch((await ana.get('/wire/')).text, /<script>/)
})

t.test('a message sent by the form of a page -> stored, with its number', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  const reader = await new Reader(ana).open('/wire/')
  await reader.open(`/conversations/${id}`)
  await reader.send(`/conversations/${id}/messages`, { body: 'hello' })
  await reader.open('/wire/')
  t.match(reader.words, 'sent 1 – stored 1 1')
  t.match(reader.words, 'Both agree yes')
  t.match(reader.words, /stored as no\. \d+ ① send/)
})

t.test('U223 a message is acked -> a receipt on the receiver’s lane, unless they show none', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  const drawn = async () => /<svg[^]*<\/svg>/.exec((await ana.get('/wire/?fragment=board')).text.replace(/^[^]*class="wire-timeline"/, ''))?.[0] ?? ''
  await ana.get('/wire/')
  const cursorOf = ({ body }: { body: unknown }) => (body as { cursor: string }).cursor
  const [from, to] = [cursorOf(await ana.poll({ hold: 0 })), cursorOf(await ben.poll({ hold: 0 }))]
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'hello' })
  const told = cursorOf(await ben.poll({ cursor: to, hold: 0 }))
  await ben.poll({ cursor: told, hold: 0 })
  const mine = cursorOf(await ana.poll({ cursor: from, hold: 0, tab: 'page' }))
  const waiting = ana.poll({ cursor: mine, hold: 10, tab: 'page' })
  w.clock.advance(1_000)
  const after = cursorOf(await waiting)
  const svg = await drawn()
  t.match(svg, 'My tabs and devices')
  t.match(svg, '@ben')
  t.match(svg, /received \d+/)
  t.notMatch(svg, 'hello', 'a drawing has no text of anybody')

  await ben.patch('/api/me', { receipts: false })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-2', body: 'again' })
  await ben.poll({ cursor: cursorOf(await ben.poll({ cursor: told, hold: 0 })), hold: 0 })
  w.clock.advance(1_000)
  const before = svg.split('wire-receipt').length
  await ana.poll({ cursor: cursorOf(await ana.poll({ cursor: after, hold: 0, tab: 'page' })), hold: 0, tab: 'page' })
  t.equal((await drawn()).split('wire-receipt').length, before)
})
