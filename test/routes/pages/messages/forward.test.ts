import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('Forward on a message’s page → a choice of conversations, then the copy', async t => {
  const w = await world(t)
  const [ana, eve] = [new Reader(w.as('ana')), new Reader(w.as('eve'))]
  const { conversation: { id: tea } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben', 'cho'])
  const { conversation: { id: direct } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('cho').userId, conversationId: tea, clientId: 'client-1', body: 'Cake!' })
  await ana.open(`/messages/${tea}?no=${no}`)
  t.match(ana.text, `href="../forward/${tea}?no=${no}"`)
  await ana.open(`/forward/${tea}?no=${no}`)
  t.match(ana.words, /Forward a message[^]*Cake![^]*Forward to/)

  await ana.send('/forward', {})
  t.match([ana.status, ana.words], [400, 'Choose at least one chat.'])
  await ana.send('/forward', { to: direct, keep_from: '1' })
  t.equal(ana.url, `/conversations/${direct}`)
  t.match(ana.words, /Forwarded from .?Cho.? ?Cake!/)

  await eve.open(`/forward/${tea}?no=${no}`)
  t.equal(eve.status, 404)
  t.notMatch(eve.text, 'Cake!')
  await eve.open('/settings/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  t.equal((await w.as('eve').form(`/conversations/${tea}/forward`, { no: String(no), to: direct, form_token: token })).status, 404)
  t.equal((await w.as('eve').form(`/conversations/${tea}/forward`, { no: String(no), form_token: token })).status, 404)
})

t.test('more than the newest fifty → a search finds the others, and keeps what was chosen', async t => {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  const { conversations, messages } = w.messenger
  const { conversation: { id: old } } = await conversations.group(w.as('ana').userId, 'Oldest harbour', ['ben'])
  const { conversation: { id: direct } } = await conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await messages.send({ senderId: w.as('ana').userId, conversationId: direct, clientId: 'client-1', body: 'Cake!' })
  await ana.open(`/forward/${direct}?no=${no}`)
  t.notMatch(ana.text, 'name="find"', 'no search where all of them are shown')
  w.clock.advance(60_000)
  for (let i = 0; i < 50; i++) await conversations.group(w.as('ana').userId, `Group ${i}`, ['ben'])
  await ana.open(`/forward/${direct}?no=${no}`)
  t.notMatch(ana.text, `value="${old}"`)
  const newest = /name="to" value="([^"]+)"/.exec(ana.text)?.[1] ?? ''
  await ana.send('/forward', { to: newest, q: 'harb', find: 'Search' })
  t.match(ana.text, new RegExp(`name="to" value="${newest}" checked[^]*name="to" value="${old}">`))
  t.notMatch(ana.text, /name="keep_from" value="1" checked/, 'and what was not ticked')
  await ana.send('/forward', { to: old, q: 'harb' })
  t.match([ana.url, ana.words], [`/conversations/${old}`, 'Cake!'])
  t.notMatch(ana.words, 'Forwarded from')
  await ana.open(`/forward/${direct}?no=${no}&q=nothing+like+it`)
  t.match(ana.words, 'No chat of yours is called “nothing like it”.')
  const eve = await new Reader(w.as('eve')).open('/settings/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  t.equal((await w.as('eve').form(`/conversations/${direct}/forward`, { no: String(no), q: 'x', find: 'x', form_token: token })).status, 404)
})
