import t from 'tap'
import { createAdmission } from '#server/http/admission.ts'

/** An admission on a loop whose turns are over when `left` runs out, with so many polls as are asked for. */
function opened () {
  const loop = { left: Infinity, isWaking: false }
  const admission = createAdmission({ isTurnOver: () => loop.left-- <= 0, isWaking: () => loop.isWaking })
  const entered: number[] = []
  function come (from: number, to: number, isOneOfMany = true): void {
    for (let poll = from; poll <= to; poll++) admission.admit(() => { entered.push(poll) }, isOneOfMany)
  }
  return { loop, admission, entered, come }
}

function turn (): Promise<void> {
  return new Promise(resolve => { setImmediate(resolve) })
}

t.test('D6 few polls → let in at once', async t => {
  const { admission, entered, come } = opened()
  come(1, 20)
  t.equal(entered.length, 20)
  t.equal(admission.count, 0)
})

t.test('D6 more polls than a turn takes → the rest in the next turns, in order', async t => {
  const { loop, admission, entered, come } = opened()
  loop.left = 2
  come(1, 5)
  t.same([entered, admission.count], [[1, 2], 3])
  loop.left = 1
  await turn()
  t.same(entered, [1, 2, 3, 4])
  come(6, 6)
  t.same(entered, [1, 2, 3, 4], 'nobody overtakes')
  loop.left = Infinity
  await turn()
  t.same([entered, admission.count], [[1, 2, 3, 4, 5, 6], 0])
})

t.test('D6 turns that other work fills → one poll in each all the same', async t => {
  const { loop, entered, come } = opened()
  loop.left = 0
  come(1, 3)
  for (let turns = 1; turns <= 3; turns++) {
    await turn()
    t.equal(entered.length, turns)
  }
})

t.test('D6 parked polls are being woken → those that come wait until all are', async t => {
  const { loop, entered, come } = opened()
  loop.isWaking = true
  come(1, 3)
  await turn()
  t.same(entered, [])
  loop.isWaking = false
  await turn()
  t.same(entered, [1, 2, 3])
})

t.test('D6 a poll of a talk, while those of a large group wait → let in before them', async t => {
  const { loop, admission, entered, come } = opened()
  loop.isWaking = true
  come(1, 3)
  come(4, 4, false)
  t.same([entered, admission.count], [[4], 3])
  loop.left = 0
  come(5, 6, false)
  await turn()
  t.same(entered, [4, 5])
  loop.isWaking = false
  await turn()
  t.same(entered, [4, 5, 6, 1], 'one of each kind in a turn')
})

t.test('D6 polls of a talk in each turn → those of a large group are let in all the same', async t => {
  const { loop, entered, come } = opened()
  loop.left = 0
  come(1, 1)
  come(2, 3, false)
  await turn()
  t.same(entered, [2, 1])
})

t.test('D6 connections come turn after turn → they are accepted first, for a moment', async t => {
  const { admission, entered, come } = opened()
  admission.accepted()
  come(1, 3)
  for (let turns = 0; turns < 5; turns++) {
    await turn()
    admission.accepted()
  }
  t.same(entered, [])
  for (let turns = 0; turns < 3; turns++) await turn()
  t.same(entered, [1, 2, 3], 'when no more come')
})

t.test('S5 connections never stop coming → polls are let in all the same', async t => {
  const { admission, entered, come } = opened()
  admission.accepted()
  come(1, 3)
  const from = performance.now()
  while (entered.length === 0 && performance.now() - from < 10_000) {
    await turn()
    admission.accepted()
  }
  t.same(entered, [1, 2, 3])
})
