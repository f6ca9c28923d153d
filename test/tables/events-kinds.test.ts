import t from 'tap'
import type * as World from '#test/world.ts'
import { CopiedTree } from './copied-tree.ts'
import { formFor } from '#test/source/markup.ts'
import { EVENT, KIND, planted } from './ping.ts'

t.test('rows with drawing, unit, view and texts → an event and a kind that work end to end', async t => {
  const tree = planted(new CopiedTree(t), [...Object.values(EVENT), ...Object.values(KIND)])
  const compiled = tree.compile('src', 'views')
  const { world } = await tree.load<typeof World>('test/support/world.ts')
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  const talk = `/api/conversations/${id}`
  const { body: { cursor } } = await ben.poll()
  const ping = { clientId: 'client-ping', kind: 'ping', body: '{ "times": 3 }' }

  t.match(await ana.post(`${talk}/messages`, { ...ping, body: '{"times":0}' }), { status: 400, body: { code: 'INVALID' } })
  t.match(await ana.post(`${talk}/messages`, { ...ping, kind: 'system' }), { status: 400, body: { code: 'INVALID' } })
  t.match(await eve.post(`${talk}/messages`, ping), { status: 404 })
  t.match(await ana.post(`${talk}/messages`, ping), { status: 201, body: { message: { no: 2, kind: 'ping', body: '{"times":3}' } } })
  t.match(await ana.post(`${talk}/messages`, ping), { status: 200, body: { duplicate: true } })
  t.match(await ana.post(`${talk}/messages`, { ...ping, kind: 'text' }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })

  const told = { events: [{ type: 'ping', conversationId: id, user: { username: 'ana' } }, { type: 'message', message: { kind: 'ping', body: '{"times":3}' } }] }
  const fresh = await ben.poll({ cursor, hold: 0 })
  t.match(fresh.body, told)
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  t.equal((await ben.poll({ cursor, hold: 0 })).text, fresh.text, 'the ledger tells the same')
  const { html } = (await ben.poll({ cursor, hold: 0, view: 'html', lang: 'zh' })).body as { html: string }
  t.match(html, 'data-into="ping-ana"')
  t.match(html, /<div class="bubble ping">戳一下！/)
  t.match(html, 'data-how="unread" data-count="1"')

  t.match((await ben.get(talk)).body, { conversation: { unread: 1, lastMessage: { kind: 'ping' } } })
  t.match((await ben.get('/conversations/')).text, /class="row unread"[^]*<span class="said">Ping!<\/span>/)
  const page = await ben.get(`/conversations/${id}`)
  t.match(page.text, /id="divider"[^]*<div class="bubble ping">Ping!/)
  t.match(await ana.send('PATCH', `${talk}/messages/2`, { payload: { body: 'x' } }), { status: 403 })
  t.match(await ana.delete(`${talk}/messages/2`, {}), { status: 200, body: { message: { kind: 'ping', body: '' } } })
  t.match((await ana.get('/api/openapi.json')).text, '"description":"Somebody wants to be heard."')

  await ben.send('PUT', '/api/blocks/ana', { headers: { 'content-type': 'application/json' } })
  t.match(await ana.post(`${talk}/messages`, { ...ping, clientId: 'client-bounce' }), { status: 403, body: { code: 'NOT_A_CONTACT' } })
  const bounced = (await ana.get(`/conversations/${id}`)).text
  t.match(bounced, /id="outgoing-client-bounce"[^]*<div class="bubble ping">Ping!/, 'a bounce is drawn as its kind')
  await ben.delete('/api/blocks/ana', {})
  for (const [asker, asked] of [[ana, 'ben'], [ben, 'ana']] as const) await asker.post('/api/contact-requests', { username: asked })
  const { action, hidden } = formFor(bounced, 'client-bounce', `/conversations/${id}`)
  t.equal((await ana.form(new URL(action, `http://holdline/conversations/${id}`).pathname, { ...hidden, act: 'retry' })).status, 303)
  t.match((await ben.get(talk)).body, { conversation: { lastMessage: { kind: 'ping', body: '{"times":3}' } } }, 'and sent again as it')
  t.equal(await compiled, '')
})
