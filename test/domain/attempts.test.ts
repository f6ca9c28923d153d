import t from 'tap'
import { ATTEMPT_DELAY_MAX_S, ATTEMPTS_FORGOTTEN_MS, createAttempts, networkOf, type Origin } from '#domain/attempts.ts'

function guarded (free = 3) {
  let now = 1_000_000
  const attempts = createAttempts({ secret: Buffer.from('a secret of the site'), now: () => now, free })
  return {
    attempts,
    pass (ms: number) { now += ms },
    guess (username: string, origin: Origin, times = 1) { for (let i = 0; i < times; i++) attempts.begin(username, origin) }
  }
}

const proxy: Origin = { address: '192.0.2.7', mark: null }
const elsewhere: Origin = { address: '198.51.100.7', mark: null }

t.test('wrong passwords begin to cost time, more each time, and never more than half a minute', async t => {
  const { attempts, pass, guess } = guarded()
  guess('ana', proxy, 3)
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    const refusal = t.throws(() => attempts.begin('ana', proxy), { code: 'TOO_MANY' }) as { retryAfterS?: number }
    const wait = refusal.retryAfterS ?? 0
    waits.push(wait)
    pass(wait * 1000 - 1)
    t.throws(() => attempts.begin('ana', proxy), { code: 'TOO_MANY' }, 'not a moment sooner')
    pass(1)
    attempts.begin('ana', proxy)
  }
  t.same(waits, [1, 2, 4, 8, 16, ATTEMPT_DELAY_MAX_S, ATTEMPT_DELAY_MAX_S, ATTEMPT_DELAY_MAX_S])
})

t.test('a stranger elsewhere does not keep ana out, nor a neighbour ben', async t => {
  const { attempts, guess } = guarded()
  guess('ana', proxy, 3)
  t.throws(() => attempts.begin('ana', proxy), { code: 'TOO_MANY' })
  attempts.begin('ana', elsewhere)
  attempts.begin('ben', proxy)
})

t.test('a browser that signed in before has a budget of its own, behind the same proxy too', async t => {
  const { attempts, guess } = guarded()
  const mark = attempts.remember(null, 'ana')
  guess('ana', proxy, 3)
  t.throws(() => attempts.begin('ana', proxy), { code: 'TOO_MANY' })
  attempts.begin('ana', { ...proxy, mark }).succeeded()
  guess('ana', { ...proxy, mark }, 3)
  t.throws(() => attempts.begin('ana', { ...proxy, mark }), { code: 'TOO_MANY' }, 'own, not endless')
})

t.test('eve cannot make a mark, or use hers for another account', async t => {
  const { attempts, guess } = guarded()
  const hers = attempts.remember(null, 'eve')
  guess('ana', proxy, 3)
  for (const mark of [hers, 'x'.repeat(12) + '~' + 'y'.repeat(16), '', '~', hers + '~' + hers]) {
    t.throws(() => attempts.begin('ana', { ...proxy, mark }), { code: 'TOO_MANY' }, mark)
  }
})

t.test('a mark remembers the people of one browser, the latest few of them', async t => {
  const { attempts } = guarded()
  let mark: string | null = null
  for (const name of ['ana', 'ben', 'cho', 'eve', 'dan']) mark = attempts.remember(mark, name)
  t.equal(mark?.split('~').length, 5)
  t.equal(attempts.remember(mark, 'ben'), mark, 'known: nothing changes')
  t.not(attempts.remember(mark, 'ana'), mark, 'the oldest was forgotten')
  t.match(attempts.remember('<script>', 'ana'), /^[\w-]{12}~[\w-]{16}$/, 'what is not ours is replaced')
})

t.test('the right password clears the count, and time forgets it', async t => {
  const { attempts, guess, pass } = guarded()
  guess('ana', proxy, 2)
  attempts.begin('ana', proxy).succeeded()
  guess('ana', proxy, 3)
  t.throws(() => attempts.begin('ana', proxy), { code: 'TOO_MANY' })
  pass(ATTEMPTS_FORGOTTEN_MS)
  guess('ana', proxy, 3)
})

t.test('a clock set back by a day keeps nobody waiting longer than half a minute', async t => {
  const { attempts, guess, pass } = guarded()
  guess('ana', proxy, 3)
  pass(-24 * 3_600_000)
  t.throws(() => attempts.begin('ana', proxy), { code: 'TOO_MANY', retryAfterS: 1 })
  pass(1_000)
  attempts.begin('ana', proxy).succeeded()
})

t.test('a network is an IPv4 address or half of an IPv6 one', async t => {
  t.equal(networkOf('192.0.2.7'), '192.0.2.7')
  t.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  t.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:0db8:0001:0002::9'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  t.equal(networkOf('::1'), '0:0:0:0::/64')
  t.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
})
