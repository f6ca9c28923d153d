import t from 'tap'
import { ATTEMPTS_FORGOTTEN_MS, networkOf, type Origin } from '#domain/account/attempts.ts'
import { crowd, HASH_MS } from './crowd.ts'

const office: Origin = { address: '192.0.2.7', mark: null }
const elsewhere: Origin = { address: '198.51.100.7', mark: null }
const networks = (i: number) => `10.${i >> 8}.${i & 255}.1`

t.test('S4 20 guesses a second without a cookie → ana with one is next in her network', async t => {
  const { attempts, clock, guess, signIn, pass } = crowd()
  const again = () => {
    guess({ username: 'ana', origin: office }).catch(() => {})
    clock.after(50, again)
  }
  again()
  await pass(120_000)
  for (let i = 0; i < 4; i++) {
    const took = await signIn('ana', { ...office, visitor: `cookie of browser ${i}` })
    t.ok(took <= 5_000, `${took} ms`)
    await pass(10_000)
  }
  attempts.close()
})

t.test('S4 endless guesses from one network → 15 a minute, then ever fewer', async t => {
  const { hashed, keepUnderWay, pass } = crowd()
  keepUnderWay(50, (i, round) => ({ username: 'ana', origin: { ...office, visitor: `cookie ${i} ${round}` } }))
  await pass(60_000)
  const first = hashed.get('ana') ?? 0
  t.ok(first >= 20 && first <= 10 + 4 + 15, `${first} in the first minute, ten of them free, whatever cookies they carry`)
  await pass(9 * 60_000)
  const tenMinutes = (hashed.get('ana') ?? 0) - first
  t.ok(tenMinutes <= 9 * 15 + 1, `${tenMinutes} in nine minutes`)
  await pass(5 * 3_600_000)
  const before = hashed.get('ana') ?? 0
  await pass(60_000)
  const late = (hashed.get('ana') ?? 0) - before
  t.ok(late >= 1 && late <= 5, `${late} a minute after five hours`)
})

t.test('S4 endless guesses from 500 networks → one a second after the first hundred', async t => {
  const { hashed, keepUnderWay, pass } = crowd()
  keepUnderWay(500, i => ({ username: 'ana', origin: { address: networks(i), mark: null } }))
  await pass(60_000)
  const first = hashed.get('ana') ?? 0
  t.ok(first > 100 && first <= 161, `${first} in the first minute`)
  await pass(60_000)
  t.ok((hashed.get('ana') ?? 0) - first <= 61)
})

t.test('S4 wrong passwords in a known browser → slowed in that browser only', async t => {
  const { attempts, hashed, guess, signIn, pass } = crowd({ free: 3 })
  const mark = attempts.remember(null, 'ana')
  for (let i = 0; i < 30; i++) guess({ username: 'ana', origin: { ...office, mark } }).catch(() => {})
  await pass(900)
  t.equal(hashed.get('ana'), 3, 'three are free')
  await pass(10_000)
  t.equal(hashed.get('ana'), 6, 'then one after 1, 2 and 4 seconds')
  t.ok(await signIn('ana', office) < 100, 'another browser of hers')
  attempts.close()
})

t.test('S4 eve forges a mark or uses her own for ana → treated as a stranger', async t => {
  const { attempts, hashed, guess, pass } = crowd({ free: 3 })
  const hers = attempts.remember(null, 'eve')
  for (const mark of [hers, 'x'.repeat(12) + '~' + 'y'.repeat(16), '', '~', hers + '~' + hers]) {
    for (let i = 0; i < 3; i++) guess({ username: 'ana', origin: { ...office, mark } }).catch(() => {})
  }
  await pass(900)
  t.equal(hashed.get('ana'), 3, 'all count as one stranger')
  attempts.close()
})

t.test('S4 eve floods from many known browsers → a new browser of ana’s does not wait', async t => {
  const { attempts, signIn, keepUnderWay, pass } = crowd({ free: 1_000 })
  keepUnderWay(400, () => ({ username: 'eve', origin: { ...elsewhere, mark: attempts.remember(null, 'eve') } }))
  await pass(2_000)
  for (let i = 0; i < 10; i++) t.ok(await signIn('ana', office) <= 1_000)
})

t.test('S4 strangers flood sign-up → sign-ins take turns with them', async t => {
  const { attempts, clock, signIn, pass } = crowd()
  const hash = () => new Promise<void>(resolve => { clock.after(HASH_MS, resolve) })
  const signUp = () => { attempts.newcomer(office, hash).then(signUp, () => {}) }
  for (let i = 0; i < 1_100; i++) signUp()
  await pass(2_000)
  for (let i = 0; i < 10; i++) t.ok(await signIn('ana', office) <= 1_000)
  attempts.close()
})

