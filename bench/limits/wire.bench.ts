// npm run bench -- wire [pairs]: the cost of the wire view, for those who use it and for those who do not; and its numbers over 10,000
// exchanges against a proxy's.
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import t from 'tap'
import { root } from '#test/source/project.ts'
import { world } from '#test/world.ts'
import { playRound, type Round } from '../../test/domain/wire/counts/round.ts'
import { openTalk } from '../../test/domain/wire/counts/talk.ts'
import { describeMachine } from '../machine.ts'
import { report } from './report.ts'
import { openSide, type Side } from './wire/load.ts'
import { recorderMib } from './wire/memory.ts'
import { untapped } from './wire/untapped.ts'

const PAIRS = Number(process.argv[3] ?? 20)
const [ROUNDS, ROUND] = [40, 250]

interface Compared { readonly ratio: number, readonly low: number, readonly high: number, readonly us: number }

/**
 * Measures both trees in turns, the first of each pair in turns as well, and returns the median of their ratios with its quartiles. Both
 * servers live as long as the comparison, because the compiler's choices in a young process differ more than what is compared.
 */
async function compare (name: string, ...trees: ReadonlyArray<readonly [tree: string, isWatched: boolean]>): Promise<Compared> {
  const sides: Side[] = []
  const ratios: number[] = []
  const costs: number[] = []
  try {
    for (const [tree, isWatched] of trees) sides.push(await openSide(tree, isWatched))
    for (let pair = 0; pair < PAIRS; pair++) {
      const isFirst = pair % 2 === 0
      const found = [NaN, NaN]
      for (const which of isFirst ? [0, 1] : [1, 0]) found[which] = await sides[which]?.cpuPerDelivery() ?? NaN
      const [first = NaN, second = NaN] = found
      ratios.push(first / second)
      costs.push(second)
      console.log(name, pair + 1, first.toFixed(1), second.toFixed(1), (first / second).toFixed(3))
    }
  } finally {
    for (const side of sides) side.close()
  }
  const at = (values: readonly number[], share: number): number =>
    [...values].sort((x, y) => x - y)[Math.floor((values.length - 1) * share)] ?? NaN
  return { ratio: at(ratios, 0.5), low: at(ratios, 0.25), high: at(ratios, 0.75), us: at(costs, 0.5) }
}

async function counted (): Promise<readonly Round[]> {
  const rounds: Round[] = []
  await t.test('10,000 exchanges with faults', { timeout: 0 }, async t => {
    const w = await world(t, { config: { sendsPerSecond: 1_000, sendsBurst: 1_000_000, dailyMib: 10_000 } })
    const talk = await openTalk(w, 1)
    t.teardown(talk.proxy.close)
    while (rounds.length < ROUNDS) rounds.push(await playRound(w, talk, ROUND))
  })
  return rounds
}

// It lasts as long as it lasts.
t.setTimeout(0)
const rounds = await counted()
const exchanges = rounds.reduce((sum, each) => sum + each.exchanges, 0)
const sum = (name: string): string => rounds.reduce((total, { proxy }) => total + (proxy[name] ?? 0), 0).toLocaleString('en')
const inOrder = (numbers: Readonly<Record<string, number>>): string => JSON.stringify(Object.entries(numbers).sort())
const differing = rounds.filter(({ page, proxy }) => inOrder(page) !== inOrder(proxy)).length
const failed = rounds.filter(({ hasPassed }) => !hasPassed).length
const mib = recorderMib()
const plain = untapped(root)
const nobody = await compare('nobody watches / no tap', [root, false], [plain, false])
const watched = await compare('one watches / nobody', [root, true], [root, false])
const same = await compare('same / same', [root, false], [root, false])
rmSync(plain, { recursive: true })

const row = (name: string, { ratio, low, high, us }: Compared): string =>
  `| ${name} | ${ratio.toFixed(3)} | ${low.toFixed(3)} to ${high.toFixed(3)} | ${us.toFixed(0)} µs |`

report('wire', `## What the wire view costs, and whether it counts right

\`npm run bench -- wire\`, ${new Date().toISOString().slice(0, 10)}; ${describeMachine(tmpdir()).slice(0, 2).join('; ')}.
The server's CPU time for one delivery to a waiting poll, in a group of 40 whose polls wait, as a ratio over ${PAIRS} alternating pairs; each side is a process of its own.

| | median ratio | half of the pairs | of |
| --- | --- | --- | --- |
${row('nobody watches / the same tree without the tap', nobody)}
${row('one of 40 watches / nobody', watched)}
${row('the same build / itself', same)}

As many watchers as may be, 32, each with 16,000 exchanges of 16 browsers: the recorder keeps ${mib.toFixed(0)} MiB, and no more for any further exchange.

${exchanges.toLocaleString('en')} exchanges of one tab in ${ROUNDS} recordings, through a proxy that loses answers, cuts waiting polls and doubles sends:
${differing} recordings differ from the proxy's count in any number, and in ${failed} a promise was broken. The proxy counted ${sum('polls')} polls (${sum('held')} of them waited),
${sum('sends')} sends of ${sum('sent')} messages, ${sum('stored')} stored, ${sum('duplicates')} told apart as known; ${sum('delivered')} messages delivered (${sum('waited')} had waited between two polls), ${sum('redelivered')} events told again.`)
