import type { Test } from 'tap'
import type { Session } from '#domain/account/sessions.ts'
import { idOf, openCast, type Name, type Open } from './cast.ts'

export function sessionOf (name: Name, id: string, more: Partial<Session> = {}) {
  return {
    id,
    userId: idOf(name),
    kind: 'cookie',
    createdAt: 1_000_000,
    lastSeenAt: 1_000_000,
    userAgent: 'a browser',
    address: '192.0.2.1',
    formSecret: `secret of ${id}`,
    label: null,
    mode: 'live',
    heldMax: null,
    ...more,
    tokenHash: Buffer.from(`token of ${id}`)
  } as const satisfies Session & { tokenHash: Buffer }
}

/** Promises of `SessionStore`. */
export function sessionsContract (t: Test, open: Open): void {
  t.test('a session → found by its token’s hash; its start and end are told to its user', async t => {
    const { sessions, told, tick } = await openCast(t, open)
    const { tokenHash, ...session } = sessionOf('ana', 's1')
    t.equal(await sessions.start({ ...session, tokenHash }, {}), 'started')
    t.match(await sessions.byTokenHash(tokenHash), { session, account: { username: 'ana' } })
    t.equal(await sessions.byTokenHash(Buffer.from('token of s2')), null)
    t.same(await sessions.end(idOf('ana'), { id: 's1' }, tick()), ['s1'])
    t.same(await sessions.end(idOf('ana'), { id: 's1' }, tick()), [])
    t.equal(await sessions.byTokenHash(tokenHash), null)
    t.match(told('ana'), [{ type: 'session', sessionId: 's1', change: 'started' }, { type: 'session', sessionId: 's1', change: 'ended' }])
    t.same(told('eve'), [])
  })

  t.test('a user ends sessions → their own, by kind or all but one; never another’s', async t => {
    const { sessions, tick } = await openCast(t, open)
    for (const id of ['s1', 's2', 's3']) await sessions.start(sessionOf('ana', id), {})
    await sessions.start(sessionOf('ana', 't1', { kind: 'token', label: 'bot' }), { max: 50 })
    await sessions.start(sessionOf('eve', 'e1'), {})
    t.same(await sessions.end(idOf('eve'), { id: 's1' }, tick()), [], 'eve tries')
    t.same(await sessions.end(idOf('ana'), { id: 't1', kind: 'cookie' }, tick()), [])
    t.match((await sessions.list(idOf('ana'), 'token', { limit: 50 })).rows, [{ id: 't1', label: 'bot' }])
    t.same([...await sessions.end(idOf('ana'), { exceptId: 's2' }, tick())].sort(), ['s1', 's3', 't1'])
    t.same((await sessions.list(idOf('ana'), 'cookie', { limit: 50 })).rows.map(one => one.id), ['s2'])
    t.same((await sessions.list(idOf('eve'), 'cookie', { limit: 50 })).rows.map(one => one.id), ['e1'])
  })

  t.test('a disabled account, or too many sessions → no new session', async t => {
    const { sessions, accounts, tick } = await openCast(t, open)
    const token = (id: string) => sessionOf('ana', id, { kind: 'token', label: id })
    t.same(await Promise.all(['t1', 't2', 't3'].map(id => sessions.start(token(id), { max: 2 }))), ['started', 'started', 'full'])
    await sessions.start(sessionOf('eve', 'e1'), {})
    await accounts.setDisabled(idOf('eve'), tick())
    t.equal(await sessions.start(sessionOf('eve', 'e2'), {}), 'inactive')
    t.equal(await sessions.byTokenHash(sessionOf('eve', 'e1').tokenHash), null, 'its earlier session is invalid')
  })

  t.test('S3 a session made by another → starts only while that one lives', async t => {
    const { sessions, tick } = await openCast(t, open)
    const token = (id: string) => sessionOf('ana', id, { kind: 'token', label: id })
    await sessions.start(sessionOf('ana', 's1'), {})
    t.equal(await sessions.start(token('t1'), { by: 's1' }), 'started')
    const asked = [sessions.end(idOf('ana'), { id: 's1' }, tick()), sessions.start(token('t2'), { by: 's1' })]
    t.same(await Promise.all(asked), [['s1'], 'over'], 'also within one commit')
    t.same((await sessions.list(idOf('ana'), 'token', { limit: 50 })).rows.map(one => one.id), ['t1'])
  })

  t.test('S7 a session for a password → starts only while that password is stored', async t => {
    const { sessions, accounts } = await openCast(t, open)
    const passwordHash = (await accounts.credentials('ana'))?.passwordHash ?? ''
    t.equal(await sessions.start(sessionOf('ana', 's1'), { passwordHash }), 'started')
    const changed = [accounts.renewPassword(idOf('ana'), passwordHash, 'changed'), sessions.start(sessionOf('ana', 's2'), { passwordHash })]
    t.same(await Promise.all(changed), [true, 'outdated'], 'also within one commit')
    t.same((await sessions.list(idOf('ana'), 'cookie', { limit: 50 })).rows.map(one => one.id), ['s1'])
  })

  t.test('a session’s mode or limit of held requests → changed alone, in that session alone', async t => {
    const { sessions } = await openCast(t, open)
    for (const id of ['s1', 's2']) await sessions.start(sessionOf('ana', id, { mode: 'frame' }), {})
    t.match(await sessions.change('s1', { mode: 'plain' }), { id: 's1', mode: 'plain', heldMax: null })
    t.match(await sessions.change('s1', { heldMax: 1 }), { id: 's1', mode: 'plain', heldMax: 1 })
    t.match(await sessions.byTokenHash(sessionOf('ana', 's1').tokenHash), { session: { mode: 'plain', heldMax: 1 } })
    t.match(await sessions.byTokenHash(sessionOf('ana', 's2').tokenHash), { session: { mode: 'frame', heldMax: null } })
    t.match(await sessions.change('s1', { heldMax: null }), { mode: 'plain', heldMax: null })
    t.equal(await sessions.change('gone', { mode: 'plain' }), null)
  })

  t.test('uses → move forward only; idle sessions → ended', async t => {
    const { sessions } = await openCast(t, open)
    for (const id of ['s1', 's2']) await sessions.start(sessionOf('ana', id), {})
    await sessions.seen([{ id: 's1', at: 2_000_000 }, { id: 's2', at: 1_500_000 }, { id: 'gone', at: 9 }])
    await sessions.seen([{ id: 's1', at: 1_900_000 }])
    t.match((await sessions.list(idOf('ana'), 'cookie', { limit: 50 })).rows, [{ id: 's2', lastSeenAt: 1_500_000 }, { id: 's1', lastSeenAt: 2_000_000 }],
      'the order is that of signing in, which uses do not change')
    t.same(await sessions.endIdle(1_500_000, 10), ['s2'])
    t.same(await sessions.endIdle(1_500_000, 10), [])
  })

  t.test('many idle sessions → the longest unused end first, a limited number at once', async t => {
    const { sessions } = await openCast(t, open)
    for (const id of ['s1', 's2', 's3']) await sessions.start(sessionOf('ana', id), {})
    await sessions.seen([{ id: 's1', at: 3_000_000 }, { id: 's2', at: 2_000_000 }, { id: 's3', at: 4_000_000 }])
    t.same([...await sessions.endIdle(3_000_000, 1), ...await sessions.endIdle(3_000_000, 1)], ['s2', 's1'])
    t.same(await sessions.endIdle(3_000_000, 1), [])
  })
}
