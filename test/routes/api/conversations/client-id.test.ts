import t from 'tap'
import { world } from '#test/world.ts'

t.test('B05 a clientId repeated → the first group or request; with other fields → refused', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const group = (body: object) => ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'], clientId: 'client-12345', ...body })
  const [one, two] = await Promise.all([group({}), group({})])
  t.same([one.status, two.status].sort(), [200, 201])
  t.same((two.body['conversation'] as { id: string }).id, (one.body['conversation'] as { id: string }).id)
  t.match(await group({ title: 'Coffee' }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.equal((await group({ clientId: 'client-67890' })).status, 201)
  const ask = (body: object) => eve.post('/api/contact-requests', { username: 'ana', note: 'Hello', clientId: 'client-12345', ...body })
  const first = await ask({})
  t.equal(first.status, 201, 'another caller’s id is another')
  const { id } = first.body['request'] as { id: string }
  await ana.post(`/api/contact-requests/${id}/accept`)
  t.match(await ask({}), { status: 201, body: { request: { id, state: 'accepted' } } })
  t.match(await ask({ note: 'Hi' }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.match(await ask({ clientId: 'client-67890' }), { status: 409, body: { code: 'CONFLICT' } })
})
