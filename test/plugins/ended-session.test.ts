import t from 'tap'
import { createAccounts } from '#domain/account/accounts.ts'
import { inviteHash } from '#domain/account/invites.ts'
import { createPasswords, LOWEST_PASSWORD_COST } from '#domain/account/passwords.ts'
import { heldBody, type HeldBody, type HeldRequest } from '#test/held-body.ts'
import type { Person } from '#test/person.ts'
import { PASSWORD, world, type World } from '#test/world.ts'
import { Reader } from '../routes/pages/reader.ts'

const DAY_MS = 24 * 3_600_000
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

/** Requests that a thief begins and holds back, in the shapes that bodies have here. */
function calls (headers: Record<string, string>, conversationId: string, formToken: string): HeldRequest[] {
  const json = (method: string, path: string, body: unknown): HeldRequest =>
    ({ method, path, headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(body) })
  return [
    json('POST', '/api/tokens', { label: 'kept' }),
    json('PATCH', '/api/me', { displayName: 'Changed' }),
    json('POST', `/api/conversations/${conversationId}/messages`, { clientId: 'client-1', body: 'after the end' }),
    json('PUT', '/api/me/password', { current: PASSWORD, password: 'the thief’s own' }),
    json('POST', '/connection/test/start', {}),
    {
      method: 'POST',
      path: '/settings/profile',
      headers: { ...headers, ...FORM_TYPE },
      body: new URLSearchParams({ form_token: formToken, display_name: 'Changed' }).toString()
    }
  ]
}

async function conversationOf (person: Person): Promise<string> {
  const made = await person.post('/api/conversations', { kind: 'direct', username: 'ben' })
  return (made.body as { conversation: { id: string } }).conversation.id
}

async function formTokenOf (person: Person): Promise<string> {
  return (await new Reader(person).open('/settings/')).forms()[0]?.hidden['form_token'] ?? ''
}

function refused ({ status, location }: Awaited<ReturnType<HeldBody['finish']>>): boolean {
  return status === 401 || (status === 303 && /signin(?:\?back=[\w%-]+)?$/.test(location))
}

const ENDINGS: Readonly<Record<string, (w: World, thief: Person) => Promise<unknown>>> = {
  'sign-out': (_w, thief) => thief.post('/api/logout'),
  'being signed out by another browser': (w, thief) => w.as('ana').delete(`/api/sessions/${thief.sessionId}`),
  'a password change elsewhere': w => w.as('ana').put('/api/me/password', { current: PASSWORD, password: 'another password' }),
  'an operator’s new password': w => w.people.accounts.resetPassword('ana', 'another password'),
  'disabling the account': w => w.people.accounts.setDisabled('ana', true),
  'too many idle days': async w => {
    w.clock.advance(31 * DAY_MS)
    await w.people.sessions.settle('stale')
  }
}

for (const [ending, end] of Object.entries(ENDINGS)) {
  t.test(`S3 after ${ending} a request whose last byte comes later is refused and writes nothing`, async t => {
    const w = await world(t)
    const conversationId = await conversationOf(w.as('ana'))
    const thief = await w.another('ana')
    const origin = await w.listen()
    const all = calls({ cookie: thief.cookie ?? '' }, conversationId, await formTokenOf(thief))
    const held = await Promise.all(all.map(call => heldBody(origin, call)))
    await end(w, thief)
    const { head } = w.messenger.mailboxes
    for (const [at, { finish }] of held.entries()) t.ok(refused(await finish()), `${all[at]?.method} ${all[at]?.path}`)
    t.equal(w.messenger.mailboxes.head, head, 'nothing was written')
    t.same((await w.people.sessions.list(thief.userId, 'token')).rows, [])
  })
}

t.test('S3 a program whose token was deleted cannot finish a request', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const conversationId = await conversationOf(ana)
  const origin = await w.listen()
  const { secret, token } = (await ana.post('/api/tokens', { label: 'bot' })).body as { secret: string, token: { id: string } }
  const all = calls({ authorization: `Bearer ${secret}` }, conversationId, '')
  const held = await Promise.all(all.map(call => heldBody(origin, call)))
  t.equal((await ana.delete(`/api/tokens/${token.id}`)).status, 204)
  const { head } = w.messenger.mailboxes
  for (const [at, { finish }] of held.entries()) t.ok(refused(await finish()), `${all[at]?.method} ${all[at]?.path}`)
  t.equal(w.messenger.mailboxes.head, head)
})

/** Routes that take files and chunks of them alone: the tests of files, and of their page, end the session meanwhile. */
const STREAMED = /^\/(?:api\/files(?:\/1\/poster)?|api\/uploads\/1|conversations\/1\/attach)$/

