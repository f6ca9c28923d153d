import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

interface Found { readonly groups: ReadonlyArray<{ readonly id: string, readonly title: string }> }

async function tea (t: Test, more: Readonly<Record<string, unknown>> = {}) {
  const w = await world(t)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea at Müller’s 茶馆', usernames: ['ben'] })).body as { conversation: { id: string } }
  const path = `/api/conversations/${id}`
  t.match(await ana.patch(path, { isPublic: true, announcement: 'At five', ...more }), { status: 200, body: { conversation: { isPublic: true } } })
  const found = async (q: string, by = eve) => ((await by.get(`/api/groups?q=${encodeURIComponent(q)}`)).body as unknown as Found).groups
  return { w, ana, ben, cho, eve, id, path, found }
}

t.test('U151 a public group → found by any word, without case and accents, without a member’s name', async t => {
  const { w, ana, ben, eve, id, path, found } = await tea(t)
  for (const q of ['tea', 'MULLER', 'tea mull', '茶馆', '茶']) t.same((await found(q)).map(group => group.id), [id], q)
  for (const q of ['ea', 'tea coffee', '馆茶', '"*', ' ']) t.same(await found(q), [], q)
  t.same(await found('tea'), [{
    id, title: 'Tea at Müller’s 茶馆', announcement: 'At five', colour: null, memberCount: 2, joining: 'closed', asked: false, requestId: null, isMember: false, blocked: false
  }])
  t.match(await found('tea', ben), [{ isMember: true }])
  t.equal((await eve.get(path)).status, 404, 'and nothing else of it')
  t.equal((await w.stranger().get('/api/groups?q=tea')).status, 401)
  t.equal((await ben.patch(path, { isPublic: false })).status, 403)
  t.equal((await eve.get(`/api/groups?q=${'x'.repeat(10_000)}`)).status, 400)
  await ana.patch(path, { title: 'Coffee' })
  t.same([(await found('tea')).length, (await found('coffee')).length], [0, 1])
  await ana.patch(path, { isPublic: false })
  t.same(await found('coffee'), [])
})

t.test('D32 an open public group → joined by anybody but those who were removed, who ask', async t => {
  const { ana, ben, eve, id, path } = await tea(t, { joining: 'open' })
  const joined = await eve.post(`${path}/join-requests`)
  t.match(joined, { status: 200, body: { conversation: { id, memberCount: 3, role: 'member' } } })
  t.equal((await eve.post(`${path}/join-requests`, {})).status, 200, 'again')
  await ana.delete(`${path}/members/eve`)
  t.match(await eve.post(`${path}/join-requests`, { note: 'Sorry' }), { status: 202, body: { request: { state: 'open', note: 'Sorry' } } })
  t.match((await ana.get(`${path}/join-requests`)).body, { requests: [{ user: { username: 'eve' } }] })
  t.equal((await ben.get(`${path}/join-requests`)).status, 403)
})

t.test('a group by request → asked once, let in by an admin; closed or not public → refused', async t => {
  const { ana, cho, eve, path, found } = await tea(t, { joining: 'request' })
  const asked = await eve.post(`${path}/join-requests`, { note: 'May I?' })
  t.match(asked, { status: 202, body: { request: { note: 'May I?', state: 'open' } } })
  t.match((await eve.post(`${path}/join-requests`)).body, asked.body, 'again')
  t.match(await found('tea'), [{ asked: true }])
  const { id: requestId } = asked.body['request'] as { id: string }
  t.equal((await ana.post(`${path}/join-requests/${requestId}/accept`)).status, 200)
  t.match(await found('tea'), [{ isMember: true, asked: false }])
  await ana.patch(path, { joining: 'closed' })
  t.match(await cho.post(`${path}/join-requests`), { status: 403, body: { code: 'FORBIDDEN', reason: 'group-links-only' } })
  await ana.patch(path, { joining: 'open', isPublic: false })
  t.equal((await cho.post(`${path}/join-requests`)).status, 404)
  t.equal((await cho.post('/api/conversations/nothing/join-requests')).status, 404)
})

t.test('a dissolved group → is found no more; one with a blocked person says so to them alone', async t => {
  const { ana, cho, eve, path, found } = await tea(t, { joining: 'open' })
  await eve.put('/api/blocks/ben')
  t.match(await found('tea'), [{ blocked: true }])
  t.match(await found('tea', cho), [{ blocked: false }])
  await ana.post(`${path}/dissolve`)
  t.same(await found('tea'), [])
  t.equal((await eve.post(`${path}/join-requests`)).status, 404)
})

