import t, { type Test } from 'tap'
import { Reader } from '../../pages/reader.ts'
import { world } from '#test/world.ts'

async function said (t: Test) {
  const w = await world(t)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben', 'cho'])
  const { message: { no } } = await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  const names = async (who: typeof ana) => {
    const { info } = (await who.get(`/api/conversations/${id}/messages/${no}/info`)).body as { info: Record<'readBy' | 'deliveredTo', Array<{ username: string }>> }
    return [info.readBy.map(({ username }) => username), info.deliveredTo.map(({ username }) => username)]
  }
  return { w, ana, ben, cho, eve, id, no, names, path: `/api/conversations/${id}/messages/${no}/info` }
}

t.test('U216 one’s own message in a group → whom it reached; others are told no names', async t => {
  const { ana, ben, cho, id, no, names, path } = await said(t)
  t.match(await ana.get(path), { status: 200, body: { info: { at: Number, readBy: [], deliveredTo: [] } } })
  await ben.post(`/api/conversations/${id}/read`, { no })
  t.same(await names(ana), [['ben'], ['ben']])
  t.same(await names(cho), [[], []])
  const reader = new Reader(ana)
  await reader.open(`/messages/${id}?no=${no}`)
  t.match(reader.words, 'Read by 1 Ben')
})

t.test('cho leaves and comes back to a group that shows all → no reader of what was sent before', async t => {
  const { ana, cho, id, no, names } = await said(t)
  await ana.patch(`/api/conversations/${id}`, { history: 'all' })
  await cho.post(`/api/conversations/${id}/leave`)
  await ana.post(`/api/conversations/${id}/members`, { usernames: ['cho'] })
  await cho.post(`/api/conversations/${id}/read`, { no })
  t.same(await names(ana), [[], []])
})

t.test('a reader who shows no receipts, or ana who shows none → nobody is named', async t => {
  const { ana, ben, id, no, names } = await said(t)
  await ben.post(`/api/conversations/${id}/read`, { no })
  await ben.patch('/api/me', { receipts: false })
  t.same(await names(ana), [[], []])
  await ben.patch('/api/me', { receipts: true })
  await ana.patch('/api/me', { receipts: false })
  t.same(await names(ana), [[], []])
})

t.test('eve → NOT_FOUND; ana after leaving → the times alone', async t => {
  const { ana, eve, id, no, names, path } = await said(t)
  t.equal((await eve.get(path)).status, 404)
  await ana.post(`/api/conversations/${id}/leave`, { owner: 'ben' })
  t.same(await names(ana), [[], []])
  const reader = new Reader(ana)
  await reader.open(`/messages/${id}?no=${no}`)
  t.equal(reader.status, 200)
})
