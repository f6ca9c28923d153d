import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

interface Invite { readonly id: string, readonly code: string, readonly url: string }

async function tea (t: Test) {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body as { conversation: { id: string } }
  const path = `/api/conversations/${id}`
  const link = async (wish = {}) => (await ana.post(`${path}/invites`, wish)).body['invite'] as Invite
  return { w, ana, ben, eve, id, path, link }
}

t.test('a link → made by admins, told with its address, the same again for the same clientId', async t => {
  const { w, ana, ben, eve, path, link } = await tea(t)
  const invite = await link({ uses: 2, expiresInS: 60, clientId: 'client-link-1' })
  t.match(invite, { code: /^[\w-]{16}$/, usesLeft: 2, expiresAt: w.clock.now() + 60_000 })
  t.ok(invite.url.endsWith(`/join/${invite.code}`))
  t.same(await link({ uses: 2, expiresInS: 60, clientId: 'client-link-1' }), invite)
  t.match((await ana.get(`${path}/invites`)).body, { invites: [invite], more: false })
  t.match(await ben.post(`${path}/invites`, {}), { status: 403, body: { reason: 'admins-only' } })
  t.equal((await eve.get(`${path}/invites`)).status, 404)
  for (const bad of [{ uses: 0 }, { expiresInS: 0 }, { uses: 10_001 }]) t.equal((await ana.post(`${path}/invites`, bad)).status, 400)
  t.equal((await ana.delete(`${path}/invites/${invite.id}`)).status, 204)
  t.match(await eve.get(`/api/invites/${invite.code}`), { status: 403, body: { code: 'INVITE_INVALID' } })
  t.match((await ana.get(`${path}/invites`)).body, { invites: [] })
})

t.test('a link is looked up → its group without members’ names; joined twice → one effect', async t => {
  const { w, ana, eve, id, path, link } = await tea(t)
  const { code } = await link({ uses: 1 })
  const preview = await eve.get(`/api/invites/${code}`)
  t.same(preview.body, { group: { title: 'Tea', colour: null, memberCount: 2, joining: 'closed', asked: false, requestId: null, blocked: false, conversationId: null } })
  t.notMatch(preview.text, /ana|ben/i)
  t.equal((await w.stranger().get(`/api/invites/${code}`)).status, 401)
  const joined = await eve.post(`/api/invites/${code}/join`)
  t.match(joined, { status: 200, body: { conversation: { id, role: 'member', memberCount: 3 } } })
  t.equal((await eve.post(`/api/invites/${code}/join`, {})).status, 200, 'again')
  t.match((await ana.get(path)).body, { conversation: { memberCount: 3 } })
  t.match(await w.as('cho').post(`/api/invites/${code}/join`), { status: 403, body: { code: 'INVITE_INVALID' } }, 'it served one')
  t.equal((await eve.get('/api/invites/not-a-code')).status, 400)
})

t.test('D32 a removed member → cannot use a link made before', async t => {
  const { ana, ben, path, link } = await tea(t)
  const { code } = await link()
  await ana.delete(`${path}/members/ben`)
  t.match(await ben.post(`/api/invites/${code}/join`), { status: 403, body: { code: 'INVITE_INVALID', reason: 'group-invite-invalid' } })
  t.equal((await ben.post(`/api/invites/${(await link()).code}/join`)).status, 200)
})

t.test('joining by request → 202, listed for admins, accepted by one', async t => {
  const { ana, ben, eve, id, path, link } = await tea(t)
  await ana.patch(path, { joining: 'request' })
  const { code } = await link()
  const asked = await eve.post(`/api/invites/${code}/join`, { note: 'From the choir' })
  t.match(asked, { status: 202, body: { request: { user: { username: 'eve' }, note: 'From the choir', state: 'open' } } })
  const { id: requestId } = asked.body['request'] as { id: string }
  t.equal((await ben.get(`${path}/join-requests`)).status, 403)
  t.match((await ana.get(`${path}/join-requests`)).body, { requests: [{ id: requestId }], more: false, next: null })
  t.equal((await eve.post(`${path}/join-requests/${requestId}/accept`)).status, 404)
  t.match(await ana.post(`${path}/join-requests/${requestId}/accept`), { status: 200, body: { request: { state: 'accepted' } } })
  t.match((await eve.get(`/api/conversations/${id}`)).body, { conversation: { role: 'member' } })
  t.equal((await ana.post(`${path}/join-requests/${requestId}/reject`)).status, 404)
})
