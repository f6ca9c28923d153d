import type { Test } from 'tap'
import type { Planted } from './plants.ts'
import type { Template } from './server/template.ts'
import { live } from './world.ts'

/** The limit for finding a planted mistake, in worlds: a rarer one names the acts that lead to it. */
const FOUND_WITHIN = 20
const STEPS = 100

/** Fails when worlds with this mistake hold, or when it is found under another rule. */
export async function findsPlanted (t: Test, template: Template, { foundAs, plant, directed }: Planted): Promise<void> {
  for (let seed = 1; seed <= FOUND_WITHIN; seed++) {
    const { violation } = await live({ template, seed, steps: STEPS, plant, directed })
    if (violation === null) continue
    t.match(violation, { name: 'Violation', message: foundAs }, `seed ${seed}`)
    return
  }
  t.fail(`not in ${FOUND_WITHIN} worlds`)
}
