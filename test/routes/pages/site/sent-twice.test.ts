import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { formFor } from '#test/source/markup.ts'
import type { Answer, Person } from '#test/person.ts'
import { PASSWORD, world, type World } from '#test/world.ts'

/** Returns the fields of the form on that page whose action ends so, filled in. */
async function filled (person: Person, address: string, action: string, fields: Readonly<Record<string, string>> = {}) {
  const form = formFor((await person.get(address)).text, action, address)
  return { ...form.hidden, ...fields }
}

function led ({ status, headers: { location } }: Answer): string {
  return `${status} ${String(location ?? '').replace(/^(?:\.\.?\/)+/, '')}`
}

async function groupsOf (w: World, name: 'ana' | 'ben'): Promise<readonly (string | null)[]> {
  const { conversations } = await w.messenger.conversations.list(w.as(name).userId, { limit: 50 })
  return conversations.filter(({ kind }) => kind === 'group').map(({ title }) => title)
}

t.test('B05 a sign-up form sent twice at once, and later again → signed in, one account', async t => {
  const w = await world(t)
  const browser = w.stranger()
  const fields = await filled(browser, '/signup', 'signup', { username: 'dora', password: PASSWORD })
  const early = browser.cookie
  const answers = await Promise.all([browser.form('/signup', fields), browser.form('/signup', fields)])
  for (const answer of answers) {
    t.equal(led(answer), '303 conversations/')
    t.match(String(answer.headers['set-cookie']), /holdline_session_\w+=s\./, 'the answer that the browser takes has the cookie')
  }
  t.equal((await browser.get('/api/me')).status, 200)
  browser.cookie = early
  t.equal(led(await browser.form('/signup', fields)), '303 conversations/', 'the answer was lost')
  t.match(await browser.get('/api/me'), { status: 200, body: { user: { username: 'dora' } } })
  t.equal(led(await browser.form('/signup', fields)), '303 conversations/', 'back button, signed in already')
  browser.cookie = early
  t.match(await browser.form('/signup', { ...fields, password: `${PASSWORD}!` }), { status: 409, text: /This username is taken/ }, 'another try')
})

t.test('B05 a sign-up that the server did and could not answer → the repeat signs in', async t => {
  const w = await world(t)
  const browser = w.stranger()
  const fields = await filled(browser, '/signup', 'signup', { username: 'dora', password: PASSWORD })
  const early = browser.cookie
  const { signIn } = w.people.sessions
  w.people.sessions.signIn = async () => { throw new Error('killed') }
  t.equal((await browser.form('/signup', fields)).status, 500)
  w.people.sessions.signIn = signIn
  browser.cookie = early
  t.equal(led(await browser.form('/signup', fields)), '303 conversations/')
})

t.test('B05 one sign-in form sent twice at once → one session; sent once more → signed in', async t => {
  const w = await world(t)
  const browser = w.stranger()
  const fields = await filled(browser, '/signin', 'signin', { username: 'ana', password: PASSWORD })
  const count = async () => (await w.people.sessions.list(w.as('ana').userId, 'cookie')).rows.length
  const before = await count()
  const early = browser.cookie
  const answers = await Promise.all([browser.form('/signin', fields), browser.form('/signin', fields)])
  t.equal(new Set(answers.map(({ headers }) => String(headers['set-cookie']))).size, 1)
  t.equal(await count(), before + 1)
  browser.cookie = early
  t.equal(led(await browser.form('/signin', fields)), '303 conversations/')
  const wrong = { ...fields, password: 'wrong horse' }
  browser.cookie = early
  t.same((await Promise.all([browser.form('/signin', wrong), browser.form('/signin', wrong)])).map(({ status }) => status), [401, 401])
})

t.test('B05 a group form sent twice at once, and after a restart → one group', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'holdline.db')
  const w = await world(t, { path })
  const ana = w.as('ana')
  const fields = await filled(ana, '/groups/new', 'groups/new', { title: 'Tea', usernames: 'ben' })
  const [one = '', two] = (await Promise.all([ana.form('/groups/new', fields), ana.form('/groups/new', fields)])).map(led)
  t.match(one, /^303 conversations\/[\w-]+#end$/)
  t.equal(two, one)
  t.same(await groupsOf(w, 'ben'), ['Tea'])
  const { cookie } = ana
  await w.close()
  const later = await world(t, { path })
  const again = later.as('ana')
  again.cookie = cookie
  t.equal(led(await again.form('/groups/new', fields)), one)
  t.same(await groupsOf(later, 'ben'), ['Tea'])
  t.not(led(await again.form('/groups/new', { ...fields, title: 'Coffee' })), one)
  t.same([...await groupsOf(later, 'ben')].sort(), ['Coffee', 'Tea'])
})

