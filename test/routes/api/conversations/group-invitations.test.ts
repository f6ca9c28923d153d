import t, { type Test } from 'tap'
import type { Person } from '#test/person.ts'
import { world } from '#test/world.ts'

type Row = Readonly<Record<string, unknown>>
interface Invitation { readonly id: string }

async function tea (t: Test) {
  const w = await world(t)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body as { conversation: { id: string } }
  const members = `/api/conversations/${id}/members`
  const letsAdd = async (person: Person, addToGroups: string) => { t.equal((await person.patch('/api/me', { addToGroups })).status, 200) }
  const invitations = async (person: Person) => (await person.get('/api/group-invitations')).body['invitations'] as Invitation[]
  return { w, ana, ben, cho, eve, id, members, letsAdd, invitations }
}

async function eventsOf (person: Person, cursor: unknown): Promise<Row[]> {
  return (await person.poll({ cursor, hold: 0 })).body['events'] as Row[]
}

t.test('U150 a contact who lets nobody add them → invited, asked once, a member when they accept', async t => {
  const { ana, cho, eve, id, members, letsAdd, invitations } = await tea(t)
  await letsAdd(cho, 'nobody')
  const { cursor } = (await cho.poll({ hold: 0 })).body
  const call = { usernames: ['cho'], clientId: 'client-invite-1' }
  const first = await ana.post(members, call)
  t.match(first, { status: 200, body: { members: [], invited: ['cho'], refused: [] } })
  t.same((await ana.post(members, call)).body, first.body)
  t.match((await ana.post(members, { usernames: ['cho'] })).body, { invited: ['cho'] })
  t.match(await eventsOf(cho, cursor), [{ type: 'group-invitation', invitation: { group: { title: 'Tea', memberCount: 2 }, by: { username: 'ana' }, state: 'open' } }])
  t.equal((await cho.get(`/api/conversations/${id}`)).status, 404, 'not in it yet')
  const [invitation] = await invitations(cho)
  if (invitation === undefined) throw new Error('no invitation')
  t.notMatch(JSON.stringify(invitation), id)
  t.same(await invitations(eve), [])
  for (const act of ['accept', 'reject']) t.equal((await eve.post(`/api/group-invitations/${invitation.id}/${act}`)).status, 404)
  const joined = await cho.post(`/api/group-invitations/${invitation.id}/accept`)
  t.match(joined, { status: 200, body: { conversation: { id, memberCount: 3, role: 'member' } } })
  t.equal((await cho.post(`/api/group-invitations/${invitation.id}/accept`)).status, 200, 'again')
  t.same(await invitations(cho), [])
  await cho.post(`/api/conversations/${id}/leave`)
  t.equal((await cho.post(`/api/group-invitations/${invitation.id}/accept`)).status, 404, 'it served once')
})

t.test('D32 an invitation is declined → nobody is told, and the same member asks no more', async t => {
  const { ana, ben, cho, members, letsAdd, invitations } = await tea(t)
  await ben.post('/api/contact-requests', { username: 'cho' })
  const [request] = (await cho.get('/api/contact-requests')).body['incoming'] as Invitation[]
  await cho.post(`/api/contact-requests/${request?.id}/accept`)
  await letsAdd(cho, 'nobody')
  await ana.post(members, { usernames: ['cho'] })
  const { cursor } = (await ana.poll({ hold: 0 })).body
  const [invitation] = await invitations(cho)
  for (let n = 0; n < 2; n++) t.match(await cho.post(`/api/group-invitations/${invitation?.id}/reject`), { status: 200, body: { invitation: { state: 'rejected' } } })
  t.equal((await cho.post(`/api/group-invitations/${invitation?.id}/accept`)).status, 404)
  t.same(await eventsOf(ana, cursor), [])
  t.match((await ana.post(members, { usernames: ['cho'] })).body, { invited: ['cho'] }, 'looks the same to ana')
  t.same(await invitations(cho), [])
  await ben.post(members, { usernames: ['cho'] })
  t.match(await invitations(cho), [{ by: { username: 'ben' } }])
})

