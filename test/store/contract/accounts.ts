import type { Test } from 'tap'
import type { NewAccount } from '#domain/account/accounts.ts'
import { inviteHash } from '#domain/account/invites.ts'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { idOf, openCast, type Open } from './cast.ts'
import { sessionOf } from './sessions.ts'

const dan: NewAccount = {
  id: 'u-dan', username: 'dan', displayName: 'Dan', passwordHash: 'hash of dan', isAdmin: false, language: 'zh', timeZone: 'Asia/Shanghai'
}

/** Promises of `AccountStore` and `InviteStore`. */
export function accountsContract (t: Test, open: Open): void {
  t.test('a new account → stored as given, and its username given out once', async t => {
    const { accounts, tick } = await openCast(t, open)
    const at = tick()
    t.equal(await accounts.create(dan, null, at), 'created')
    t.equal(await accounts.create({ ...dan, id: 'u-other' }, null, tick()), 'taken')
    t.equal(await accounts.byId('u-other'), null)
    const account = await accounts.byId('u-dan')
    t.same(account, {
      id: 'u-dan',
      username: 'dan',
      displayName: 'Dan',
      about: '',
      isAdmin: false,
      disabledAt: null,
      deletesAt: null,
      createdAt: at,
      settings: { ...DEFAULT_SETTINGS, language: 'zh', timeZone: 'Asia/Shanghai' }
    })
    t.same(await accounts.credentials('dan'), { account, passwordHash: 'hash of dan' })
    t.equal(await accounts.credentials('DAN'), null)
    t.same((await accounts.list()).map(one => one.username), ['ana', 'ben', 'cho', 'dan', 'eve'])
  })

  t.test('an invite → counts down with each account made, not with failures', async t => {
    const { accounts, invites, tick } = await openCast(t, open)
    const codeHash = inviteHash('a code')
    await invites.make({ id: 'i1', codeHash, madeBy: null, createdAt: tick(), expiresAt: tick() + 100, usesLeft: 2, revokedAt: null })
    const join = (username: string, at = tick()) => accounts.create({ ...dan, id: `u-${username}`, username }, codeHash, at)
    t.equal(await join('ana'), 'taken')
    t.same(await Promise.all([join('d1'), join('d2'), join('d3')]), ['created', 'created', 'invite-invalid'])
    t.match((await invites.list({ limit: 50 })).rows, [{ id: 'i1', codeHash, usesLeft: 0 }])
    t.equal(await accounts.byId('u-d3'), null)
    t.equal(await accounts.create({ ...dan, username: 'd4' }, inviteHash('another'), tick()), 'invite-invalid')

    await invites.make({ id: 'i2', codeHash: inviteHash('late'), madeBy: null, createdAt: tick(), expiresAt: 5_000_000, usesLeft: 9, revokedAt: null })
    t.equal(await accounts.create({ ...dan, username: 'd5' }, inviteHash('late'), 5_000_000), 'invite-invalid', 'too late')
    t.ok(await invites.revoke('i2', tick()))
    t.notOk(await invites.revoke('i2', tick()), 'revoked before')
    t.equal(await accounts.create({ ...dan, username: 'd5' }, inviteHash('late'), tick()), 'invite-invalid', 'revoked')
  })

  t.test('S13 invalid invite and taken name → the invite is reported; both can be checked first', async t => {
    const { accounts, invites, tick } = await openCast(t, open)
    await invites.make({ id: 'i1', codeHash: inviteHash('a code'), madeBy: null, createdAt: tick(), expiresAt: tick() + 100, usesLeft: 1, revokedAt: null })
    t.equal(await accounts.create({ ...dan, username: 'ana' }, inviteHash('another'), tick()), 'invite-invalid')
    t.same([await accounts.isInvited(inviteHash('a code'), tick()), await accounts.isInvited(inviteHash('another'), tick())], [true, false])
    t.same([await accounts.isNameGiven('ana'), await accounts.isNameGiven('dan')], [true, false])
    t.equal(await accounts.create(dan, inviteHash('a code'), tick()), 'created')
    t.notOk(await accounts.isInvited(inviteHash('a code'), tick()), 'used up')
    t.ok(await accounts.isNameGiven('dan'))
  })

  t.test('a renewed hash → does not undo a password change in between', async t => {
    const { accounts, tick } = await openCast(t, open)
    await accounts.create(dan, null, tick())
    await accounts.resetPassword('u-dan', 'changed', tick())
    t.notOk(await accounts.renewPassword('u-dan', 'hash of dan', 'renewed'), 'and says so')
    t.match(await accounts.credentials('dan'), { passwordHash: 'changed' })
    t.ok(await accounts.renewPassword('u-dan', 'changed', 'renewed'))
    t.match(await accounts.credentials('dan'), { passwordHash: 'renewed' })
  })

  t.test('S3 password change → only while its session lives and the verified hash is stored', async t => {
    const { accounts, sessions, tick } = await openCast(t, open)
    await sessions.start(sessionOf('ana', 's1'), {})
    const change = (from: string, to: string, by = 's1') => accounts.changePassword(idOf('ana'), { from, to, by }, tick())
    t.same(await change('x', 'y'), { ended: [] })
    t.equal(await change('x', 'z'), 'outdated')
    t.equal(await accounts.changePassword(idOf('eve'), { from: 'x', to: 'z', by: 's1' }, tick()), 'over', 'ana’s session cannot change eve’s')
    t.same(await Promise.all([sessions.end(idOf('ana'), { id: 's1' }, tick()), change('y', 'z')]), [['s1'], 'over'])
    t.match([await accounts.credentials('ana'), await accounts.credentials('eve')], [{ passwordHash: 'y' }, { passwordHash: 'x' }])
  })

  t.test('D27 password changed or reset, account disabled → sessions end in the same write', async t => {
    const { accounts, sessions, repeats, told, tick } = await openCast(t, open)
    const once = { caller: idOf('ana'), id: 'f1', hash: '' }
    for (const id of ['s1', 's2']) await sessions.start(sessionOf('ana', id), {})
    await sessions.start(sessionOf('ana', 't1', { kind: 'token', label: 'bot' }), {})
    await sessions.start(sessionOf('eve', 'e1'), {})
    t.equal(await accounts.changePassword(idOf('ana'), { from: 'z', to: 'y', by: 's1', once }, tick()), 'outdated')
    t.equal(await repeats.find(once), null, 'nothing was done')
    t.same(await accounts.changePassword(idOf('ana'), { from: 'x', to: 'y', by: 's1', once }, tick()), { ended: ['s2', 't1'] })
    t.ok(await repeats.find(once))
    t.match(told('ana').slice(-2), [{ sessionId: 's2', change: 'ended' }, { sessionId: 't1', change: 'ended' }])
    t.ok(await sessions.wasEnded(sessionOf('ana', 's2').tokenHash))
    t.same(await accounts.resetPassword(idOf('ana'), 'w', tick()), ['s1'])
    await sessions.start(sessionOf('ana', 's3'), {})
    t.same(await accounts.setDisabled(idOf('ana'), tick()), ['s3'])
    t.same(await accounts.setDisabled(idOf('ana'), null), [])
    t.ok(await sessions.byTokenHash(sessionOf('eve', 'e1').tokenHash), 'eve’s stays')
  })

  t.test('B05 a first run → all of it or nothing, and its link once', async t => {
    const { accounts, site, invites, repeats, tick } = await openCast(t, open)
    await site.set({ setupLink: 'a link', name: 'Before' }, tick())
    const once = { caller: 'v1', id: 'f1', hash: '' }
    const root = { ...dan, isAdmin: true }
    const invite = { id: 'i1', codeHash: inviteHash('a code'), createdAt: tick(), expiresAt: 9_000_000, usesLeft: 10, revokedAt: null }
    const first = { setupLink: 'a link', site: { name: 'Tea House' }, invite, once }
    const run = (person: NewAccount, more = {}) => accounts.createFirst(person, { ...first, ...more }, tick())
    t.equal(await run({ ...root, username: 'ana' }), 'taken')
    t.equal(await run(root, { setupLink: 'another' }), 'over')
    t.same([(await site.all()).get('name'), (await invites.list({ limit: 5 })).rows, await repeats.find(once)], ['Before', [], null])
    t.same(await Promise.all([run(root), run({ ...root, id: 'u-two', username: 'two' })]), ['created', 'over'])
    t.same([(await site.all()).get('name'), (await site.all()).get('setupLink')], ['Tea House', undefined])
    t.match([(await invites.list({ limit: 5 })).rows, await repeats.find(once)], [[{ id: 'i1', madeBy: 'u-dan' }], { result: 'u-dan' }])
    await site.set({ setupLink: 'a link' }, tick())
    t.equal(await run({ ...root, id: 'u-two', username: 'two' }, { invite: null }), 'over', 'there is an admin')
  })

  t.test('new name → told to the user and their contacts; settings → to the user alone', async t => {
    const { accounts, introduce, told, tick, ledger } = await openCast(t, open)
    await introduce('ana', 'ben')
    const before = ledger.head()
    t.match(await accounts.change(idOf('ana'), { displayName: 'Ána' }, tick()), { displayName: 'Ána' })
    await accounts.change(idOf('ana'), { displayName: 'Ána' }, tick())
    const profile = { type: 'profile', user: { username: 'ana', displayName: 'Ána' } }
    for (const name of ['ana', 'ben'] as const) {
      t.equal(told(name, before).length, 1, 'once: the same name again is no event')
      t.match(told(name, before), [profile])
    }
    const settingsFrom = ledger.head()
    t.match(await accounts.change(idOf('ana'), { settings: { typing: false, language: 'en' } }, tick()), { settings: { typing: false, language: 'en', presence: true } })
    t.match(told('ana', settingsFrom), [{ type: 'settings', settings: { typing: false, presence: true } }])
    await accounts.change(idOf('ana'), { settings: { typing: false } }, tick())
    t.equal(told('ana', settingsFrom).length, 1, 'the same again is no event')
    t.same(told('ben', settingsFrom), [])
    await accounts.change(idOf('ana'), { settings: { typing: true, timeZone: 'Europe/Berlin' } }, tick())
    t.match(await accounts.byId(idOf('ana')), { settings: { typing: true, timeZone: 'Europe/Berlin', language: 'en' } }, 'back to the default')
    t.same(told('eve', before), [])
    const bothFrom = ledger.head()
    t.match(await accounts.change(idOf('ana'), { displayName: 'Anna', settings: { language: 'zh' } }, tick()), { displayName: 'Anna', settings: { language: 'zh' } })
    t.match(told('ana', bothFrom), [{ type: 'profile', user: { displayName: 'Anna' } }, { type: 'settings', settings: { language: 'zh' } }])
    t.equal(await accounts.change('u-nobody', { displayName: 'x' }, tick()), null)
    t.equal(await accounts.change('u-nobody', { settings: { typing: true } }, tick()), null)
  })

  t.test('another line about oneself → told to the user and their contacts', async t => {
    const { accounts, contacts, introduce, told, tick, ledger } = await openCast(t, open)
    await introduce('ana', 'ben')
    const before = ledger.head()
    t.match(await accounts.change(idOf('ana'), { about: 'On the road' }, tick()), { about: 'On the road', displayName: 'ANA' })
    await accounts.change(idOf('ana'), { about: 'On the road' }, tick())
    const about = { type: 'about', user: { id: idOf('ana'), username: 'ana', displayName: 'ANA' }, about: 'On the road' }
    for (const name of ['ana', 'ben'] as const) t.match(told(name, before), [about], 'once: the same line again is no event')
    for (const name of ['cho', 'eve'] as const) t.same(told(name, before), [])
    t.match(await accounts.byId(idOf('ana')), { about: 'On the road' })
    t.match((await contacts.contacts(idOf('ben'), { limit: 5 })).rows, [{ user: { username: 'ana' }, about: 'On the road' }])
    t.match(await contacts.profile(idOf('eve'), 'ana'), { user: { about: 'On the road' }, relation: 'none' })
    const bothFrom = ledger.head()
    await accounts.change(idOf('ana'), { displayName: 'Anna', about: '' }, tick())
    t.same(told('ben', bothFrom).map(({ type }) => type), ['profile', 'about'])
    t.match(told('ben', bothFrom)[1], { user: { displayName: 'Anna' }, about: '' })
    await contacts.remove(idOf('ben'), 'ana', tick())
    t.match(told('ben', bothFrom).at(-1), { type: 'contact', contact: { about: '', isContact: false } })
  })

  t.test('S5 a new name with hundreds of contacts → each told once, in bounded commits', async t => {
    const commits: number[] = []
    const { accounts, contacts, told, tick, ledger } = await openCast(t, (t, onCommit) => open(t, deliveries => {
      commits.push(deliveries.length)
      onCommit(deliveries)
    }))
    const holders = Array.from({ length: 450 }, (_, index) => `u-holder-${index}`)
    for (const id of holders) {
      await accounts.create({ id, username: id, displayName: id, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }, null, tick())
      await contacts.request({ fromId: id, username: 'ana', note: '', id: `asks-${id}`, conversationId: `direct-${id}` }, tick())
      await contacts.accept(idOf('ana'), `asks-${id}`, `direct-${id}`, tick())
    }
    const before = ledger.head()
    commits.length = 0
    t.match(await accounts.change(idOf('ana'), { displayName: 'Ána' }, tick()), { displayName: 'Ána' })
    t.equal(ledger.head() - before, holders.length + 1)
    t.equal(told('ana', before).length, 1)
    t.equal((await ledger.after(holders[449] ?? '', before, 10)).events.length, 1)
    t.ok(commits.length > 2 && Math.max(...commits) <= 200, `${commits.join(' ')} events`)
    t.match(await contacts.contacts(holders[321] ?? '', { limit: 1 }), { rows: [{ user: { displayName: 'Ána' } }] })
  })

  t.test('admin granted and revoked → as set; a disabled one → no admin', async t => {
    const { accounts, tick } = await openCast(t, open)
    t.notOk(await accounts.hasAdmin())
    t.ok(await accounts.setAdmin(idOf('ana'), true))
    t.ok(await accounts.hasAdmin())
    t.ok(await accounts.setDisabled(idOf('ana'), tick()))
    t.notOk(await accounts.hasAdmin())
    t.ok(await accounts.setDisabled(idOf('ana'), null))
    t.match(await accounts.byId(idOf('ana')), { isAdmin: true, disabledAt: null })
    t.notOk(await accounts.setAdmin('u-nobody', true))
  })
}

/** Promises of `SiteStore`. */
export function siteContract (t: Test, open: Open): void {
  t.test('site values → set together, made once', async t => {
    const { site, tick } = await openCast(t, open)
    await site.set({ name: 'Tea House', signUp: 'open' }, tick())
    await site.set({ signUp: null, language: 'zh' }, tick())
    t.same(Object.fromEntries(await site.all()), { name: 'Tea House', language: 'zh' })
    t.same(await Promise.all([site.setOnce('secret', 'a', tick()), site.setOnce('secret', 'b', tick())]), ['a', 'a'])
  })
}
