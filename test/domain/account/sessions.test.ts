import { hash } from 'node:crypto'
import t from 'tap'
import type { Account } from '#domain/account/accounts.ts'
import { SessionCache } from '#domain/account/session-cache.ts'
import { createSessions, SEEN_EVERY_MS, type Session, type SessionStore, type Viewer } from '#domain/account/sessions.ts'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'

const MINUTE_MS = 60_000

function accountOf (username: string): Account {
  return { id: `u-${username}`, username, displayName: username, about: '', isAdmin: false, disabledAt: null, deletesAt: null, createdAt: 0, settings: DEFAULT_SETTINGS }
}

function viewerOf (username: string, id: string): Viewer {
  const account = accountOf(username)
  const session: Session = {
    id, userId: account.id, kind: 'cookie', createdAt: 0, lastSeenAt: 0, userAgent: '', address: '', formSecret: '', label: null, mode: 'live', heldMax: null
  }
  return { account, session, userId: account.id, username }
}

/** A store of one session that answers reads when the test lets it, and counts them. */
function opened (viewer: Viewer) {
  let now = 1_000_000
  let isThere = true
  const calls = { reads: 0, seen: [] as { id: string, at: number }[][], idle: [] as number[] }
  const idle: string[] = []
  let letGo: () => void = () => {}
  let gate: Promise<void> | null = null
  const store: SessionStore = {
    start: async () => 'started',
    async byTokenHash (tokenHash) {
      calls.reads++
      const found = isThere && tokenHash.equals(hash('sha256', TOKEN, 'buffer')) ? { session: viewer.session, account: viewer.account } : null
      const waiting = gate
      gate = null
      await waiting
      return found
    },
    change: async (_id, change) => ({ ...viewer.session, ...change }),
    list: async () => ({ rows: [], more: false, next: null }),
    endOldest: async () => [],
    async end () {
      isThere = false
      return [viewer.session.id]
    },
    async seen (uses) { calls.seen.push([...uses]) },
    wasEnded: async () => false,
    async endIdle (_before, max) {
      calls.idle.push(max)
      return idle.splice(0, max)
    }
  }
  const ended: string[] = []
  const sessions = createSessions({ store, secret: Buffer.alloc(32), now: () => now, newId: () => 'new', onEnded: id => ended.push(id) })
  return {
    sessions,
    calls,
    ended,
    idle,
    pass (ms: number) { now += ms },
    holdRead () { gate = new Promise(resolve => { letGo = resolve }) },
    releaseRead () { letGo() }
  }
}

const TOKEN = 'T'.repeat(43)

t.test('a session found once → later look-ups read nothing', async t => {
  const { sessions, calls } = opened(viewerOf('ana', 's1'))
  t.equal(sessions.resolve(TOKEN), null, 'not cached yet')
  t.match(await sessions.find(TOKEN), { username: 'ana' })
  for (let i = 0; i < 10; i++) t.equal(sessions.resolve(TOKEN)?.username, 'ana')
  t.equal(calls.reads, 1)
  t.equal(await sessions.find('not a token'), null)
  t.equal(calls.reads, 1, 'an impossible token is not looked up')
})

t.test('a session ends during its read → read again, not served', async t => {
  const { sessions, calls, ended, holdRead, releaseRead } = opened(viewerOf('ana', 's1'))
  holdRead()
  const reading = sessions.find(TOKEN)
  await sessions.end('u-ana', 's1', 'cookie')
  releaseRead()
  t.equal(await reading, null)
  t.equal(calls.reads, 2, 'it was read again')
  t.equal(sessions.resolve(TOKEN), null)
  t.same(ended, ['s1'])
})

t.test('an account changes during its read → served with the change', async t => {
  const { sessions, calls, holdRead, releaseRead } = opened(viewerOf('ana', 's1'))
  holdRead()
  const reading = sessions.find(TOKEN)
  sessions.refresh(accountOf('ana'))
  releaseRead()
  t.match(await reading, { username: 'ana' })
  t.equal(calls.reads, 2)
  sessions.refresh({ ...accountOf('ana'), displayName: 'Ána' })
  t.equal(sessions.resolve(TOKEN)?.account.displayName, 'Ána')
})

t.test('a session changes, also during its read → the change counts at once', async t => {
  const { session, ...ana } = viewerOf('ana', 's1')
  const { sessions } = opened({ ...ana, session })
  await sessions.find(TOKEN)
  await sessions.change(session, { mode: 'frame', heldMax: 1 })
  t.match(sessions.resolve(TOKEN)?.session, { mode: 'frame', heldMax: 1 })
  const other = opened(viewerOf('ana', 's1'))
  other.holdRead()
  const reading = other.sessions.find(TOKEN)
  await other.sessions.change(session, { mode: 'frame' })
  other.releaseRead()
  await reading
  t.equal(other.calls.reads, 2, 'it was read again')
})

t.test('a limit of held requests → 1 to 100 or none; others refused', async t => {
  const { session, ...ana } = viewerOf('ana', 's1')
  const { sessions } = opened({ ...ana, session })
  for (const heldMax of [0, -1, 101, 1.5, NaN, Infinity]) await t.rejects(sessions.change(session, { heldMax }), { code: 'INVALID' }, String(heldMax))
  for (const heldMax of [1, 100, null]) t.match(await sessions.change(session, { heldMax }), { heldMax })
})

t.test('uses of sessions → written once stale, and all before stopping', async t => {
  const { sessions, calls, pass } = opened(viewerOf('ana', 's1'))
  await sessions.find(TOKEN)
  await sessions.settle('stale')
  t.equal(calls.seen.length, 1, 'the stored use was stale')
  pass(SEEN_EVERY_MS - 1)
  sessions.resolve(TOKEN)
  await sessions.settle('stale')
  t.equal(calls.seen.length, 1)
  pass(1)
  sessions.resolve(TOKEN)
  await sessions.settle('stale')
  t.same(calls.seen[1], [{ id: 's1', at: 1_000_000 + SEEN_EVERY_MS }])
  pass(MINUTE_MS)
  await sessions.settle('all')
  t.equal(calls.seen.length, 2, 'no new use')
  sessions.resolve(TOKEN)
  await sessions.settle('all')
  t.equal(calls.seen.length, 3)
})

t.test('S5 1,000 expired sessions → ended 200 at a time', async t => {
  const { sessions, calls, ended, idle } = opened(viewerOf('ana', 's1'))
  idle.push(...Array.from({ length: 1_000 }, (_, n) => `idle-${n}`))
  await sessions.settle('stale')
  t.equal(ended.length, 1_000)
  t.same(calls.idle, Array(6).fill(200), 'the last finds none')
})

t.test('a full cache → drops the longest unused sessions and their data', async t => {
  const cache = new SessionCache(10)
  for (let i = 0; i < 10; i++) cache.put(`k${i}`, viewerOf('ana', `s${i}`), i)
  const first = cache.get('k0')
  t.not(first, null)
  if (first !== null) first.seenAt = 100
  cache.put('k10', viewerOf('ben', 's10'), 101)
  t.not(cache.get('k0'), null, 'used lately')
  t.equal(cache.get('k1'), null)
  t.equal(cache.bySession('s1'), null)
  t.not(cache.get('k10'), null)
  cache.refresh({ ...accountOf('ana'), displayName: 'Ána' })
  t.equal(cache.get('k0')?.viewer.account.displayName, 'Ána')
  t.equal(cache.get('k10')?.viewer.account.displayName, 'ben')
})
