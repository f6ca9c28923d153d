// The load's own process: reads its job as JSON from its argument, and prints what it found as JSON.
import { post } from '../../load/connection.ts'
import { Crowd } from '../../load/crowd.ts'
import { floorDriver } from '../../load/drivers/floor.ts'
import { holdlineDriver, readCredentials } from '../../load/drivers/holdline.ts'
import type { Job } from '../../load/job.ts'
import { watchCpu } from '../../load/meter.ts'
import { nowUs } from '../../load/marks.ts'
import { sleep, Times, until } from '../../load/times.ts'
import { Owner, type Group } from './owner.ts'
import { LARGE, PARKED_MEMBERS, SMALL, TALKERS } from './data.ts'

export type GroupsJob = Pick<Job, 'port' | 'pid' | 'turns' | 'credentials' | 'settledAt'> & { readonly system: 'floor' | 'holdline', readonly rounds: number }
/** Milliseconds. */
export interface Beside { readonly p50: number, readonly p95: number, readonly p99: number, readonly turn: number, readonly others: number }
export interface Found {
  /** Others' deliveries, by round. */
  readonly nothing: readonly Beside[]
  readonly small: readonly Beside[]
  readonly large: readonly Beside[]
  /** From one message to the group until the last of the parked members has it, and half of them. */
  readonly last: number
  readonly half: number
  readonly calls: ReturnType<Owner['times']>
}

const ROUND_MS = 8_000
const ACTS_EVERY_MS = 1_000
/** Of all who talk. */
const SENDS_PER_SECOND = 100
/** Shares no factor with the number of those who talk. */
const STRIDE = 77
const FANOUTS = 15
const PATIENCE_MS = 15_000
/** The part of a group that is there before the first round; the rest comes in the rounds. */
const AT_FIRST = 0.9

const job = JSON.parse(process.argv[2] ?? '') as GroupsJob
process.stdout.write(JSON.stringify(job.system === 'floor' ? await floor() : await holdline()) + '\n', () => process.exit(0))

async function floor (): Promise<Found> {
  const crowd = new Crowd(job.port, PARKED_MEMBERS, floorDriver(PARKED_MEMBERS), 0)
  await crowd.gather()
  return { nothing: [], small: [], large: [], ...await fanout(crowd), calls: {} }
}

async function holdline (): Promise<Found> {
  const { port, credentials, settledAt, rounds } = job
  const size = PARKED_MEMBERS + TALKERS
  const { cookies } = readCredentials(credentials)
  const owner = new Owner(port, cookies[0] ?? '')
  const usernames = Array.from({ length: LARGE }, (_, who) => `u${who}`)
  const small = await owner.make('small', usernames.slice(1, SMALL * AT_FIRST))
  const large = await owner.make('large', usernames.slice(1, LARGE * AT_FIRST))
  await owner.look(large)

  let current = large
  const base = holdlineDriver({ size, credentials, view: 'html', hasSeconds: false, ids: 'browser' } as Job)
  const crowd = new Crowd(port, size, {
    ...base,
    group: (_who, text) => post(`/api/conversations/${current.id}/messages`, JSON.stringify({ clientId: owner.newId(), body: text }), `Cookie: ${cookies[0]}\r\n`)
  }, settledAt)
  await crowd.gather()
  const found = { nothing: [] as Beside[], small: [] as Beside[], large: [] as Beside[] }
  await beside(null, 0)
  for (let round = 0; round < rounds; round++) {
    const inTurn = round % 2 === 0 ? [small, large] : [large, small]
    found.nothing.push(await beside(null, round))
    for (const group of inTurn) (group === small ? found.small : found.large).push(await beside(group, round))
  }
  current = large
  return { ...found, ...await fanout(crowd), calls: owner.times() }

  /** Others talk while the group is written in, renamed and added to, one after another. */
  async function beside (group: Group | null, round: number): Promise<Beside> {
    current = group ?? large
    const times = new Times()
    crowd.onHeard = (dueAtUs, heardAtUs, sender) => { if (sender >= PARKED_MEMBERS) times.add(heardAtUs - dueAtUs) }
    const used = watchCpu(job)
    await Promise.all([talk(crowd, ROUND_MS), group === null ? null : act(group, round)])
    const { longestTurnMs, others } = used()
    await crowd.settle(PATIENCE_MS)
    crowd.onHeard = () => {}
    await crowd.quiet(500)
    return { p50: times.percentileMs(0.5), p95: times.percentileMs(0.95), p99: times.percentileMs(0.99), turn: longestTurnMs, others }
  }

  async function act (group: Group, round: number): Promise<void> {
    const parked = Math.min(group.size, PARKED_MEMBERS) - 1
    const all = group === small ? SMALL : LARGE
    const first = all * (AT_FIRST + (1 - AT_FIRST) * round / rounds)
    const fresh = usernames.slice(first, all * (AT_FIRST + (1 - AT_FIRST) * (round + 1) / rounds))
    const write = () => crowd.group(0, parked)
    const acts = [write, () => owner.rename(group), write, () => owner.add(group, fresh, true)]
    const end = performance.now() + ROUND_MS
    for (let i = 0; performance.now() < end; i++) {
      await acts[i % acts.length === 3 && i > 3 ? 0 : i % acts.length]?.()
      await sleep(ACTS_EVERY_MS)
    }
  }
}

async function talk (crowd: Crowd, ms: number): Promise<void> {
  const startUs = nowUs()
  let sent = 0
  for (let elapsedMs = 0; elapsedMs < ms; elapsedMs = (nowUs() - startUs) / 1000) {
    for (; sent < elapsedMs * SENDS_PER_SECOND / 1000; sent++) {
      crowd.direct(PARKED_MEMBERS + sent * STRIDE % TALKERS, () => {}, startUs + Math.round(sent * 1e6 / SENDS_PER_SECOND))
    }
    await sleep(1)
  }
}

async function fanout (crowd: Crowd): Promise<{ last: number, half: number }> {
  const lasts = new Times()
  const halves = new Times()
  for (let i = 0; i < FANOUTS; i++) {
    const times = new Times()
    crowd.onHeard = (dueAtUs, heardAtUs) => times.add(heardAtUs - dueAtUs)
    crowd.group(0, PARKED_MEMBERS - 1)
    await crowd.settle(PATIENCE_MS)
    await until(() => !crowd.isSending(0), PATIENCE_MS)
    lasts.add(times.percentileMs(1) * 1000)
    halves.add(times.percentileMs(0.5) * 1000)
    await sleep(200)
  }
  return { last: lasts.percentileMs(0.5), half: halves.percentileMs(0.5) }
}
