import { setImmediate as settled } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Person } from '#test/person.ts'
import { world } from '#test/world.ts'

type Row = Readonly<Record<string, unknown>>

async function tea (t: Test, usernames: readonly string[] = ['ben']) {
  const w = await world(t)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames })).body as { conversation: { id: string } }
  const path = `/api/conversations/${conversation.id}`
  const usernamesIn = async (query = '', by = ana) => ((await by.get(`${path}/members${query}`)).body['members'] as { user: { username: string } }[]).map(({ user }) => user.username)
  return { w, ana, ben, cho, eve, path, id: conversation.id, usernamesIn }
}

async function eventsOf (person: Person, cursor: unknown): Promise<Row[]> {
  return (await person.poll({ cursor, hold: 0 })).body['events'] as Row[]
}

async function cursorOf (person: Person): Promise<unknown> {
  return (await person.poll({ hold: 0 })).body['cursor']
}

t.test('members are added → who is in, and who not and why; the same call again answers the same', async t => {
  const { ben, cho, path } = await tea(t)
  const from = await cursorOf(cho)
  const call = { usernames: ['cho', 'eve'], clientId: 'client-add-1' }
  const first = await ben.post(`${path}/members`, call)
  t.equal(first.status, 200)
  t.match(first.body, { members: [{ user: { username: 'cho' }, role: 'member' }], invited: [], refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }] })
  t.same((await ben.post(`${path}/members`, call)).body, first.body)
  t.match(await ben.post(`${path}/members`, { ...call, usernames: ['ana'] }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.match((await eventsOf(cho, from)).map(({ type }) => type), ['conversation', 'message'])
  t.match(await ben.post(`${path}/members`, { usernames: [] }), { status: 400, body: { reason: 'nobody-chosen', field: 'usernames' } })
  const many = Array.from({ length: 501 }, (_, n) => `somebody-${n}`)
  t.match(await ben.post(`${path}/members`, { usernames: many }), { status: 400, body: { code: 'INVALID' } })
})

t.test('a list of members with a search → those whose names begin so, in pages', async t => {
  const { w, ana, eve, path, usernamesIn } = await tea(t, ['ben', 'cho'])
  await ana.patch('/api/contacts/cho', { remark: 'Boss' })
  await w.people.accounts.change(w.as('ben').userId, { displayName: 'Benjamin Öztürk', findable: false })
  t.same(await usernamesIn('?q=ozt'), ['ben'], 'also one who cannot be found from outside')
  t.same(await usernamesIn('?q=boss'), ['cho'])
  t.same(await usernamesIn('?q=boss', w.as('ben')), [], 'the remark is ana’s own')
  t.same(await usernamesIn('?q=%20'), ['ana', 'ben', 'cho'])
  t.same(await usernamesIn('?q=%22*'), [])
  t.match((await ana.get(`${path}/members?limit=2`)).body, { more: true, next: 'ben' })
  t.equal((await eve.get(`${path}/members?q=ben`)).status, 404)
})

t.test('roles are given and taken by the owner alone', async t => {
  const { ana, ben, cho, eve, path } = await tea(t, ['ben', 'cho'])
  t.match(await ben.patch(`${path}/members/cho`, { role: 'admin' }), { status: 403, body: { code: 'FORBIDDEN', reason: 'owner-only' } })
  t.match(await ana.patch(`${path}/members/ben`, { role: 'admin' }), { status: 200, body: { member: { user: { username: 'ben' }, role: 'admin' } } })
  t.match(await ana.patch(`${path}/members/ben`, { role: 'owner' }), { status: 400 })
  t.match(await ana.patch(`${path}/members/eve`, { role: 'admin' }), { status: 404, body: { reason: 'no-such-member' } })
  t.equal((await eve.patch(`${path}/members/ben`, { role: 'member' })).status, 404)
  t.match(await cho.post(`${path}/transfer`, { username: 'cho' }), { status: 403 })
  t.match(await ana.post(`${path}/transfer`, { username: 'cho' }), { status: 200, body: { member: { user: { username: 'cho' }, role: 'owner' } } })
  t.match((await ana.get(path)).body, { conversation: { role: 'admin' } })
  t.match((await ana.post(`${path}/transfer`, { username: 'cho' })), { status: 200 }, 'a repeat')
})

