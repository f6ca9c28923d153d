import t from 'tap'
import { boundReached, BOUNDS, type Bound } from '#domain/site/bounds.ts'
import type { Person } from '#test/person.ts'
import { PASSWORD, world, type Name, type World } from '#test/world.ts'
import { reasonText } from '#views/site/errors.ts'
import { sayIn } from '#views/parts/language.ts'
import type { Page } from '#views/parts/page.ts'

async function direct (person: Person, username: string) {
  return await person.post('/api/conversations', { kind: 'direct', username })
}

function idIn (answer: { body: unknown }): string {
  return (answer.body as { conversation: { id: string } }).conversation.id
}

/** More users, none of whom knows another. */
async function more (w: World, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `person${n}`)
  for (const username of names) await w.people.accounts.add({ username, password: PASSWORD }, false)
  return names
}

function refusedBy (answer: unknown, message: RegExp): boolean {
  const { status, body } = answer as { status: number, body: { code: string, message: string, reason?: string } }
  return status === 429 && body.code === 'TOO_MANY' && message.test(body.message) && body.reason === undefined
}

t.test('S8 every bound has a sentence of its own in API and page, and one in Chinese', async t => {
  const of: Bound[] = ['tokens', 'conversations', 'conversationsPerDay', 'contacts', 'requests', 'blocks', 'edits']
  for (const bound of Object.keys(BOUNDS)) t.ok(bound === 'sessions' || of.includes(bound as Bound), bound)
  const says = (language: 'en' | 'zh', bound: Bound) => reasonText({ say: sayIn(language) } as Page, `bound-${bound}`, { max: 70 })
  for (const each of of) {
    t.equal(says('en', each), boundReached(each, 70).message)
    t.match(says('zh', each), /70.*[，。]/)
  }
})

t.test('S8 the hundred-and-first browser signs out the longest unused one, which is told so', async t => {
  const w = await world(t, { config: { sessionsPerUser: 3 } })
  const ana = w.as('ana')
  for (let n = 0; n < 2; n++) {
    w.clock.advance(1_000)
    await w.another('ana')
  }
  t.equal((await ana.get('/api/me')).status, 200)
  const cursor = String((await ana.poll()).body['cursor'])
  const parked = ana.poll({ cursor })
  const newest = await w.another('ana')
  t.match((await parked).body, { status: 'events', events: [{ type: 'session', change: 'started' }] })
  t.match((await ana.poll({ cursor })).body, { status: 'signed-out' })
  t.equal((await ana.get('/api/me')).status, 401)
  const { sessions } = (await newest.get('/api/sessions')).body as { sessions: { id: string }[] }
  t.equal(sessions.length, 3)
  t.notOk(sessions.some(({ id }) => id === ana.sessionId))
  t.match((await newest.poll({ cursor: String((await newest.poll()).body['cursor']), hold: 0 })).body, { status: 'idle' })
  t.equal((await w.as('ben').get('/api/me')).status, 200)
})

t.test('S8 tokens, blocks and open requests stop at their bounds; removing one frees a place', async t => {
  const w = await world(t, { config: { tokensPerUser: 1, blocksPerUser: 1, requestsPerUser: 1 } })
  const ana = w.as('ana')
  const { token } = (await ana.post('/api/tokens', { label: 'bot' })).body as { token: { id: string } }
  t.ok(refusedBy(await ana.post('/api/tokens', { label: 'another' }), /limit of 1 tokens/))
  await ana.delete(`/api/tokens/${token.id}`)
  t.equal((await ana.post('/api/tokens', { label: 'another' })).status, 201)

  const [stranger = ''] = await more(w, 1)
  const { request } = (await ana.post('/api/contact-requests', { username: 'eve' })).body as { request: { id: string } }
  t.ok(refusedBy(await ana.post('/api/contact-requests', { username: stranger }), /limit of 1 open requests/))
  await ana.post(`/api/contact-requests/${request.id}/withdraw`)
  t.equal((await ana.post('/api/contact-requests', { username: stranger })).status, 201)

  t.equal((await ana.put('/api/blocks/eve')).status, 204)
  t.equal((await ana.put('/api/blocks/eve')).status, 204, 'repeating it changes nothing')
  t.ok(refusedBy(await ana.put('/api/blocks/cho'), /limit of 1 blocked people/))
  t.match((await ana.get('/api/contacts')).body, { contacts: [{ user: { username: 'ben' } }, { user: { username: 'cho' } }] })
  const chinese = await ana.send('POST', '/contacts/cho/block', { headers: { 'content-type': 'application/json', 'accept-language': 'zh' }, payload: '{}' })
  t.match([chinese.status, chinese.text], [429, /黑名单已达上限 1 人/])
  await ana.delete('/api/blocks/eve')
  t.equal((await ana.put('/api/blocks/cho')).status, 204)
})

