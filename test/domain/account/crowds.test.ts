import t from 'tap'
import type { Origin } from '#domain/account/attempts.ts'
import { crowd, type Guess } from './crowd.ts'

const office: Origin = { address: '192.0.2.7', mark: null }
const networks = (i: number) => `10.${i >> 8}.${i & 255}.1`

const CROWDS: Record<string, (i: number, round: number) => Guess> = {
  'made-up names from her network': (i, round) => ({ username: `name-${i}-${round}`, origin: office }),
  'her name from her network': () => ({ username: 'ana', origin: office }),
  'made-up names from 1,100 networks': (i, round) => ({ username: `name-${i}-${round}`, origin: { address: networks(i), mark: null } }),
  'her name from 1,100 networks': i => ({ username: 'ana', origin: { address: networks(i), mark: null } })
}

for (const [name, guess] of Object.entries(CROWDS)) {
  const isFar = name.includes('1,100')
  t.test(`S4 1,100 guesses under way at ${name} → ana gets in, 20 of 20 times`, async t => {
    const { attempts, keepUnderWay, signIn, pass } = crowd()
    keepUnderWay(1_100, guess)
    await pass(20_000)
    const mark = attempts.remember(null, 'ana')
    for (let i = 0; i < 20; i++) {
      t.ok(await signIn('ana', { ...office, mark }, 1_000), 'her old browser, within a second')
      t.ok(await signIn('ana', office, isFar ? 15_000 : 5_000), 'a new browser')
    }
  })
}

t.test('S4 1,100 guesses from 1,100 networks in the first second → ana gets in after them', async t => {
  const { keepUnderWay, signIn, pass } = crowd()
  keepUnderWay(1_100, i => ({ username: `name-${i}`, origin: { address: networks(i), mark: null } }))
  await pass(1_000)
  t.ok(await signIn('ana', office, 5_000))
})

t.test('S4 three guesses a second from 256 networks that hang up → ana gets in', async t => {
  const { attempts, clock, guess, signIn, pass } = crowd()
  for (let i = 0; i < 105; i++) guess({ username: 'ana', origin: { address: networks(i), mark: null } }).catch(() => {})
  await pass(60_000)
  let n = 0
  function hangUpEarly (): void {
    const gone = new AbortController()
    const origin = { address: networks(2_000 + n % 256), mark: null, visitor: `visitor-${n++}`, gone: gone.signal }
    guess({ username: 'ana', origin }).catch(() => {})
    clock.after(2_500, () => gone.abort())
    clock.after(333, hangUpEarly)
  }
  hangUpEarly()
  await pass(20_000)
  for (let i = 0; i < 5; i++) t.ok(await signIn('ana', { ...office, visitor: `ana-${i}` }, 30_000), 'in a new browser')
  t.ok(attempts.busy() || n > 60, 'while they guess')
})