t.test('OWNER_REQUIRED an owner leaves → names the next one; members send an empty body', async t => {
  const { ana, ben, path } = await tea(t)
  t.match(await ana.post(`${path}/leave`), { status: 409, body: { code: 'OWNER_REQUIRED', reason: 'owner-required', field: 'owner' } })
  t.match(await ana.post(`${path}/leave`, { owner: 'cho' }), { status: 404, body: { reason: 'no-such-member', field: 'owner' } })
  t.equal((await ana.post(`${path}/leave`, { owner: 'ben' })).status, 204)
  t.match((await ben.get(path)).body, { conversation: { role: 'owner', memberCount: 1 } })
  t.equal((await ana.post(`${path}/leave`)).status, 204, 'again')
  t.equal((await ben.post(`${path}/leave`)).status, 204, 'the last one names nobody')
  t.equal((await ben.post(`${path}/dissolve`)).status, 204)
})

t.test('D32 a removed member → told in all browsers, reads what they had, and is 404 for the rest', async t => {
  const { w, ana, ben, cho, path, id } = await tea(t, ['ben', 'cho'])
  await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'message-1', body: 'before' })
  const phone = await w.another('cho')
  const [from, there] = [await cursorOf(cho), await cursorOf(phone)]
  t.match(await ben.delete(`${path}/members/cho`), { status: 403, body: { reason: 'admins-only' } })
  t.equal((await ana.delete(`${path}/members/cho`)).status, 204)
  await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'message-2', body: 'after' })
  for (const [browser, cursor] of [[cho, from], [phone, there]] as const) {
    t.match(await eventsOf(browser, cursor), [{ type: 'message' }, { type: 'member', change: 'left', member: { user: { username: 'cho' } } }])
    t.equal((await eventsOf(browser, cursor)).length, 2)
  }
  t.match((await cho.get(`${path}/messages`)).body, { messages: [{}, { body: 'before' }, { kind: 'system' }] })
  t.match((await cho.get(path)).body, { conversation: { left: true } })
  for (const call of [cho.get(`${path}/members`), cho.post(`${path}/members`, { usernames: ['ben'] }), cho.delete(`${path}/members/ben`)]) {
    t.equal((await call).status, 404)
  }
  t.equal((await ana.delete(`${path}/members/cho`)).status, 204, 'again')
})

t.test('a group is dissolved by its owner alone, for everybody', async t => {
  const { ana, ben, eve, path, id } = await tea(t)
  const from = await cursorOf(ben)
  t.match(await ben.post(`${path}/dissolve`), { status: 403, body: { reason: 'owner-only' } })
  t.equal((await eve.post(`${path}/dissolve`)).status, 404)
  t.equal((await ana.post(`${path}/dissolve`)).status, 204)
  t.match(await eventsOf(ben, from), [{ type: 'message' }, { type: 'conversation', conversation: { id, memberCount: 0 } }])
  t.match((await ben.get(path)).body, { conversation: { left: true, memberCount: 0 } })
  t.equal((await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'x' })).status, 404)
  const html = String((await ben.poll({ cursor: from, hold: 0, view: 'html' })).body['html'])
  t.match(html, `data-how="reload" data-into="messages-${id}"`, 'an open page loads again')
})

