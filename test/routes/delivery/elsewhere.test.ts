import t from 'tap'
import { PRESENCE_LINGER_MS } from '#mailbox/presence.ts'
import type { Person } from '#test/person.ts'
import { world } from '#test/world.ts'

t.test('U131 a page in use in another browser → the answers here say so, for as long as it is', async t => {
  const w = await world(t)
  const [desk, phone, ben] = [w.as('ana'), await w.another('ana'), w.as('ben')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ben.userId, 'ana')
  let n = 0
  async function told (of: Person, active: 0 | 1): Promise<unknown> {
    const { cursor } = (await of.poll({ hold: 0, active: 0 })).body
    await w.messenger.messages.send({ senderId: ben.userId, conversationId: id, clientId: `message-${n++}`, body: 'hi' })
    return (await of.poll({ cursor, hold: 0, active })).body['elsewhere']
  }
  t.equal(await told(phone, 0), false, 'nobody looks')
  t.equal(await told(desk, 1), false, 'one’s own page in use is no other')
  t.equal(await told(phone, 0), true)
  t.equal(await told(desk, 0), false)
  w.clock.advance(PRESENCE_LINGER_MS)
  t.equal(await told(phone, 0), false, 'it is no longer looked at')
  t.equal(await told(ben, 0), false, 'another user’s pages do not count')
})

t.test('U131 a program that polls → silences no browser', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { body: { secret } } = await ana.post('/api/tokens', { label: 'robot' })
  const { conversation: { id } } = await w.messenger.conversations.direct(ben.userId, 'ana')
  const { cursor } = (await ana.poll({ hold: 0, active: 0 })).body
  const authorization = `Bearer ${String(secret)}`
  t.equal((await w.stranger().get('/poll?hold=0', { authorization })).body['status'], 'idle')
  await w.messenger.messages.send({ senderId: ben.userId, conversationId: id, clientId: 'message-1', body: 'hi' })
  t.match((await ana.poll({ cursor, hold: 0, active: 0 })).body, { status: 'events', elsewhere: false })
})
