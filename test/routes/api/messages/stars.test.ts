import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

async function talk (t: Test) {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  return { w, ana, ben, eve, id, no, path: `/api/stars/${id}/${no}` }
}

t.test('U191 PUT and DELETE of a star → the message as the caller sees it; GET → the caller’s own', async t => {
  const { ana, ben, id, no, path } = await talk(t)
  for (const status of [200, 200]) t.match(await ben.put(path), { status, body: { message: { no, starred: true } } })
  t.match((await ben.get('/api/stars')).body, { messages: [{ conversationId: id, no, starred: true }], more: false, next: null })
  t.same((await ana.get('/api/stars')).body, { messages: [], more: false, next: null })
  t.notMatch(JSON.stringify((await ana.get(`/api/conversations/${id}/messages`)).body), 'starred')
  for (const status of [200, 200]) t.match(await ben.delete(path), { status, body: { message: { no, starred: undefined } } })
  t.match(await ben.post(`${path}?method=PUT`), { status: 200, body: { message: { starred: true } } }, 'where only POST passes')
})

t.test('eve, and a line of the server → 404, 403; a bad place → 400', async t => {
  const { ben, eve, id, path } = await talk(t)
  t.same([(await eve.put(path)).status, (await eve.delete(path)).status], [404, 404])
  t.same((await eve.get('/api/stars')).body, { messages: [], more: false, next: null })
  t.match(await ben.put(`/api/stars/${id}/1`), { status: 403, body: { code: 'FORBIDDEN' } })
  t.match(await ben.get('/api/stars?after=x'), { status: 400 })
})

t.test('a star → told to one’s own browsers, from memory and from the ledger, and to nobody else', async t => {
  const { w, ana, ben, id, no, path } = await talk(t)
  const [his, hers] = [await ben.poll({ hold: 0 }), await ana.poll({ hold: 0 })].map(({ body }) => body['cursor'])
  await ben.put(path)
  const { body } = await ben.poll({ cursor: his, hold: 0 })
  t.match(body, { events: [{ type: 'star', conversationId: id, no, on: true }] })
  t.match((await ana.poll({ cursor: hers, hold: 0 })).body, { status: 'idle' })
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  t.same((await ben.poll({ cursor: his, hold: 0 })).body['events'], body['events'])
  t.match((await ben.poll({ cursor: his, hold: 0, view: 'html', lang: 'en' })).body['html'],
    new RegExp(`data-how="star" data-target="message-${id}-${no}"> ?<span class="mark star" title="Starred">`))
})