t.test('a group is changed by its owner and admins → fields that are not named stay', async t => {
  const { ana, ben, eve, path } = await tea(t)
  t.match(await ben.patch(path, { title: 'Coffee' }), { status: 403, body: { reason: 'admins-only' } })
  t.equal((await eve.patch(path, { title: 'Coffee' })).status, 404)
  const changed = await ana.patch(path, { title: ' Coffee\n', announcement: 'At\r\nfour \u0007', colour: 15, history: 'all', adding: 'admins', quiet: true })
  t.match(changed, { status: 200, body: { conversation: { title: 'Coffee', announcement: 'At\nfour', colour: 15, history: 'all', adding: 'admins', quiet: true } } })
  t.match((await ana.patch(path, { quiet: false })).body, { conversation: { title: 'Coffee', announcement: 'At\nfour', quiet: false } })
  t.match((await ana.patch(path, { colour: null, announcement: '\u200b' })).body, { conversation: { colour: null, announcement: '' } })
  for (const bad of [{ title: '\u200b' }, { title: 'x'.repeat(81) }, { announcement: 'x'.repeat(2_001) }, { colour: 16 }, { history: 'some' }, { quiet: 1 }, { kind: 'self' }]) {
    t.equal((await ana.patch(path, bad)).status, 400, JSON.stringify(bad).slice(0, 30))
  }
  t.equal((await ana.post(`${path}?method=PATCH`, { title: 'Tea again' })).status, 200)
})

t.test('a quiet group → a member’s send is refused with the reason, and kept nowhere', async t => {
  const { ana, ben, path } = await tea(t)
  await ana.patch(path, { quiet: true })
  t.match(await ben.post(`${path}/messages`, { clientId: 'client-1', body: 'x' }), { status: 403, body: { code: 'FORBIDDEN', reason: 'group-quiet' } })
  t.match((await ben.get(path)).body, { conversation: { bounced: false } })
  t.equal((await ana.post(`${path}/messages`, { clientId: 'client-1', body: 'x' })).status, 201)
})

t.test('a member is muted → sends, reactions and forwards say until when; it lifts by itself', async t => {
  const { w, ana, ben, cho, eve, path, id } = await tea(t, ['ben', 'cho'])
  const [said, other] = await Promise.all([
    w.messenger.messages.send({ senderId: ben.userId, conversationId: id, clientId: 'message-1', body: 'before' }),
    ben.post('/api/conversations', { kind: 'direct', username: 'cho' })
  ])
  const direct = (other.body as { conversation: { id: string } }).conversation.id
  const aside = await w.messenger.messages.send({ senderId: ben.userId, conversationId: direct, clientId: 'message-2', body: 'aside' })
  const from = await cursorOf(ben)
  const mutedUntil = w.clock.now() + 3_600_000
  t.match(await cho.patch(`${path}/members/ben`, { mutedUntil }), { status: 403, body: { reason: 'admins-only' } })
  t.equal((await eve.patch(`${path}/members/ben`, { mutedUntil })).status, 404)
  t.match(await ana.patch(`${path}/members/ana`, { mutedUntil }), { status: 403, body: { reason: 'mute-owner' } })
  t.match(await ana.patch(`${path}/members/ben`, { mutedUntil: 'soon' }), { status: 400 })
  t.match(await ana.patch(`${path}/members/ben`, { mutedUntil }), { status: 200, body: { member: { user: { username: 'ben' }, mutedUntil } } })
  const refused = { status: 403, body: { code: 'FORBIDDEN', reason: 'silenced', message: `An admin of the group muted you until ${new Date(mutedUntil).toISOString()}.` } }
  const no = said.message.no
  t.match(await ben.post(`${path}/messages`, { clientId: 'client-1', body: 'x' }), refused)
  t.match(await ben.patch(`${path}/messages/${no}`, { body: 'y' }), refused)
  t.match(await ben.put(`${path}/messages/${no}/reactions/%F0%9F%91%8D`), refused)
  const forward = { clientId: 'forward-1', from: { conversationId: direct, nos: [aside.message.no] }, to: [id] }
  t.match(await ben.post('/api/forwards', forward), { body: { messages: [], refused: [{ conversationId: id, code: 'FORBIDDEN' }] } })
  t.match((await ben.get(path)).body, { conversation: { silencedUntil: mutedUntil, bounced: false } })
  t.match(await eventsOf(ben, from), [{ type: 'silenced', conversationId: id, silencedUntil: mutedUntil }])
  const muted = ((await ana.get(`${path}/members`)).body as { members: { mutedUntil?: number }[] }).members.map(member => member.mutedUntil)
  t.same(muted, [undefined, mutedUntil, undefined])
  t.notMatch(JSON.stringify((await cho.get(`${path}/members`)).body), 'mutedUntil')
  const later = await cursorOf(ben)
  w.clock.advance(3_600_000)
  while ((await w.messenger.conversations.one(ben.userId, id)).silencedUntil !== null) await settled()
  t.match(await eventsOf(ben, later), [{ type: 'silenced', silencedUntil: null }])
  t.equal((await ben.post(`${path}/messages`, { clientId: 'client-1', body: 'x' })).status, 201)
})