t.test('everybody may add → strangers too, but nobody who blocks or is blocked', async t => {
  const { ana, cho, eve, members, letsAdd } = await tea(t)
  t.match((await ana.post(members, { usernames: ['eve'] })).body, { refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }] })
  await letsAdd(eve, 'everybody')
  await eve.put('/api/blocks/ana')
  t.match((await ana.post(members, { usernames: ['eve'] })).body, { refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }] }, 'blocked')
  await eve.delete('/api/blocks/ana')
  await ana.put('/api/blocks/eve')
  t.match((await ana.post(members, { usernames: ['eve'] })).body, { refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }] }, 'blocks')
  await ana.delete('/api/blocks/eve')
  t.match((await ana.post(members, { usernames: ['eve'] })).body, { members: [{ user: { username: 'eve' } }], refused: [] })
  await letsAdd(cho, 'nobody')
  t.match((await eve.post(members, { usernames: ['cho'] })).body, { refused: [{ username: 'cho', code: 'NOT_A_CONTACT' }] }, 'strangers do not even ask')
})

t.test('an invitation by somebody one blocks → does not count; joining by a link settles it', async t => {
  const { ana, ben, cho, id, members, letsAdd, invitations } = await tea(t)
  await letsAdd(cho, 'nobody')
  await ana.post(members, { usernames: ['cho'] })
  const [invitation] = await invitations(cho)
  await cho.put('/api/blocks/ana')
  t.same(await invitations(cho), [])
  t.equal((await cho.post(`/api/group-invitations/${invitation?.id}/accept`)).status, 404)
  t.notMatch((await cho.get('/contacts/')).text, 'id="invitations"')
  await cho.delete('/api/blocks/ana')
  t.equal((await invitations(cho)).length, 1)
  const { code } = (await ana.post(`/api/conversations/${id}/invites`, {})).body['invite'] as { code: string }
  await cho.post(`/api/invites/${code}/join`)
  t.same(await invitations(cho), [])
  t.equal((await ben.get('/api/group-invitations')).status, 200)
})

t.test('a group is made with somebody who wants to be asked → made without them, who are invited', async t => {
  const { ana, ben, cho, letsAdd, invitations } = await tea(t)
  await letsAdd(cho, 'nobody')
  const wanted = { kind: 'group', title: 'Choir', usernames: ['ben', 'cho'], clientId: 'client-made-1' }
  const made = await ana.post('/api/conversations', wanted)
  t.match(made, { status: 201, body: { conversation: { memberCount: 2 }, invited: ['cho'] } })
  t.match(await ana.post('/api/conversations', wanted), { status: 200, body: { invited: ['cho'] } })
  t.match(await invitations(cho), [{ group: { title: 'Choir' }, by: { username: 'ana' } }])
  t.match((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body, { invited: [] })
  t.same(await invitations(ben), [])
})

t.test('more than 50 invitations → the oldest gives way', async t => {
  const { w, ana, cho, letsAdd, invitations } = await tea(t)
  await letsAdd(cho, 'nobody')
  for (let n = 0; n < 51; n++) {
    w.clock.advance(60_000)
    t.equal((await ana.post('/api/conversations', { kind: 'group', title: `Group ${n}`, usernames: ['cho'] })).status, 201)
  }
  const page = await invitations(cho)
  t.equal(page.length, 50)
  t.match(page.at(-1), { group: { title: 'Group 1' } })
})

t.test('a link into a group with somebody whom one blocks → says so to them alone', async t => {
  const { w, ana, eve, cho, id } = await tea(t)
  const { code } = (await ana.post(`/api/conversations/${id}/invites`, {})).body['invite'] as { code: string }
  await eve.put('/api/blocks/ben')
  t.match((await eve.get(`/api/invites/${code}`)).body, { group: { blocked: true } })
  t.match((await eve.get(`/join/${code}`)).text, 'blocked is in this group')
  t.match((await cho.get(`/api/invites/${code}`)).body, { group: { blocked: false } })
  t.notMatch((await w.stranger().get(`/join/${code}`)).text, 'blocked is in this group')
})
