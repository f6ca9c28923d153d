import type { Crowd } from '../crowd.ts'
import { serverSeconds, watchCpu, type Cpu, type Watched } from '../meter.ts'
import { sleep } from '../times.ts'

/** Before presence settles. */
const EARLY_MS = 2_000
/** A server that takes less than this in each of so many seconds has nothing left to do. */
const IDLE_SECONDS_PER_SECOND = 0.03
const IDLE_SECONDS = 3
const PATIENCE_S = 60

export interface RestFigures {
  /** Own work of the longest turn while presence settled. */
  readonly longestTurnMs: number
  /** From the moment presence settles to the last answer that tells of it. */
  readonly settlesMs: number
  /** Processor time of the server in a second in which nothing happens. */
  readonly cpuMsPerSecond: number
  readonly cpu: Cpu
}

/** The cost of parked polls that nothing wakes, once presence has settled; and how it settles, where it does (30 s after a start). */
export async function rest (crowd: Crowd, server: Watched, settledAt: number, measuredMs: number): Promise<RestFigures> {
  await crowd.arrive(crowd.browsers())
  await crowd.park(crowd.browsers())
  const isLate = settledAt > 0 && Date.now() > settledAt
  if (isLate) throw new Error('not everybody was parked before presence settled')
  if (settledAt > 0) await sleep(settledAt - EARLY_MS - Date.now())
  const settled = watchCpu(server)
  if (settledAt > 0) await sleep(settledAt - Date.now())
  const from = performance.now()
  const before = crowd.lastAnswerAt
  await atRest(server.pid)
  const settlesMs = crowd.lastAnswerAt === before ? 0 : crowd.lastAnswerAt - from
  const { longestTurnMs } = settled()
  const used = watchCpu(server)
  await sleep(measuredMs)
  const cpu = used()
  return { longestTurnMs: settledAt > 0 ? longestTurnMs : NaN, settlesMs, cpuMsPerSecond: cpu.server * 1000, cpu }
}

/** Waits until a server takes next to no processor time. Answers tell less: one that is in a long turn gives none. */
async function atRest (pid: number): Promise<void> {
  let idle = 0
  for (let second = 0; second < PATIENCE_S && idle < IDLE_SECONDS; second++) {
    const before = serverSeconds(pid)
    await sleep(1_000)
    idle = serverSeconds(pid) - before < IDLE_SECONDS_PER_SECOND ? idle + 1 : 0
  }
}
