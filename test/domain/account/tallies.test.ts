import t from 'tap'
import { createTallies } from '#domain/account/tallies.ts'

function counted (max = 20_000) {
  let now = 1_000_000
  return { tallies: createTallies({ now: () => now, forgottenMs: 60_000, max }), pass (ms: number) { now += ms } }
}

t.test('S9 100,000 names guessed once each → a name guessed 12 times is still counted', async t => {
  const { tallies, pass } = counted()
  for (let i = 0; i < 12; i++) tallies.add('ana@192.0.2.7')
  pass(1)
  for (let i = 0; i < 100_000; i++) tallies.add(`name-${i}@192.0.2.7`)
  t.equal(tallies.wrong('ana@192.0.2.7'), 12)
  const kept = Array.from({ length: 100_000 }, (_, i) => tallies.wrong(`name-${i}@192.0.2.7`)).filter(wrong => wrong > 0).length
  t.ok(kept >= 17_000 && kept < 20_000, `${kept} of the others are kept: memory is bounded`)
})

t.test('S9 more names than room → the most counted stay', async t => {
  const { tallies } = counted(100)
  for (let round = 0; round < 3; round++) for (let i = 0; i < 50; i++) tallies.add(`often-${i}`)
  for (let i = 0; i < 1_000; i++) tallies.add(`once-${i}`)
  for (let i = 0; i < 50; i++) t.equal(tallies.wrong(`often-${i}`), 3)
})

t.test('a tally → expires after its last guess; a right guess is taken back', async t => {
  const { tallies, pass } = counted()
  tallies.add('ana')
  pass(59_999)
  tallies.add('ana')
  t.equal(tallies.wrong('ana'), 2)
  tallies.takeBack('ana')
  pass(59_999)
  t.equal(tallies.wrong('ana'), 1)
  pass(1)
  t.equal(tallies.wrong('ana'), 0)
  t.equal(tallies.at('ana'), null)
  tallies.takeBack('ana')
  tallies.add('ana')
  t.equal(tallies.wrong('ana'), 1, 'taking back from zero leaves zero')
})

t.test('clock set back → no longer wait', async t => {
  const { tallies, pass } = counted()
  tallies.add('ana')
  pass(-500_000)
  t.equal(tallies.at('ana'), 500_000)
})
