// The load's own process: reads its job as JSON from its argument, and prints what it found as JSON.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { post } from '../../load/connection.ts'
import { Crowd } from '../../load/crowd.ts'
import { floorDriver } from '../../load/drivers/floor.ts'
import { holdlineDriver, readCredentials } from '../../load/drivers/holdline.ts'
import type { Job } from '../../load/job.ts'
import { watchCpu } from '../../load/meter.ts'
import { sleep, Times, until } from '../../load/times.ts'
import { Owner, type Group } from './owner.ts'
import { LARGE, PARKED_MEMBERS, SMALL } from './data.ts'
import type { Talked, TalkersJob } from './talkers.ts'

export type GroupsJob = Pick<Job, 'port' | 'pid' | 'turns' | 'credentials' | 'settledAt'> & {
  readonly system: 'floor' | 'holdline'
  readonly rounds: number
  /** The file of those in neither group. */
  readonly talkers: string
}
/** Milliseconds. */
export interface Beside extends Talked { readonly turn: number, readonly others: number }
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
  const { cookies } = readCredentials(credentials)
  const owner = new Owner(port, cookies[0] ?? '')
  const usernames = Array.from({ length: LARGE }, (_, who) => `u${who}`)
  const small = await owner.make('small', usernames.slice(1, SMALL * AT_FIRST))
  const large = await owner.make('large', usernames.slice(1, LARGE * AT_FIRST))
  await owner.look(large)

  let current = large
  const base = holdlineDriver({ size: PARKED_MEMBERS, credentials, view: 'html', hasSeconds: false, ids: 'browser' } as Job)
  const crowd = new Crowd(port, PARKED_MEMBERS, {
    ...base,
    group: (_who, text) => post(`/api/conversations/${current.id}/messages`, JSON.stringify({ clientId: owner.newId(), body: text }), `Cookie: ${cookies[0]}\r\n`)
  }, settledAt)
  const talkers = new Worker(`${import.meta.dirname}/talkers.ts`, { workerData: { port, credentials: job.talkers, settledAt } satisfies TalkersJob })
  await Promise.all([crowd.gather(), once(talkers, 'message')])
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
    const used = watchCpu(job)
    talkers.postMessage(ROUND_MS)
    const [[talked]] = await Promise.all([once(talkers, 'message') as Promise<[Talked]>, group === null ? null : act(group, round)])
    const { longestTurnMs, others } = used()
    await crowd.settle(PATIENCE_MS)
    await crowd.quiet(500)
    return { ...talked, turn: longestTurnMs, others }
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