t.test('a muted member, a muted admin → no other words in the group: nickname, title, announcement', async t => {
  const { w, ana, ben, path } = await tea(t)
  await ben.patch(`${path}/members/ben`, { nickname: 'Benny' })
  await ana.patch(path, { announcement: 'Tea at four' })
  await ana.patch(`${path}/members/ben`, { role: 'admin', mutedUntil: w.clock.now() + 3_600_000 })
  const from = await cursorOf(ana)
  const refused = { status: 403, body: { code: 'FORBIDDEN', reason: 'muted-names' } }
  t.match(await ben.patch(`${path}/members/ben`, { nickname: 'ana is a liar' }), refused)
  t.match(await ben.patch(path, { title: 'ana is a liar' }), refused)
  t.match(await ben.patch(path, { announcement: 'ana is a liar' }), refused)
  t.match(await ben.patch(path, { title: 'Tea', quiet: true, announcement: 'ana is a liar' }), refused)
  t.same(await eventsOf(ana, from), [])
  t.equal((await ben.patch(`${path}/members/ben`, { nickname: 'Benny' })).status, 200, 'said again, it changes nothing')
  t.equal((await ben.patch(path, { title: 'Tea', announcement: '', quiet: true })).status, 200, 'an admin’s other rights stay')
  t.equal((await ben.patch(`${path}/members/ben`, { nickname: null })).status, 200)
  t.equal((await ana.patch(`${path}/members/ben`, { mutedUntil: null })).status, 200)
  t.equal((await ben.patch(`${path}/members/ben`, { nickname: 'Benny' })).status, 200)
})

t.test('a nickname → chosen by oneself, cleaned like a name, and seen by members alone', async t => {
  const { ana, ben, eve, path } = await tea(t)
  const from = await cursorOf(ana)
  t.match(await ben.patch(`${path}/members/ben`, { nickname: ' Ben\u200bny \n the 2nd ' }), { status: 200, body: { member: { nickname: 'Benny the 2nd' } } })
  t.match(await eventsOf(ana, from), [{ type: 'member', change: 'nickname', member: { user: { username: 'ben', displayName: 'Ben' }, nickname: 'Benny the 2nd' } }])
  t.match(await ben.patch(`${path}/members/ben`, { nickname: 'x'.repeat(65) }), { status: 400, body: { reason: 'chars-max', field: 'nickname' } })
  t.match(await ana.patch(`${path}/members/ben`, { nickname: 'Clown' }), { status: 403, body: { reason: 'nickname-own' } })
  t.equal((await eve.patch(`${path}/members/ben`, { nickname: null })).status, 404)
  t.match((await ana.get(`${path}/members?q=benny`)).body, { members: [{ nickname: 'Benny the 2nd' }] })
  t.notMatch(JSON.stringify((await ana.patch(`${path}/members/ben`, { nickname: null })).body), 'nickname')
  t.match(await ben.patch(`${path}/members/ben`, { nickname: '\u200b' }), { status: 200, body: { member: { user: { username: 'ben' } } } })
})
