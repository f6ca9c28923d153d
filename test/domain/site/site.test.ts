import t from 'tap'
import { SETUP_LINK_MS, type FirstRun } from '#domain/site/site.ts'
import { world } from '#test/world.ts'

const FIRST: FirstRun = {
  siteName: 'Tea House',
  signUp: 'invite',
  language: 'zh',
  timeZone: 'Asia/Shanghai',
  admin: { username: 'root', password: 'a long password', displayName: 'Root' }
}

t.test('the first run → makes the admin and the site, once', async t => {
  const { people: { site, accounts, invites } } = await world(t)
  t.match(site.get(), { name: 'Holdline', signUp: 'open', language: 'en', timeZone: 'UTC' }, 'before')
  const secret = await site.makeSetupSecret()
  t.ok(await site.isSetupSecret(secret))
  t.ok(await site.isSetupSecret(secret), 'checking the link does not use it up')
  const admin = await site.setUp(secret, FIRST, { accounts, invites })
  t.match(admin, { username: 'root', displayName: 'Root', isAdmin: true, settings: { language: 'zh', timeZone: 'Asia/Shanghai' } })
  t.match(site.get(), { name: 'Tea House', signUp: 'invite', language: 'zh', timeZone: 'Asia/Shanghai' })
  t.notOk(await site.isSetupSecret(secret))
  await t.rejects(site.setUp(secret, { ...FIRST, admin: { ...FIRST.admin, username: 'eve2' } }, { accounts, invites }), { code: 'FORBIDDEN' })
  t.same((await accounts.list()).filter(one => one.isAdmin).map(one => one.username), ['root'])
})

t.test('two setups at once → one succeeds', async t => {
  const { people: { site, accounts, invites } } = await world(t)
  const secret = await site.makeSetupSecret()
  const tries = ['root', 'toor'].map(username => site.setUp(secret, { ...FIRST, admin: { ...FIRST.admin, username } }, { accounts, invites }))
  const outcomes = await Promise.allSettled(tries)
  t.same(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  t.equal((await accounts.list()).filter(one => one.isAdmin).length, 1)
})

t.test('a refused form → the link stays valid', async t => {
  const { people: { site, accounts, invites } } = await world(t)
  const secret = await site.makeSetupSecret()
  for (const [wrong, code] of [
    [{ siteName: ' ' }, 'INVALID'], [{ siteName: 'x'.repeat(65) }, 'INVALID'], [{ timeZone: 'Mars/Olympus' }, 'INVALID'],
    [{ admin: { username: 'root', password: 'short' } }, 'INVALID'], [{ admin: { username: 'ana', password: 'a long password' } }, 'USERNAME_TAKEN']
  ] as const) {
    await t.rejects(site.setUp(secret, { ...FIRST, ...wrong }, { accounts, invites }), { code }, JSON.stringify(wrong).slice(0, 60))
  }
  t.notOk(await accounts.hasAdmin())
  await site.setUp(secret, FIRST, { accounts, invites })
})

t.test('a link → valid for half an hour, and only the newest', async t => {
  const { people: { site, accounts, invites }, clock } = await world(t)
  const first = await site.makeSetupSecret()
  const second = await site.makeSetupSecret()
  t.notOk(await site.isSetupSecret(first))
  clock.advance(SETUP_LINK_MS - 1)
  t.ok(await site.isSetupSecret(second))
  clock.advance(1)
  t.notOk(await site.isSetupSecret(second))
  await t.rejects(site.setUp(second, FIRST, { accounts, invites }), { code: 'FORBIDDEN' })
})

t.test('eve guesses, or uses a link after setup → refused', async t => {
  const { people: { site, accounts, invites } } = await world(t)
  const secret = await site.makeSetupSecret()
  for (const guess of ['', secret.slice(0, -1), secret + ' ', '0', 'undefined']) {
    await t.rejects(site.setUp(guess, FIRST, { accounts, invites }), { code: 'FORBIDDEN' }, guess)
  }
  await accounts.setAdmin('ana', true)
  await t.rejects(site.setUp(secret, FIRST, { accounts, invites }), { code: 'FORBIDDEN' })
})

t.test('a setting fixed by the environment → cannot be changed', async t => {
  const { people: { site } } = await world(t, { config: { signup: 'closed' } })
  await site.change({ signUp: 'open', name: 'Tea House' })
  t.match(site.get(), { name: 'Tea House', signUp: 'closed', signUpSetBy: '--signup' })
})

t.test('restart → policy and secrets kept', async t => {
  const path = t.testdir() + '/holdline.db'
  const first = await world(t, { path })
  await first.people.site.change({ name: 'Tea House', signUp: 'invite' })
  const secret = await first.people.site.secret('attemptsSecret')
  const link = await first.people.site.makeSetupSecret()
  await first.close()
  const second = await world(t, { path })
  t.match(second.people.site.get(), { name: 'Tea House', signUp: 'invite', signUpSetBy: null })
  t.same(await second.people.site.secret('attemptsSecret'), secret)
  t.ok(await second.people.site.isSetupSecret(link))
})
