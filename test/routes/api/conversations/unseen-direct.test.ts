import t, { type Test } from 'tap'
import { world, type Name } from '#test/world.ts'

type Row = Readonly<Record<string, unknown>>

/** Ana's view of the direct conversation of two strangers, some seconds after each of `names` in turn has opened it. */
async function openedBy (t: Test, ...names: readonly Name[]) {
  const w = await world(t, { contacts: [] })
  for (const name of names) {
    w.clock.advance(1_600)
    await w.as(name).post('/api/conversations', { kind: 'direct', username: name === 'ana' ? 'ben' : 'ana' })
  }
  w.clock.advance(5_000)
  const ana = w.as('ana')
  const rows = (await ana.get('/api/conversations')).body['conversations'] as Row[]
  const id = String(rows[0]?.['id'])
  const one = (await ana.get(`/api/conversations/${id}`)).body['conversation'] as Row
  const members = (await ana.get(`/api/conversations/${id}/members`)).body as { members: Array<{ user: { username: string } }>, more: boolean }
  const told = (await ana.poll({ cursor: (await ana.get('/api/snapshot')).body['cursor'], hold: 0 })).body
  return { w, id, rows, one, members, told, openedAt: w.clock.now() - 5_000 }
}

t.test('S14 an empty direct conversation shows one’s own time of opening, not the other’s', async t => {
  for (const names of [['ana'], ['ben', 'ana']] as const) {
    const { rows, one, members, openedAt } = await openedBy(t, ...names)
    t.match(one, { createdAt: openedAt, activeAt: openedAt, lastNo: 0 }, names.join())
    t.same(rows, [one])
    t.same(members.members.map(({ user }) => user.username), ['ana'])
    t.equal(members.more, false)
  }
})

t.test('S14 a later opening by the other user changes nothing', async t => {
  const { w, id, one } = await openedBy(t, 'ana')
  await w.as('ben').post('/api/conversations', { kind: 'direct', username: 'ana' })
  const ana = w.as('ana')
  t.same((await ana.get(`/api/conversations/${id}`)).body['conversation'], one)
  t.match((await ana.get(`/api/conversations/${id}/members`)).body, { members: [{ user: { username: 'ana' } }], more: false })
})

t.test('S14 the event of opening it carries the same time as the answer', async t => {
  const w = await world(t, { contacts: [] })
  await w.as('ben').post('/api/conversations', { kind: 'direct', username: 'ana' })
  const ana = w.as('ana')
  const { cursor } = (await ana.get('/api/snapshot')).body
  w.clock.advance(1_600)
  const { conversation } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { createdAt: number, changedSeq: number } }
  const { events } = (await ana.poll({ cursor, hold: 0 })).body as { events: Row[] }
  t.match(events, [{ type: 'conversation', conversation: { createdAt: conversation.createdAt, changedSeq: conversation.changedSeq } }])
  t.equal(conversation.createdAt, w.clock.now())
})

t.test('S14 once open to both, its start is the time of opening', async t => {
  const { w, id } = await openedBy(t, 'ben', 'ana')
  const { id: requestId } = await w.messenger.contacts.ask(w.as('ana').userId, 'ben', '')
  await w.messenger.contacts.accept(w.as('ben').userId, requestId)
  for (const name of ['ana', 'ben'] as const) {
    t.match((await w.as(name).get(`/api/conversations/${id}`)).body, { conversation: { createdAt: w.clock.now(), activeAt: w.clock.now() } }, name)
    t.equal(((await w.as(name).get(`/api/conversations/${id}/members`)).body['members'] as Row[]).length, 2)
  }
})