t.test('a request by somebody an admin blocks → told to that admin without a word of theirs', async t => {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body as { conversation: { id: string } }
  await ana.patch(`/api/conversations/${id}`, { isPublic: true, joining: 'request' })
  await ana.patch(`/api/conversations/${id}/members/ben`, { role: 'admin' })
  await ana.put('/api/blocks/eve')
  const from = await Promise.all([ana, ben].map(async who => (await who.poll({ hold: 0 })).body['cursor']))
  t.match(await eve.post(`/api/conversations/${id}/join-requests`, { note: 'You cannot hide, ana' }), { status: 202, body: { request: { note: 'You cannot hide, ana' } } })
  for (const [at, who] of [ana, ben].entries()) {
    const note = who === ana ? '' : 'You cannot hide, ana'
    t.match((await who.poll({ cursor: from[at], hold: 0 })).body, { events: [{ type: 'join-requests', open: 1, request: { user: { username: 'eve' }, note } }] })
    t.match((await who.get(`/api/conversations/${id}/join-requests`)).body, { requests: [{ user: { username: 'eve' }, note }] })
  }
})

t.test('a request to join → its asker alone takes it back; admins are told at once', async t => {
  const { ana, ben, eve, id, path, found } = await tea(t, { joining: 'request' })
  const { cursor } = (await ana.poll({ hold: 0 })).body
  const asked = (await eve.post(`${path}/join-requests`, { note: 'May I?' })).body as { request: { id: string } }
  t.match(await found('tea'), [{ asked: true, requestId: asked.request.id }])
  t.match((await ana.get(path)).body, { conversation: { joinRequests: 1 } })
  t.match((await ben.get(path)).body, { conversation: { joinRequests: 0 } })
  t.match((await ana.poll({ cursor, hold: 0 })).body['events'], [{ type: 'join-requests', conversationId: id, open: 1, request: { note: 'May I?', state: 'open' } }])
  t.same((await ben.poll({ cursor, hold: 0 })).body['events'], [])
  const withdraw = `/api/join-requests/${asked.request.id}/withdraw`
  t.equal((await ben.post(withdraw)).status, 204, 'tells nothing')
  t.match(await found('tea'), [{ asked: true }])
  t.equal((await eve.post(withdraw)).status, 204)
  t.equal((await eve.post(withdraw)).status, 204, 'again')
  t.match(await found('tea'), [{ asked: false, requestId: null }])
  t.match((await ana.get(path)).body, { conversation: { joinRequests: 0 } })
})

t.test('D32 public groups are forbidden → none is found, joined or made until they are allowed', async t => {
  const { w, ana, eve, id, path, found } = await tea(t, { joining: 'open' })
  t.equal((await eve.patch('/api/site', { publicGroups: false })).status, 404, 'not by eve')
  t.equal((await found('tea')).length, 1)
  await w.people.accounts.setAdmin('ana', true)
  const admin = await w.another('ana')
  t.equal((await admin.patch('/api/site', { publicGroups: 'no' })).status, 400)
  t.match(await admin.patch('/api/site', { publicGroups: false }), { status: 200, body: { site: { publicGroups: false } } })
  t.same(await found('tea'), [])
  t.equal((await eve.post(`${path}/join-requests`)).status, 404)
  t.equal((await eve.get(path)).status, 404, 'nor is she in it')
  const { conversation: { id: other } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Coffee', usernames: ['ben'] })).body as { conversation: { id: string } }
  t.match(await ana.patch(`/api/conversations/${other}`, { isPublic: true }), { status: 403, body: { code: 'FORBIDDEN', reason: 'public-groups-off' } })
  t.equal((await ana.patch(path, { announcement: 'At six' })).status, 200, 'other fields change')
  await admin.patch('/api/site', { publicGroups: true })
  t.match(await found('tea'), [{ id, announcement: 'At six' }])
  t.equal((await eve.post(`${path}/join-requests`)).status, 200)
})

t.test('U151 many public groups → page by page, the largest first, each once', async t => {
  const { w, ana, eve, id } = await tea(t)
  const ids = [id]
  for (let n = 1; n <= 5; n++) {
    const made = await w.messenger.conversations.group(ana.userId, `Tea ${n}`, n === 3 ? ['ben', 'cho'] : ['ben'])
    ids.push(made.conversation.id)
    await w.messenger.groups.change(ana.userId, made.conversation.id, { isPublic: true })
  }
  const page = async (after = '') => (await eve.get(`/api/groups?q=tea&limit=2${after}`)).body as unknown as Found & { readonly more: boolean, readonly next: string | null }
  const first = await page()
  const second = await page(`&after=${encodeURIComponent(first.next ?? '')}`)
  const third = await page(`&after=${encodeURIComponent(second.next ?? '')}`)
  t.equal(first.groups[0]?.title, 'Tea 3')
  t.same([first.more, second.more, third.more, third.next], [true, true, false, null])
  t.same([...first.groups, ...second.groups, ...third.groups].map(group => group.id).sort(), ids.sort())
  for (const wrong of ['after=x', 'limit=0', 'limit=1000', 'after=5.']) t.equal((await eve.get(`/api/groups?q=tea&${wrong}`)).status, 400, wrong)
})
