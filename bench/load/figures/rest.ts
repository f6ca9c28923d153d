import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { sleep } from '../times.ts'

/** Before presence settles. */
const EARLY_MS = 2_000
const QUIET_MS = 3_000

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
  await crowd.quiet(QUIET_MS)
  const settlesMs = Math.max(0, crowd.lastAnswerAt - from)
  const { longestTurnMs } = settled()
  await sleep(QUIET_MS)
  const used = watchCpu(server)
  await sleep(measuredMs)
  const cpu = used()
  return { longestTurnMs: settledAt > 0 ? longestTurnMs : NaN, settlesMs, cpuMsPerSecond: cpu.server * 1000, cpu }
}