t.test('S3 every changing route looks the session up again: with a cookie, a form and a bearer', async t => {
  const w = await world(t, { config: { sendsBurst: 10_000 } })
  const origin = await w.listen()
  const thief = await w.another('ana')
  const { secret } = (await thief.post('/api/tokens', { label: 'bot' })).body as { secret: string }
  const form = new URLSearchParams({ form_token: await formTokenOf(thief) }).toString()
  const changing = changingRoutes(w.app.printRoutes({ commonPrefix: false })).filter(({ path }) => !STREAMED.test(path))
  t.ok(changing.length > 50, `${changing.length} routes`)
  const cookie = thief.cookie ?? ''
  const all = changing.flatMap(({ method, path }): HeldRequest[] => [
    { method, path, headers: { cookie, ...JSON_TYPE }, body: '{}' },
    { method, path, headers: { cookie, ...FORM_TYPE }, body: form },
    { method, path, headers: { authorization: `Bearer ${secret}`, ...JSON_TYPE }, body: '{}' }
  ])
  const held: HeldBody[] = []
  for (const call of all) held.push(await heldBody(origin, call))
  await w.people.sessions.endAll(thief.userId)
  const { head } = w.messenger.mailboxes
  const passed: string[] = []
  for (const [at, { finish }] of held.entries()) {
    const answer = await finish()
    if (!refused(answer)) passed.push(`${all[at]?.method} ${all[at]?.path} ${JSON.stringify(all[at]?.headers)}: ${answer.status}`)
  }
  t.same(passed, [])
  t.equal(w.messenger.mailboxes.head, head)
})

t.test('S3 a request is answered for the account as changed meanwhile', async t => {
  const w = await world(t)
  const origin = await w.listen()
  const cookie = w.as('ana').cookie ?? ''
  const { finish } = await heldBody(origin, {
    method: 'POST', path: '/settings/profile', headers: { cookie, ...FORM_TYPE }, body: `form_token=${await formTokenOf(w.as('ana'))}&other=1`
  })
  await w.as('ana').patch('/api/me', { language: 'zh' })
  t.match(await finish(), { status: 400, text: '<html lang="zh' })
})

t.test('S3 a form refused before its session was looked up again shows nobody’s page', async t => {
  const w = await world(t)
  const origin = await w.listen()
  const thief = await w.another('ana')
  const { finish } = await heldBody(origin, {
    method: 'POST', path: '/settings/profile', headers: { cookie: thief.cookie ?? '', ...FORM_TYPE }, body: 'display_name=%ff'
  })
  await thief.post('/api/logout')
  const { status, text } = await finish()
  t.equal(status, 400)
  t.notMatch(text, 'Ana')
})

t.test('S3 a session that ends during hashing changes no password and creates no token', async t => {
  const w = await world(t)
  const thief = await w.another('ana')
  const viewer = await w.people.sessions.find(thief.token)
  if (viewer === null) throw new Error('not signed in')
  const { accounts: store } = w.messenger.store
  const before = await store.credentials('ana')
  const hashing = Promise.withResolvers<string>()
  const begun = Promise.withResolvers<void>()
  const accounts = createAccounts({
    store,
    passwords: {
      ...createPasswords({ cost: LOWEST_PASSWORD_COST }),
      hash () {
        begun.resolve()
        return hashing.promise
      }
    },
    attempts: w.people.attempts,
    signUps: { check () {}, take: () => () => {} },
    now: () => w.clock.now(),
    newId: () => 'new',
    signUpMode: () => 'open',
    inviteHash,
    onEnded: () => { t.fail('no session is ended') },
    onChanged () {}
  })
  const changing = accounts.changePassword(viewer.account, thief.sessionId, PASSWORD, 'the thief’s own', { address: '', mark: null })
  await begun.promise
  await w.as('ana').delete(`/api/sessions/${thief.sessionId}`)
  hashing.resolve('the thief’s hash')
  await t.rejects(changing, { code: 'UNAUTHENTICATED' })
  t.same(await store.credentials('ana'), before)
  await t.rejects(w.people.sessions.makeToken(viewer, { label: 'kept', bearer: thief.token }, { userAgent: '', address: '' }), { code: 'UNAUTHENTICATED' })
  await t.resolves(w.people.sessions.endIfThere(viewer), 'and a sign-in that replaces it finds nothing to end')
})

/** Method and path of each route, from the tree that the router prints; parameters stand for themselves. */
function changingRoutes (tree: string): { method: string, path: string }[] {
  const found: { method: string, path: string }[] = []
  const parents: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', part = '', methods] = /^([│├└─ ]*?)([^│├└─ ]+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (part === '') continue
    const depth = indent.length / 4
    parents.length = depth - 1
    const path = parents.join('') + part
    parents.push(part)
    for (const method of methods?.split(', ') ?? []) if (method !== 'GET' && method !== 'HEAD') found.push({ method, path: path.replaceAll(/:\w+/g, '1') })
  }
  return found
}