t.test('S8 contacts end at their bound, whichever of the two asked', async t => {
  const w = await world(t, { config: { contactsPerUser: 2 } })
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  t.ok(refusedBy(await ana.post('/api/contact-requests', { username: 'eve' }), /2 contacts and requests/), 'ana asks')
  const { request } = (await eve.post('/api/contact-requests', { username: 'ana' })).body as { request: { id: string } }
  t.ok(refusedBy(await ana.post(`/api/contact-requests/${request.id}/accept`), /2 contacts/), 'ana accepts')
  t.ok(refusedBy(await ana.post('/api/contact-requests', { username: 'eve' }), /2 contacts/), 'a request in return is an acceptance')
  await ana.delete('/api/contacts/cho')
  t.equal((await ana.post(`/api/contact-requests/${request.id}/accept`)).status, 200)

  const [one = '', two = ''] = await more(w, 2)
  t.equal((await eve.post('/api/contact-requests', { username: one })).status, 201)
  t.ok(refusedBy(await eve.post('/api/contact-requests', { username: two }), /contacts and requests/), 'a request may become one')
})

t.test('S8 a user opens a bounded number of conversations, and still finds the existing ones', async t => {
  const w = await world(t, { config: { conversationsPerUser: 4 } })
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  // With ben and cho, as they are contacts.
  t.same([(await direct(ana, 'ben')).status, (await direct(ana, 'cho')).status], [200, 200])
  t.equal((await direct(ana, 'ana')).status, 201)
  const group = (person: Person, usernames: string[]) => person.post('/api/conversations', { kind: 'group', title: 'Tea', usernames })
  const tea = idIn(await group(ana, ['ben']))
  t.ok(refusedBy(await direct(ana, 'eve'), /4 chats of your own/))
  t.ok(refusedBy(await group(ana, ['ben']), /4 chats of your own/))
  t.match((await ana.form('/conversations/', { username: 'eve' })).status, 403, 'a form without its token is refused differently')
  t.equal((await direct(ana, 'ben')).status, 200, 'the existing one is found')
  t.same([(await direct(ben, 'ben')).status, (await direct(ben, 'eve')).status], [201, 201], 'the group that ana created uses up nothing of ben’s')
  await ana.post(`/api/conversations/${tea}/leave`, { owner: 'ben' })
  t.equal((await direct(ana, 'eve')).status, 201)
})

t.test('S8 a user opens a bounded number of conversations a day, and is told when to return', async t => {
  const w = await world(t, { config: { conversationsPerDay: 2 } })
  const names = await more(w, 3)
  const eve = w.as('eve')
  t.same([(await direct(eve, names[0] ?? '')).status, (await direct(eve, names[1] ?? '')).status], [201, 201])
  const refused = await direct(eve, names[2] ?? '')
  t.ok(refusedBy(refused, /2 new chats/))
  t.equal(refused.headers['retry-after'], String(12 * 3_600))
  t.equal((await direct(eve, names[0] ?? '')).status, 200)
  w.clock.advance(12 * 3_600_000)
  t.equal((await direct(eve, names[2] ?? '')).status, 201)
})

t.test('S8 a message can be edited a bounded number of times', async t => {
  const w = await world(t, { config: { editsPerMessage: 2 } })
  const ana = w.as('ana')
  const id = idIn(await direct(ana, 'ben'))
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'zero' })
  const edit = (body: string) => ana.patch(`/api/conversations/${id}/messages/2`, { body })
  t.same([(await edit('one')).status, (await edit('two')).status, (await edit('two')).status], [200, 200, 200])
  t.ok(refusedBy(await edit('three'), /edited 2 times/))
  t.match((await w.as('ben').get(`/api/conversations/${id}/messages?after=1`)).body, { messages: [{ body: 'two' }] })
})

t.test('S8 bounces are kept up to their bound in all conversations together', async t => {
  const w = await world(t, { config: { sendsBurst: 10_000 } })
  const names = await more(w, 12)
  const eve = w.as('eve')
  let kept = 0
  for (const name of names) {
    const id = idIn(await direct(eve, name))
    for (let n = 0; n < 95; n++) {
      w.clock.advance(1)
      t.equal((await eve.post(`/api/conversations/${id}/messages`, { clientId: `${name}-to-${n}`, body: 'hello?' })).status, 403)
    }
  }
  for (const name of names) {
    const { id } = ((await direct(eve, name)).body as { conversation: { id: string } }).conversation
    kept += (await w.messenger.messages.history(eve.userId, id, { limit: 1 })).bounces.length
  }
  t.equal(kept, 1_000)
})

t.test('S8 sign-ins with the right password and password changes are counted by account', async t => {
  const w = await world(t, { config: { signInsPerHour: 2, passwordChangesPerHour: 2 } })
  const signIn = (username: Name) => w.stranger().post('/api/login', { username, password: PASSWORD })
  t.same([(await signIn('ana')).status, (await signIn('ana')).status], [200, 200])
  const refused = await signIn('ana')
  t.ok(refusedBy(refused, /signed in too often/))
  t.equal(refused.headers['retry-after'], '1800')
  t.equal((await w.stranger().post('/api/login', { username: 'ana', password: 'wrong' })).status, 401, 'but the answer reveals it to nobody without the password')
  t.equal((await signIn('ben')).status, 200)
  w.clock.advance(1_800_000)
  t.equal((await signIn('ana')).status, 200)

  const change = () => w.as('ben').put('/api/me/password', { current: PASSWORD, password: PASSWORD })
  t.same([(await change()).status, (await change()).status, (await change()).status], [204, 204, 429])
})
