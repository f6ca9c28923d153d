import type { Test } from 'tap'
import { idOf, openCast, type Name, type Open } from './cast.ts'
import { sessionOf } from './sessions.ts'

const codeHash = (id: string) => Buffer.from(`code of ${id}`)

/** Promises of `DeviceLinkStore`. */
export function deviceLinksContract (t: Test, open: Open): void {
  async function linked (t: Test) {
    const cast = await openCast(t, open)
    for (const [name, id] of [['ana', 's1'], ['ana', 's2'], ['eve', 'e1']] as const) await cast.sessions.start(sessionOf(name, id), {})
    const linkOf = (id: string) => ({ id, codeHash: codeHash(id), createdAt: cast.tick(), expiresAt: 2_000_000 })
    return {
      ...cast,
      make: (name: Name, by: string, id: string, max = 5) => cast.deviceLinks.make({ userId: idOf(name), by, link: linkOf(id), max }),
      use: (name: Name, id: string, session: string, createdAt = 1_500_000) =>
        cast.sessions.start(sessionOf(name, session, { createdAt, userAgent: 'a phone' }), { link: codeHash(id) }),
      idsOf: async (name: Name) => (await cast.deviceLinks.list(idOf(name), 1_500_000)).map(({ id }) => id)
    }
  }

  t.test('a link → found with its account and its maker’s browser; listed to its user alone', async t => {
    const { deviceLinks, make, idsOf } = await linked(t)
    t.match(await make('ana', 's1', 'l1'), { id: 'l1', expiresAt: 2_000_000 })
    await make('ana', 's2', 'l2')
    t.match(await deviceLinks.find(codeHash('l1'), 1_500_000), { account: { username: 'ana' }, madeIn: 'a browser' })
    t.same(await idsOf('ana'), ['l2', 'l1'])
    t.same(await idsOf('eve'), [])
    t.equal(await deviceLinks.revoke(idOf('eve'), 'l1'), false, 'eve tries')
    t.equal(await deviceLinks.revoke(idOf('ana'), 'l1'), true)
    t.equal(await deviceLinks.revoke(idOf('ana'), 'l1'), false)
    t.equal(await deviceLinks.find(codeHash('l1'), 1_500_000), null)
  })

  t.test('a link used twice in one commit, late, or for another → one session', async t => {
    const { deviceLinks, make, use } = await linked(t)
    await make('ana', 's1', 'l1')
    t.equal(await use('eve', 'l1', 'e2'), 'link-over', 'eve tries to sign in as herself by it')
    t.equal(await use('ana', 'l1', 'late', 2_000_000), 'link-over')
    t.equal(await deviceLinks.find(codeHash('l1'), 2_000_000), null)
    t.same(await Promise.all([use('ana', 'l1', 's3'), use('ana', 'l1', 's4')]), ['started', 'link-over'])
    t.equal(await use('ana', 'l1', 's5'), 'link-over')
  })

  t.test('the session that made a link ends → the link ends, and no other', async t => {
    const { sessions, make, use, idsOf, tick } = await linked(t)
    await make('ana', 's1', 'l1')
    await make('ana', 's2', 'l2')
    await make('eve', 'e1', 'l3')
    await sessions.end(idOf('ana'), { id: 's1' }, tick())
    t.same(await idsOf('ana'), ['l2'])
    t.equal(await use('ana', 'l1', 's3'), 'link-over')
    t.equal(await make('ana', 's1', 'l4'), 'over')
    t.equal(await make('ana', 'e1', 'l5'), 'over', 'nor by another’s session')
    t.same(await idsOf('eve'), ['l3'])
  })

  t.test('another password, signing out elsewhere, disabling → every link of the user ends', async t => {
    const { accounts, sessions, make, idsOf, tick } = await linked(t)
    await make('eve', 'e1', 'other')
    const ends = [
      () => sessions.end(idOf('ana'), { kind: 'cookie', exceptId: 's1' }, tick()),
      () => accounts.changePassword(idOf('ana'), { from: 'x', to: 'y', by: 's1' }, tick()),
      () => accounts.resetPassword(idOf('ana'), 'z', tick())
    ]
    for (const [n, end] of ends.entries()) {
      await make('ana', 's1', `l${n}`)
      t.same(await idsOf('ana'), [`l${n}`])
      await end()
      t.same(await idsOf('ana'), [], String(n))
    }
    await sessions.start(sessionOf('ana', 's9'), {})
    await make('ana', 's9', 'l9')
    await accounts.setDisabled(idOf('ana'), tick())
    t.same(await idsOf('ana'), [])
    t.same(await idsOf('eve'), ['other'])
  })

  t.test('more open links than the limit → refused; those that are too old leave room', async t => {
    const { deviceLinks, make } = await linked(t)
    await make('ana', 's1', 'l1', 2)
    await make('ana', 's1', 'l2', 2)
    t.equal(await make('ana', 's2', 'l3', 2), 'full')
    const link = { id: 'l4', codeHash: codeHash('l4'), createdAt: 2_000_000, expiresAt: 3_000_000 }
    t.match(await deviceLinks.make({ userId: idOf('ana'), by: 's1', link, max: 2 }), { id: 'l4' })
  })
}
