// npm run bench -- dearest [--quick] [--only TEXT]: one account makes the most expensive requests there are, and others must not notice.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describeMachine, requireLinux } from '../machine.ts'
import { sleep } from '../load/times.ts'
import { onCore, startServer } from '../systems/servers.ts'
import { prepareDearest, type Prepared } from './dearest/data.ts'
import type { Felt, Job } from './dearest/load.ts'
import { scenariosOf, type Scenario } from './dearest/scenarios.ts'
import { report } from './report.ts'

/** Limits on the delay of others. */
const HEALTH_MEDIAN_MS = 50
const MESSAGE_P95_MS = 100

const isQuick = process.argv.includes('--quick')
const only = process.argv[process.argv.indexOf('--only') + 1] ?? ''
const wanted = process.argv.includes('--only') ? only : ''
const ATTACK_MS = isQuick ? 3_000 : 8_000
/** Time to refill the account's budget, so that each scenario begins with a full one. */
const REST_MS = 9_000

requireLinux()
const dir = mkdtempSync(`${tmpdir()}/holdline-dearest-`)
try {
  const prepared = prepareDearest(`${dir}/data`)
  // Defaults, except for the cost of a hash: the seeded ones have the lowest.
  const settings = { HOLDLINE_PASSWORD_MEMORY_KIB: '8', HOLDLINE_PASSWORD_PASSES: '1' }
  const server = await startServer('holdline', { dataDir: `${dir}/data`, recovery: false, settings })
  try {
    const rows: { scenario: Scenario, felt: Felt }[] = []
    for (const scenario of scenariosOf(prepared, await firstCursor(server.port, prepared)).filter(({ name }) => name.includes(wanted))) {
      const felt = await run({
        attack: { port: server.port, cookie: prepared.cookie, asks: scenario.asks, ms: ATTACK_MS }, talkers: prepared.talkers
      })
      console.log(line(scenario, felt))
      rows.push({ scenario, felt })
      await sleep(REST_MS)
    }
    if (wanted === '') report('dearest', text(rows))
    const bad = rows.filter(({ felt }) => !isFine(felt))
    if (bad.length > 0) process.exitCode = 1
  } finally {
    await server.stop()
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function firstCursor (port: number, { cookie }: Prepared): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/poll`, { headers: { cookie } })
  const { cursor } = await answer.json() as { cursor: string }
  return `${cursor.split('.')[0] ?? ''}.1.0`
}

async function run (job: Job): Promise<Felt> {
  // Some jobs are longer than a command-line argument may be.
  writeFileSync(`${dir}/job.json`, JSON.stringify(job))
  const load = onCore(1, [`${import.meta.dirname}/dearest/load.ts`, `${dir}/job.json`])
  let out = ''
  let said = ''
  load.stdout?.on('data', chunk => { out += String(chunk) })
  load.stderr?.on('data', chunk => { said += String(chunk) })
  const [code] = await once(load, 'close')
  if (code !== 0) throw new Error(`The load failed: ${said}`)
  return JSON.parse(out) as Felt
}

function isFine ({ health, message }: Felt): boolean {
  return health.median < HEALTH_MEDIAN_MS && message.p95 < MESSAGE_P95_MS
}

function line ({ name }: Scenario, felt: Felt): string {
  const { answered, refused, failed, health, message } = felt
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0)
  const rate = (count: number) => (count * 1000 / ATTACK_MS).toFixed(count * 1000 / ATTACK_MS < 10 ? 1 : 0)
  return `| ${name} | ${rate(answered)} | ${rate(refused)}${failed > 0 ? ` (${failed} broke)` : ''} | ${ms(health.median)} / ${ms(health.p95)} | ` +
    `${ms(message.median)} / ${ms(message.p95)} | ${isFine(felt) ? 'yes' : '**no**'} |`
}

function text (rows: readonly { scenario: Scenario, felt: Felt }[]): string {
  return `## The dearest that one account can ask for

\`npm run bench -- dearest${isQuick ? ' --quick' : ''}\`, ${new Date().toISOString().slice(0, 10)}. One account with eight connections asks for each of these as fast as it can for
${ATTACK_MS / 1000} s, with every setting at its default. Meanwhile others ask for \`/healthz\` and two talk to each other, one of them parked: what they feel is
to stay below ${HEALTH_MEDIAN_MS} ms (median of \`/healthz\`) and ${MESSAGE_P95_MS} ms (95 % of messages, from the send to the poll that brings it). Milliseconds, median / 95 %.

${describeMachine(dir).map(each => `- ${each}`).join('\n')}

| asked for | answered/s | refused/s | others: /healthz | others: a message | as it should be |
| --- | --- | --- | --- | --- | --- |
${rows.map(({ scenario, felt }) => line(scenario, felt)).join('\n')}
`
}
