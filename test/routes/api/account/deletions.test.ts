import t, { type Test } from 'tap'
import { PASSWORD, world, type Name } from '#test/world.ts'

const DAY_MS = 24 * 3_600_000
let sent = 0

async function leaving (t: Test) {
  const w = await world(t)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const say = async (name: Name, conversationId: string, body: string, more = {}) =>
    (await w.messenger.messages.send({ senderId: w.as(name).userId, conversationId, clientId: `leaving-${++sent}`, body, ...more })).message.no
  /** Moves time to the end of the grace, and waits until the chore is done. */
  async function pass (): Promise<void> {
    w.clock.advance(7 * DAY_MS + 61_000)
    await w.people.deletions.run()
  }
  return { w, ana, ben, cho, eve, id, say, pass }
}

t.test('DELETE /api/me → 202, sessions and tokens end, signing in with the password keeps it', async t => {
  const { w, ben, pass } = await leaving(t)
  const phone = await w.another('ben')
  const token = (await ben.post('/api/tokens', { label: 'script' })).body['secret'] as string
  const poll = phone.poll()
  const asked = await ben.delete('/api/me', { password: PASSWORD })
  t.match(asked, { status: 202, body: { deletesAt: w.clock.now() + 7 * DAY_MS } })
  t.match((await poll).body, { status: /idle|signed-out/ })
  t.match((await phone.poll()).body, { status: 'signed-out' })
  for (const person of [ben, phone]) t.equal((await person.get('/api/me')).status, 401)
  t.equal((await w.stranger().get('/api/me', { authorization: `Bearer ${token}` })).status, 401)
  const again = w.stranger()
  t.match(await again.post('/api/login', { username: 'ben', password: 'wrong horse' }), { status: 401 })
  t.match(await again.post('/api/login', { username: 'ben', password: PASSWORD }), { status: 200, body: { user: { username: 'ben' }, keptFrom: asked.body['deletesAt'] } })
  await pass()
  t.equal((await again.get('/api/me')).status, 200)
  t.notOk('keptFrom' in (await w.stranger().post('/api/login', { username: 'ben', password: PASSWORD })).body, 'once')
})

t.test('a wrong password, a token, a stranger, an ended session → nothing is deleted', async t => {
  const { w, ben, eve, pass } = await leaving(t)
  const token = (await ben.post('/api/tokens', { label: 'script' })).body['secret'] as string
  const bearer = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  t.match(await ben.delete('/api/me', { password: 'wrong horse' }), { status: 401, body: { code: 'BAD_CREDENTIALS', reason: 'password-wrong', field: 'password' } })
  t.match(await ben.send('DELETE', '/api/me', { headers: bearer, payload: JSON.stringify({ password: PASSWORD }) }), { status: 403 })
  t.match(await w.stranger().delete('/api/me', { password: PASSWORD }), { status: 401 })
  t.match(await ben.delete('/api/me'), { status: 400 })
  const ended = await w.another('ben')
  await ben.delete(`/api/sessions/${ended.sessionId}`)
  t.match(await ended.delete('/api/me', { password: PASSWORD }), { status: 401 })
  t.match(await eve.post('/api/me?method=DELETE', { password: 'wrong horse' }), { status: 401 }, 'eve guesses at her own alone')
  await pass()
  t.equal((await ben.get('/api/me')).status, 200)
})

t.test('wrong passwords here → counted as guesses: from the eleventh on, each waits for its turn', async t => {
  const { w, ben } = await leaving(t)
  for (let n = 0; n < 10; n++) t.equal((await ben.delete('/api/me', { password: `wrong ${n}` })).status, 401)
  let isAnswered = false
  const right = ben.delete('/api/me', { password: PASSWORD }).then(answer => {
    isAnswered = true
    return answer
  })
  for (let turn = 0; turn < 100; turn++) await new Promise(resolve => { setImmediate(resolve) })
  t.equal(isAnswered, false, 'also the right one, as at the door')
  w.clock.advance(5_000)
  t.match(await right, { status: 202 })
})

t.test('the only admin → refused with the reason, until there is another', async t => {
  const { w, ben } = await leaving(t)
  await w.people.accounts.setAdmin('ben', true)
  t.match(await ben.delete('/api/me', { password: PASSWORD }), { status: 409, body: { code: 'CONFLICT', reason: 'last-admin' } })
  await w.people.accounts.setAdmin('ana', true)
  t.match(await ben.delete('/api/me', { password: PASSWORD }), { status: 202 })
})

