import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

type Row = Readonly<Record<string, unknown>>

/** A group of ana, ben and cho in which ana has sent a message and ben has left. */
async function leftByBen (t: Test) {
  const w = await world(t)
  const [ana, ben, cho] = [w.as('ana'), w.as('ben'), w.as('cho')]
  const { conversation } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben', 'cho'] })).body as { conversation: { id: string } }
  const path = `/api/conversations/${conversation.id}`
  const { no } = await w.messenger.messages.send({ senderId: ana.userId, conversationId: conversation.id, clientId: 'message-1', body: 'as it was' }).then(({ message }) => message)
  await ben.post(`${path}/leave`)
  const seen = async () => ({
    one: (await ben.get(path)).body['conversation'] as Row,
    list: ((await ben.get('/api/conversations')).body['conversations'] as Row[]).find(({ id }) => id === conversation.id),
    history: (await ben.get(`${path}/messages`)).body['messages'] as Row[],
    page: (await ben.get(`/conversations/${conversation.id}`)).text
  })
  return { w, ana, ben, cho, path, id: conversation.id, no, seen }
}

t.test('S15 a member who left sees the member count and last change as of the leave', async t => {
  const { cho, path, id, seen, ana } = await leftByBen(t)
  const before = await seen()
  t.match(before.one, { memberCount: 2, left: true })
  await cho.post(`${path}/leave`)
  const after = await seen()
  t.match((await ana.get(path)).body, { conversation: { memberCount: 1 } }, 'ana sees that cho left')
  t.same(after.one, before.one)
  t.same(after.list, before.list)
  t.match(after.list, { id })
})

t.test('S15 edits after a leave are not shown to the member who left; a recall still erases', async t => {
  const { w, ana, path, no, seen } = await leftByBen(t)
  await ana.patch(`${path}/messages/${no}`, { body: 'news for those who stayed' })
  await ana.patch(`${path}/messages/${no}`, { body: 'more news' })
  t.match((await ana.get(`${path}/messages`)).body, { messages: [{}, { body: 'more news' }, {}] })
  const { history, page } = await seen()
  t.match(history[1], { no, body: 'as it was' })
  t.notOk('editedAt' in (history[1] ?? {}), 'nor that the text was edited')
  t.match(page, 'as it was')
  t.notMatch(page, 'news')
  await ana.delete(`${path}/messages/${no}`)
  t.match((await seen()).history[1], { no, body: '' })
  t.notMatch((await seen()).page, 'as it was')
  t.equal(w.logged.filter(line => line.includes('"level":50')).length, 0)
})

t.test('S15 a message edited before the leave is shown as last edited by then', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body as { conversation: { id: string } }
  const path = `/api/conversations/${id}`
  await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'message-1', body: 'first' })
  w.clock.advance(1_000)
  await ana.patch(`${path}/messages/2`, { body: 'second' })
  const edited = ((await ben.get(`${path}/messages`)).body['messages'] as Row[])[1]
  await ben.post(`${path}/leave`)
  w.clock.advance(1_000)
  await ana.patch(`${path}/messages/2`, { body: 'third' })
  t.same(((await ben.get(`${path}/messages`)).body['messages'] as Row[])[1], edited)
  t.match(edited, { body: 'second', editedAt: w.clock.now() - 1_000 })
})

t.test('S15 a user who left is not told the members, and receipts as of the leave alone', async t => {
  const { w, ana, ben, cho, path } = await leftByBen(t)
  t.equal((await ben.get(`${path}/members`)).status, 404)
  const { body } = await ben.get(`${path}/receipts`)
  t.match(body, { receipts: [{ username: 'ana', readNo: 2 }, { username: 'cho', readNo: 0 }] })
  await cho.post(`${path}/read`, { no: 3 })
  t.match((await ana.get(`${path}/receipts`)).body, { receipts: [{ username: 'cho', readNo: 3 }] }, 'ana sees that cho has read')
  t.same((await ben.get(`${path}/receipts`)).body, body)
  t.equal((await w.as('eve').get(`${path}/receipts`)).status, 404)
  await ben.delete(path)
  t.equal((await ben.get(`${path}/receipts`)).status, 404)
})