t.test('S4 full queue → the oldest of the largest crowd is refused, with a time to retry', async t => {
  const { attempts, guess, signIn, pass } = crowd({ waitingMax: 20, free: 3 })
  const guesses = Array.from({ length: 40 }, () => guess({ username: 'ana', origin: elsewhere }).then(() => 'hashed', (error: Error) => error))
  const [ben, cho] = [signIn('ben', office), signIn('cho', office)]
  await pass(500)
  t.ok(await ben <= 200 && await cho <= 200)
  const refused = (await Promise.all([...guesses.slice(0, 20)])).filter(one => one !== 'hashed')
  t.ok(refused.length >= 17)
  t.match(refused[0], { code: /^(?:TOO_MANY|UNAVAILABLE)$/, retryAfterS: Number })
  attempts.close()
})

t.test('S4 eve fills the queue from her known browser → strangers are not refused', async t => {
  const { attempts, signIn, keepUnderWay, pass } = crowd({ waitingMax: 100, free: 1_000 })
  const mark = attempts.remember(null, 'eve')
  keepUnderWay(130, () => ({ username: 'eve', origin: { ...elsewhere, mark } }))
  await pass(200)
  for (let i = 0; i < 3; i++) t.ok(await signIn('ana', office) <= 1_000)
  attempts.close()
})

t.test('S4 connection closes before the hash → not hashed, not counted', async t => {
  const { attempts, hashed, guess, pass } = crowd({ free: 3 })
  const gone = new AbortController()
  const origin = { ...office, gone: gone.signal }
  const guesses = Array.from({ length: 10 }, () => guess({ username: 'ana', origin }).catch((error: Error) => error))
  gone.abort()
  await pass(60_000)
  t.equal(hashed.get('ana'), 2, 'two had begun')
  t.match((await Promise.all(guesses)).slice(2), Array(8).fill({ code: 'UNAVAILABLE' }), 'the others are over')
  await t.rejects(guess({ username: 'ana', origin }), { code: 'UNAVAILABLE' })
  attempts.close()
})

t.test('S4 server stops → waiting sign-ins are refused', async t => {
  const { attempts, guess } = crowd()
  const guesses = Array.from({ length: 4 }, () => guess({ username: 'ana', origin: office }).catch((error: Error) => error))
  attempts.close()
  t.match((await Promise.all(guesses.slice(2))), [{ code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' }])
  await t.rejects(guess({ username: 'ana', origin: office }), { code: 'UNAVAILABLE' })
})

t.test('S9 guesses refused unread → no tally kept', async t => {
  const { attempts, guess, hashed, pass } = crowd({ waitingMax: 1, free: 3 })
  const refused = Array.from({ length: 50 }, () => guess({ username: 'ana', origin: office }).catch((error: Error) => error))
  await pass(200)
  await Promise.all(refused)
  t.equal(hashed.get('ana'), 3)
  await pass(ATTEMPTS_FORGOTTEN_MS)
  guess({ username: 'ana', origin: office }).catch(() => {})
  await pass(100)
  t.equal(hashed.get('ana'), 4)
  attempts.close()
})

t.test('right password → its own count removed, others’ kept until they expire', async t => {
  const { attempts, hashed, guess, signIn, pass } = crowd({ free: 3 })
  for (let i = 0; i < 5; i++) await signIn('ana', office)
  for (let i = 0; i < 4; i++) guess({ username: 'ana', origin: office }).catch(() => {})
  await pass(900)
  t.equal(hashed.get('ana'), 3)
  await pass(ATTEMPTS_FORGOTTEN_MS + 1_000)
  for (let i = 0; i < 4; i++) guess({ username: 'ana', origin: office }).catch(() => {})
  await pass(900)
  t.equal(hashed.get('ana'), 4 + 3)
  attempts.close()
})

t.test('clock set back by a day → no longer wait', async t => {
  const { clock, guess, signIn, pass } = crowd({ free: 3 })
  for (let i = 0; i < 3; i++) guess({ username: 'ana', origin: office }).catch(() => {})
  await pass(500)
  clock.jump(-24 * 3_600_000)
  t.ok(await signIn('ana', office) <= 2_000)
})

t.test('a mark → remembers the latest few users of one browser', async t => {
  const { attempts } = crowd()
  let mark: string | null = null
  for (const name of ['ana', 'ben', 'cho', 'eve', 'dan']) mark = attempts.remember(mark, name)
  t.equal(mark?.split('~').length, 5)
  t.equal(attempts.remember(mark, 'ben'), mark, 'a known mark stays the same')
  t.not(attempts.remember(mark, 'ana'), mark, 'the oldest was forgotten')
  t.match(attempts.remember('<script>', 'ana'), /^[\w-]{12}~[\w-]{16}$/, 'a foreign mark is replaced')
})

t.test('an address → its network: the IPv4 address or half of the IPv6 one', async t => {
  t.equal(networkOf('192.0.2.7'), '192.0.2.7')
  t.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  t.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:0db8:0001:0002::9'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  t.equal(networkOf('::1'), '0:0:0:0::/64')
  t.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
})
