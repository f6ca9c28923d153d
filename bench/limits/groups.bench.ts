// npm run bench -- groups [--quick]: a group of 10,000 members, 1,000 of them parked, and what people in other conversations feel of it.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeMachine, requireLinux } from '../machine.ts'
import { shimFor } from '../shim/shim.ts'
import { HOLDLINE_SETTINGS, onCore, startServer } from '../systems/servers.ts'
import { LARGE, PARKED_MEMBERS, prepareGroups, SMALL, TALKERS } from './groups/data.ts'
import type { Beside, Found, GroupsJob } from './groups/load.ts'
import { report } from './report.ts'

/** Others' deliveries beside the large group, of those beside the small one. */
const RATIO_MAX = 2
const PRESENCE_SETTLES_MS = 30_000
const LOAD_MS = 280_000
const SHARES = ['p50', 'p95', 'p99'] as const
type Share = typeof SHARES[number]
const ROUNDS = process.argv.includes('--quick') ? 2 : 5

requireLinux()
// On the disk, as in the other figures of deliveries.
const work = resolve(import.meta.dirname, '../../build/bench')
mkdirSync(work, { recursive: true })
const dir = mkdtempSync(`${work}/groups-`)
try {
  for (const [who, credentials] of Object.entries(prepareGroups(`${dir}/data`))) {
    writeFileSync(`${dir}/${who}.json`, JSON.stringify(credentials), { mode: 0o600 })
  }
  const floor = await run('floor')
  const found = await run('holdline')
  const again = await run('floor')
  const text = results(found, (floor.last + again.last) / 2, (floor.half + again.half) / 2)
  console.log(text)
  if (ROUNDS > 2) report('groups', text)
  if (SHARES.some(share => ratioOf(found, share) > RATIO_MAX)) process.exitCode = 1
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function run (system: GroupsJob['system']): Promise<Found> {
  const shim = shimFor(0)
  const settings = Object.fromEntries(Object.entries(HOLDLINE_SETTINGS).map(([name, { value }]) => [name, value]))
  const server = await startServer(system, { dataDir: `${dir}/data`, recovery: false, settings, env: { ...shim?.env } })
  try {
    const { port, pid, startedAt } = server
    const settledAt = startedAt + PRESENCE_SETTLES_MS
    const job: GroupsJob = { system, port, pid, turns: shim?.turns ?? '', credentials: `${dir}/members.json`, talkers: `${dir}/talkers.json`, settledAt, rounds: ROUNDS }
    const load = onCore(1, [`${import.meta.dirname}/groups/load.ts`, JSON.stringify(job)])
    const timer = setTimeout(() => load.kill('SIGKILL'), LOAD_MS)
    let out = ''
    let said = ''
    load.stdout?.on('data', chunk => { out += String(chunk) })
    load.stderr?.on('data', chunk => { said += String(chunk) })
    const [code] = await once(load, 'close')
    clearTimeout(timer)
    if (code !== 0) throw new Error(`The load failed: ${said}`)
    return JSON.parse(out) as Found
  } finally {
    await server.stop()
  }
}

function median (values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}

/** The median, over the rounds, of a time beside the large group divided by the same beside the small one. */
function ratioOf ({ small, large }: Found, share: Share): number {
  return median(large.map((beside, round) => beside[share] / (small[round]?.[share] ?? NaN)))
}

function results (found: Found, floorLast: number, floorHalf: number): string {
  const row = (name: string, besides: readonly Beside[]) => `| ${name} | ${[...SHARES, 'turn' as const].map(share => median(besides.map(each => each[share])).toFixed(1)).join(' | ')} |`
  const others = median([...found.small, ...found.large].map(each => each.others)) * 100
  const head = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
  return `## A group of ${LARGE.toLocaleString('en')}

${PARKED_MEMBERS.toLocaleString('en')} of its members are parked as open pages (\`view=html\`), and ${TALKERS} people outside it send each other 100 messages a second from a thread of their own. Every second the group is
written in, renamed or added to (${LARGE * 0.1 / ROUNDS} at a time, until it is full). The same beside a group of ${SMALL}, all of them parked, and beside nothing, in
turn on one server; the median of ${ROUNDS} rounds of 8 s. Milliseconds from when a message is due to the answered poll of its receiver; the last column
is the longest own work of a turn of the loop. Others took ${others.toFixed(0)} % of a core meanwhile.

| others' deliveries beside | p50 | p95 | p99 | longest turn |
| --- | --- | --- | --- | --- |
${row('nothing', found.nothing)}
${row(`a group of ${SMALL}`, found.small)}
${row(`a group of ${LARGE.toLocaleString('en')}`, found.large)}
| ratio of the two, asked ≤ ${RATIO_MAX} | ${SHARES.map(share => `×${ratioOf(found, share).toFixed(2)}`).join(' | ')} | |

One message to the large group: the last of the ${PARKED_MEMBERS.toLocaleString('en')} parked has it after ${found.last.toFixed(0)} ms, half of them after ${found.half.toFixed(0)} ms: ×${(found.last / floorLast).toFixed(2)} and ×${(found.half / floorHalf).toFixed(2)} of
a bare server with ${PARKED_MEMBERS.toLocaleString('en')} (${floorLast.toFixed(0)} and ${floorHalf.toFixed(0)} ms), measured before and after.

| call of the owner | calls | median ms | longest ms |
| --- | --- | --- | --- |
${Object.entries(found.calls).map(([what, { count, median, longest }]) => `| ${what} | ${count} | ${median.toFixed(1)} | ${longest.toFixed(1)} |`).join('\n')}

\`npm run bench -- groups\`, ${new Date().toISOString().slice(0, 10)}, ${head}. ${describeMachine(dir).slice(0, 3).join('; ')}.`
}
