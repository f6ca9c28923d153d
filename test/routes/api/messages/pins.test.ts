import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

/** Ana's group of ben and cho, in which ana has said something. */
async function talk (t: Test) {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { body } = await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben', 'cho'] })
  const { id } = body['conversation'] as { id: string }
  const say = async (body: string) => (await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: `client-${body}`, body })).message.no
  const path = `/api/conversations/${id}/pins`
  return { w, ana, ben, eve, id, say, no: await say('Cake!'), path }
}

t.test('U190 PUT and DELETE of a pin → the message; GET → what is pinned; safe to repeat', async t => {
  const { ana, ben, no, path } = await talk(t)
  for (const status of [200, 200]) t.match(await ana.put(`${path}/${no}`), { status, body: { message: { no, body: 'Cake!' } } })
  t.match((await ben.get(path)).body, { pins: [{ message: { no }, by: { username: 'ana' }, at: Number, seq: Number }], more: false, next: null })
  for (const status of [200, 200]) t.match(await ana.delete(`${path}/${no}`), { status, body: { message: { no } } })
  t.same((await ben.get(path)).body, { pins: [], more: false, next: null })
  t.match(await ana.post(`${path}/${no}?method=PUT`), { status: 200 }, 'where only POST passes')
  t.equal(((await ben.get(path)).body['pins'] as []).length, 1)
})

t.test('a pin by a member, an outsider, or of what is not there → 403, 404', async t => {
  const { ana, ben, eve, no, path } = await talk(t)
  await ana.put(`${path}/${no}`)
  t.match(await ben.delete(`${path}/${no}`), { status: 403, body: { code: 'FORBIDDEN', reason: 'admins-only' } })
  t.match(await ben.put(`${path}/${no}`), { status: 403 })
  t.same([(await eve.get(path)).status, (await eve.put(`${path}/${no}`)).status, (await eve.delete(`${path}/${no}`)).status], [404, 404, 404])
  t.same([(await ana.put(`${path}/99`)).status, (await ana.put(`${path}/1`)).status], [404, 403])
})

t.test('sixty pins → fifty, the others refused with the number; a recall makes room', async t => {
  const { w, ana, id, say, path } = await talk(t)
  const nos = []
  for (let at = 0; at < 60; at++) nos.push(await say(`m${at}`))
  const statuses = []
  for (const no of nos) statuses.push((await ana.put(`${path}/${no}`)).status)
  t.same(statuses, [...Array(50).fill(200), ...Array(10).fill(429)])
  t.match(await ana.put(`${path}/${nos[59]}`), { body: { code: 'TOO_MANY', reason: 'pins-max' } })
  t.equal(((await ana.get(`${path}?limit=200`)).body['pins'] as []).length, 50)
  await w.messenger.messages.recall(ana.userId, id, nos[0] ?? 0)
  t.match(await ana.put(`${path}/${nos[59]}`), { status: 200 })
})

t.test('a pin → its event and its line, from memory and from the ledger; drawn, a bar', async t => {
  const { w, ana, ben, id, no, path } = await talk(t)
  const { body: { cursor } } = await ben.poll({ hold: 0 })
  await ana.put(`${path}/${no}`)
  await ana.delete(`${path}/${no}`)
  const { body } = await ben.poll({ cursor, hold: 0 })
  const told = { type: 'pin', conversationId: id, no, by: { username: 'ana' } }
  t.match(body, { events: [{ ...told, on: true }, { type: 'message', message: { kind: 'system', replyTo: { no, excerpt: 'Cake!' } } }, { ...told, on: false }] })
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  t.same((await ben.poll({ cursor, hold: 0 })).body['events'], body['events'])
  const { body: { html } } = await ben.poll({ cursor, hold: 0, view: 'html', lang: 'en' })
  t.match(html, new RegExp(`data-how="replace" data-into="messages-${id}"><p id="pins-${id}" class="pin-bar"[^]+Cake!`))
  t.match(html, `data-how="unpinned" data-target="${id}-${no}"`)
})
