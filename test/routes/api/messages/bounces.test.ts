import t from 'tap'
import { world } from '#test/world.ts'

t.test('a bounce is dismissed by its sender alone, and once', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const made = await eve.post('/api/conversations', { kind: 'direct', username: 'ana' })
  const { id } = made.body['conversation'] as unknown as { id: string }
  const refused = await eve.post(`/api/conversations/${id}/messages`, { clientId: 'eve-bounce-1', body: 'let me in' })
  t.match(refused, { status: 403, body: { code: 'NOT_A_CONTACT' } })

  const bounce = `/api/conversations/${id}/bounces/eve-bounce-1`
  t.equal((await ana.delete(bounce)).status, 404, 'nobody else is told of it')
  t.equal((await eve.delete(bounce, {})).status, 204)
  t.equal((await eve.delete(bounce, {})).status, 404)
})