t.test('the grace ends → a former user without a name, in every list and for good', async t => {
  const { w, ana, ben, cho, eve, id, say, pass } = await leaving(t)
  const { conversation: group } = await w.messenger.conversations.group(ben.userId, 'Harbour', ['ana', 'cho'])
  const no = await say('ben', id, 'hello')
  await say('ana', id, 'hello @ben', { replyTo: no, mentions: 'text' })
  await ben.put(`/api/conversations/${id}/messages/${no}/reactions/%F0%9F%91%8D`)
  await ben.delete('/api/me', { password: PASSWORD })
  t.match((await ana.get('/api/contacts')).body, { contacts: [{ user: { username: 'ben', displayName: 'Ben' } }, {}] }, 'as before, in the grace')
  t.match(await eve.post('/api/contact-requests', { username: 'ben' }), { status: 404 }, 'and nothing new reaches them')
  await say('ana', id, 'are you there?')
  const { body: { cursor } } = await ana.poll({ hold: 0 })
  await pass()

  t.match((await ana.get('/api/contacts')).body['contacts'], [{ user: { username: 'cho' } }])
  const { body: { messages } } = await ana.get(`/api/conversations/${id}/messages`)
  const former = { username: /^deleted-\d+$/, displayName: '' }
  t.match(messages, [{}, { body: 'hello', sender: former }, { replyTo: { sender: former } }, {}])
  t.match((await ana.get(`/api/conversations/${id}/messages/${no}/reactions`)).body, { reactors: [{ user: former }] })
  t.match((await ana.get(`/api/conversations/${group.id}`)).body, { conversation: { role: 'owner', memberCount: 2 } })
  for (const person of [ana, cho, eve]) t.equal((await person.get('/api/users/ben')).status, 404)
  t.match((await eve.get('/api/users?q=ben')).body, { users: [] })
  t.match(await w.stranger().post('/api/signup', { username: 'ben', password: PASSWORD }), { status: 409, body: { code: 'USERNAME_TAKEN' } })
  t.match(await w.stranger().post('/api/signup', { username: 'deleted-7', password: PASSWORD }), { status: 409, body: { code: 'USERNAME_TAKEN' } })
  t.match(await w.stranger().post('/api/login', { username: 'ben', password: PASSWORD }), { status: 401, body: { code: 'BAD_CREDENTIALS' } })
  t.match(await ana.post(`/api/conversations/${id}/messages`, { clientId: 'too-late-1', body: 'hello?' }), { status: 403 })

  const { body } = await ana.poll({ cursor, hold: 0 })
  t.match(body['events'], [{ type: 'profile', user: { displayName: '' } }, { type: 'contact', contact: { isContact: false } }])
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  t.notMatch(JSON.stringify((await ana.poll({ cursor, hold: 0 })).body), '"Ben"')
  const { text } = await ana.get('/api/me/export?format=jsonl')
  t.notMatch(text, /"Ben"|"ben"/)
})

t.test('the site recalls messages of former users → gone for everyone, with the events of recalls', async t => {
  const { w, ana, ben, id, say, pass } = await leaving(t)
  await w.people.site.change({ formerMessages: 'recall' })
  const no = await say('ben', id, 'a secret')
  await ben.delete('/api/me', { password: PASSWORD })
  const { body: { cursor } } = await ana.poll({ hold: 0 })
  await pass()
  t.notMatch((await ana.get(`/api/conversations/${id}/messages`)).text, 'a secret')
  const { body: { events } } = await ana.poll({ cursor, hold: 0 })
  t.match((events as { type: string }[]).filter(({ type }) => type === 'message-recalled'), [{ message: { no, body: '' } }])
})

t.test('open pages → show the former user at once, in the language of each', async t => {
  const { w, ana, ben, cho, id, pass } = await leaving(t)
  await w.messenger.conversations.group(ben.userId, 'Harbour', ['ana', 'cho'])
  await ben.delete('/api/me', { password: PASSWORD })
  const [own, others] = [await ana.poll({ hold: 0 }), await cho.poll({ hold: 0 })]
  await pass()
  const drawn = async (person: typeof ana, { body: { cursor } }: typeof own, lang: string) =>
    String((await person.poll({ cursor, hold: 0, view: 'html', lang })).body['html'])
  t.match(await drawn(ana, own, 'en'), /data-how="name" data-target="ben" data-leads="1"><b>Former user<\/b>/)
  const zh = await drawn(cho, others, 'zh-CN')
  t.match(zh, /data-how="name" data-target="ben" data-leads="1"><b>已注销用户<\/b>/)
  t.match(zh, '已注销用户')
  t.notMatch(zh, '>Ben<')
  for (const path of [`/conversations/${id}`, '/conversations/', `/held/${id}?tab=tab-000001`]) {
    const { text } = await ana.get(path)
    t.match(text, 'Former user', path)
    t.notMatch(text, />Ben<|@ben/, path)
  }
  t.match((await ana.get(`/conversations/${id}`)).text, 'This account was deleted.')
  t.equal((await ana.get('/contacts/ben')).status, 404)
})
