import t from 'tap'
import { PLANTED_IN_DELETIONS } from './deletion-plants.ts'
import { findsPlanted } from './finds-planted.ts'
import { Template } from './server/template.ts'
import { live } from './world.ts'

t.setTimeout(180_000)
const template = await Template.make()
t.teardown(() => template.remove())

/** Worlds in which people delete their accounts, come back, and go on with all that names them. */
const WORLDS = 10
const ACTS = {
  ...{ 'delete-account': 0.4, 'come-back': 0.5, 'delete-accounts': 2, kill: 0.5, rename: 1, block: 0.3, tag: 0.5 },
  ...{ say: 8, edit: 3, recall: 1, react: 1, forward: 2, pin: 1, star: 1, direct: 2 },
  ...{ group: 1, add: 2, transfer: 1, role: 1, leave: 1, change: 1, link: 1, join: 1, nickname: 1 }
}

t.test(`${WORLDS} worlds of people who delete accounts → their names are gone, others lose nothing`, async t => {
  for (let seed = 1; seed <= WORLDS; seed++) {
    const { violation, trace } = await live({ template, seed, steps: 100, directed: ACTS })
    t.equal(violation, null, `seed ${seed}`, { trace: trace.lines.slice(-40) })
  }
})

for (const planted of PLANTED_IN_DELETIONS) t.test(`mistake “${planted.does}” → found`, t => findsPlanted(t, template, planted))
