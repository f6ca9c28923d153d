import t from 'tap'
import { createBudget } from '#domain/site/budget.ts'

t.test('a budget → refills with time up to its size, separately for each key', async t => {
  const budget = createBudget(2, 3)
  const take = (key: string, at: number, cost?: number) => {
    const waitMs = budget.wait(key, at, cost)
    if (waitMs === 0) budget.take(key, at, cost)
    return waitMs
  }
  t.same([take('ana', 0), take('ana', 0), take('ana', 0)], [0, 0, 0])
  t.equal(take('ana', 0), 500)
  t.equal(take('ben', 0), 0)
  t.equal(take('ana', 250), 250)
  t.equal(take('ana', 500), 0)
  t.same([take('ana', 60_000), take('ana', 60_000), take('ana', 60_000), take('ana', 60_000)], [0, 0, 0, 500])
  t.equal(take('ana', 0), 500, 'a clock set back gives nothing')
  t.equal(take('cho', 0, 9), 0, 'a cost above the full budget waits for a full one')
  t.equal(take('cho', 0), 3_500, 'and leaves a debt')
})

t.test('S8 more keys than room → keys with a full budget are dropped first', async t => {
  const budget = createBudget(1, 2, { remembered: 3 })
  budget.take('ana', 0, 2)
  budget.take('ben', 0, 1)
  budget.take('cho', 1_000, 2)
  budget.take('eve', 1_000, 2)
  t.equal(budget.wait('ana', 1_000, 2), 1_000, 'ben’s was full, so ana is remembered')
  for (const name of ['fay', 'gil', 'hal']) budget.take(name, 1_000, 2)
  t.equal(budget.wait('ana', 1_000), 0, 'the longest unused key with a debt is dropped')

  const lasting = createBudget(1, 2, { remembered: 3, keepsAll: true })
  for (let n = 0; n < 100; n++) lasting.take(`user ${n}`, 0, 2)
  t.equal(lasting.wait('user 0', 0), 1_000)
})