t.test('B05 asking, accepting, rejecting, withdrawing again → the profile, with the same word', async t => {
  const w = await world(t, { contacts: [] })
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const ask = await filled(ana, '/contacts/ben', 'ask', { note: 'Hello' })
  for (const press of ['first', 'second']) t.equal(led(await ana.form('/contacts/ben/ask', ask)), '303 contacts/ben?done=asked', press)
  const { incoming: [request] } = await w.messenger.contacts.requests(ben.userId, { limit: 5 })
  const accept = await filled(ben, '/contacts/ana', 'accept')
  const inOtherTab = await filled(ben, '/contacts/ana', 'accept')
  for (const fields of [accept, accept, inOtherTab]) {
    t.equal(led(await ben.form(`/contact-requests/${request?.id}/accept`, fields)), '303 contacts/ana?done=accepted')
  }
  t.equal(led(await ana.form('/contacts/ben/ask', ask)), '303 contacts/ben?done=accepted', 'the first one has been accepted since')
  const { id } = await w.messenger.contacts.ask(ana.userId, 'cho', '')
  const withdraw = await filled(ana, '/contacts/cho', 'withdraw')
  for (const press of ['first', 'second']) t.equal(led(await ana.form(`/contact-requests/${id}/withdraw`, withdraw)), '303 contacts/cho?done=withdrawn', press)
  t.equal((await w.as('eve').form(`/contact-requests/${id}/accept`, await filled(w.as('eve'), '/settings/profile', 'profile'))).status, 404, 'not eve’s')
})

t.test('B05 leaving, changing the password, ending a browser again → where the first one led', async t => {
  const w = await world(t)
  const ben = w.as('ben')
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  const leave = await filled(ben, `/conversations/${id}?side=1`, 'leave')
  for (const press of ['first', 'second']) t.equal(led(await ben.form(`/conversations/${id}/leave`, leave)), `303 conversations/${id}#end`, press)
  const other = await w.another('ben')
  const end = await filled(ben, '/settings/sessions', `${other.sessionId}/end`)
  for (const press of ['first', 'second']) t.equal(led(await ben.form(`/settings/sessions/${other.sessionId}/end`, end)), '303 settings/sessions?done=session', press)
  const change = await filled(ben, '/settings/password', 'password', { current: PASSWORD, wanted: 'another horse' })
  for (const press of ['first', 'second']) t.equal(led(await ben.form('/settings/password', change)), '303 settings/password?done=password', press)
  t.equal((await ben.form('/settings/password', { ...change, wanted: 'a third horse' })).status, 401, 'another password is another try')
})

t.test('B05 a password or browser done, but not recorded apart → the repeat leads there too', async t => {
  const w = await world(t)
  const [ben, other] = [w.as('ben'), await w.another('ben')]
  w.messenger.store.repeats.keep = async () => { throw new Error('killed') }
  const end = await filled(ben, '/settings/sessions', `${other.sessionId}/end`)
  for (const press of ['first', 'second']) t.equal(led(await ben.form(`/settings/sessions/${other.sessionId}/end`, end)), '303 settings/sessions?done=session', press)
  t.equal((await w.as('eve').form(`/settings/sessions/${ben.sessionId}/end`, await filled(w.as('eve'), '/settings/profile', 'profile'))).status, 404, 'not eve’s')
  const third = await w.another('ben')
  const change = await filled(ben, '/settings/password', 'password', { current: PASSWORD, wanted: 'another horse' })
  w.people.sessions.endAll = async () => { throw new Error('killed') }
  for (const press of ['first', 'second']) t.equal(led(await ben.form('/settings/password', change)), '303 settings/password?done=password', press)
  t.equal((await third.get('/api/me')).status, 401, 'every other browser is signed out')
})

t.test('B05 an invite made, but not recorded apart → the repeat makes no other', async t => {
  const w = await world(t)
  await w.people.accounts.setAdmin('ana', true)
  const ana = w.as('ana')
  w.messenger.store.repeats.keep = async () => { throw new Error('killed') }
  const make = await filled(ana, '/admin/site', 'admin/site/invites', { uses: '1', days: '7' })
  for (const press of ['first', 'second']) t.equal(led(await ana.form('/admin/site/invites', make)), '303 admin/site?done=invited#invites', press)
  t.equal((await w.people.invites.list({ limit: 10 })).rows.length, 1)
})

t.test('B05 a first run that the server did and could not answer → the repeat signs in', async t => {
  const w = await world(t)
  const root = w.stranger()
  const link = `/setup/${await w.people.site.makeSetupSecret()}`
  const fields = await filled(root, link, link.slice(1), {
    username: 'root', password: PASSWORD, site_name: 'Tea House', sign_up: 'invite', language: 'en', time_zone: 'Europe/Berlin'
  })
  const early = root.cookie
  const { signIn } = w.people.sessions
  w.people.sessions.signIn = async () => { throw new Error('killed') }
  t.equal((await root.form(link, fields)).status, 500)
  w.people.sessions.signIn = signIn
  root.cookie = early
  t.equal(led(await root.form(link, fields)), '303 admin/ready')
  t.match((await root.get('/admin/ready')).text, /signup\?invite=/)
  const other = await filled(w.as('eve'), '/settings/profile', 'profile')
  t.equal((await w.as('eve').form(link, { ...fields, ...other, username: 'eve2' })).status, 403, 'the link lets nobody else in')
})

t.test('B05 signing out again → the sign-in page, which reports no other browser', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const early = ana.cookie
  const fields = await filled(ana, '/settings/profile', 'signout')
  t.equal(led(await ana.form('/signout', fields)), '303 signin?done=signed-out')
  ana.cookie = early
  t.equal(led(await ana.form('/signout', fields)), '303 signin', 'the answer was lost')
  t.notMatch((await ana.get('/signin')).text, 'another browser')
})
