// The kit can fail: against servers that break one promise each, it names the broken rule.
import t from 'tap'
import { openProxy } from '../hostile-proxy/proxy.ts'
import { serveHoldline } from './holdline-server.ts'
import { ALL_RULES, playMatrix, type Result } from './matrix.ts'
import { PLANTS_IN_GROUPS } from './plants/groups.ts'
import { PLANTS, type Plant } from './plants/index.ts'

/** Servers tested at once. */
const AT_ONCE = 5
/** Quick checks that must hold beside a narrow fault. */
const BESIDE = ['D1', 'D4', 'D8', 'D12', 'D14', 'D20', 'D32']

interface Tried { readonly plant: Plant, readonly results: readonly Result[] }

async function tryPlant (address: string, plant: Plant): Promise<Tried> {
  const proxy = await openProxy({ upstream: address.slice(0, -1), switches: [plant.plant()] })
  try {
    const rules = plant.isNarrow === true ? [plant.rule, ...BESIDE] : [plant.rule]
    const results = await playMatrix({ address: `${proxy.origin}/`, vias: [plant.via ?? 'none'], rules, casts: plant.isNarrow === true ? 3 : 2 })
    return { plant, results }
  } finally {
    await proxy.close()
  }
}

t.test('a server that breaks a rule → that rule found broken, with a sentence', async t => {
  const address = await serveHoldline(t)
  const tried: Tried[] = []
  const waiting = [...PLANTS, ...PLANTS_IN_GROUPS]
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let plant = waiting.shift(); plant !== undefined; plant = waiting.shift()) tried.push(await tryPlant(address, plant))
  }))
  for (const { plant: { rule, title, isNarrow }, results } of tried) {
    const broken = results.filter(({ outcome }) => outcome === 'broken')
    const found = broken.filter(result => result.rule === rule)
    t.ok(found.length > 0, `${rule}: ${title}`)
    for (const { sentence } of found) t.match(sentence, /^expected [^]+; (came|signals|\S+ was answered) ?[^]*$/, sentence)
    if (isNarrow === true) t.same(broken.filter(result => result.rule !== rule).map(({ rule, sentence }) => [rule, sentence]), [], `${title}: no other rule broken`)
  }
})

t.test('every rule → a planted server that breaks it', async t => {
  t.same(ALL_RULES.filter(rule => !PLANTS.some(plant => plant.rule === rule)), [])
})
