import t from 'tap'
import { createMemoryBudget, type MemoryBudget, type Share } from '#domain/site/memory-budget.ts'

/** Opens a body of this size; its name is added to `lost` when it gives way to another. */
function opening (budget: MemoryBudget, lost: string[]) {
  return (owner: string, bytes: number, name = owner): Share => {
    const share = budget.open(owner, () => lost.push(name))
    if (!share.grow(bytes)) lost.push(`${name} itself`)
    return share
  }
}

t.test('S2 a full budget → the oldest body of the owner with most gives way, nobody else', async t => {
  const lost: string[] = []
  const budget = createMemoryBudget(100)
  const open = opening(budget, lost)
  open('ana', 30)
  open('eve', 20, 'first of eve')
  open('eve', 20, 'second of eve')
  open('ben', 30)
  t.same(lost, [])
  open('cho', 20)
  t.same(lost, ['first of eve'])
  t.equal(budget.used, 100)
})

t.test('S2 the owner with most opens one more → their own oldest gives way', async t => {
  const lost: string[] = []
  const open = opening(createMemoryBudget(100), lost)
  for (const n of [1, 2, 3, 4]) open('eve', 20, `body ${n} of eve`)
  open('ana', 20)
  open('eve', 20, 'body 5 of eve')
  t.same(lost, ['body 1 of eve'])
})

t.test('S2 a body larger than the rest of the budget → refused itself, memory given back', async t => {
  const lost: string[] = []
  const budget = createMemoryBudget(100)
  const open = opening(budget, lost)
  open('ana', 10)
  const share = open('eve', 120)
  t.same(lost, ['eve itself'])
  t.equal(budget.used, 10)
  share.release()
  t.equal(budget.used, 10, 'releasing again changes nothing')
})

t.test('S2 many owners with equally little → a newcomer is let in, and the oldest body gives way', async t => {
  const lost: string[] = []
  const open = opening(createMemoryBudget(100), lost)
  for (let n = 0; n < 10; n++) open(`network ${n}`, 10)
  open('ana', 10)
  t.same(lost, ['network 0'])
})

t.test('S2 bodies that end → the whole budget is free again', async t => {
  const budget = createMemoryBudget(100)
  const open = opening(budget, [])
  const shares = [open('ana', 10), open('ana', 30), open('ben', 20)]
  shares[1]?.grow(20)
  t.equal(budget.used, 80)
  for (const share of shares) share.release()
  t.equal(budget.used, 0)
})
