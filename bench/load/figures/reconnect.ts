import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { sleep, until } from '../times.ts'

const PATIENCE_MS = 30_000
const MISSED_EACH = 2
// Connections opened per turn of the load's loop: few, so that it reads answers in between, as thousands of browsers would.
const OPENED_PER_TURN = 25

export interface ReconnectFigures {
  /** From the first connection to the last missed message. */
  readonly allMs: number
  readonly halfMs: number
  /** CPU time of the server; unlike the duration, it does not depend on the speed of the load. */
  readonly serverCpuMs: number
  /** Missed messages that never arrived. */
  readonly missing: number
  readonly cpu: Cpu
}

/**
 * Measures the time until everybody has their missed messages: one user of every pair is cut off, misses messages of the other, and all who
 * were cut off return at the same moment.
 */
export async function reconnect (crowd: Crowd, server: Watched): Promise<ReconnectFigures> {
  const stay = crowd.browsers().filter(who => who % 2 === 0)
  const leave = crowd.browsers().filter(who => who % 2 === 1)
  await crowd.arrive(crowd.browsers())
  crowd.cutPolls(stay)
  await crowd.park(leave)
  await crowd.settled()
  // A first message for everybody: Socket.IO can only recover from a message that it has delivered.
  await crowd.speakOnce(stay)
  await crowd.settle()
  await crowd.quiet(300)
  crowd.cutPolls(leave)
  await sleep(1000)
  for (let i = 0; i < MISSED_EACH; i++) await crowd.speakOnce(stay)
  await sleep(1000)

  const missed = crowd.tally.outstanding
  const start = performance.now()
  let heard = 0
  let halfMs = NaN
  let allMs = NaN
  crowd.onHeard = () => {
    heard += 1
    if (heard === Math.ceil(missed / 2)) halfMs = performance.now() - start
    if (heard === missed) allMs = performance.now() - start
  }
  const used = watchCpu(server)
  const back: Promise<void>[] = []
  for (const [i, who] of leave.entries()) {
    back.push(crowd.comeBack(who))
    if (i % OPENED_PER_TURN === 0) await new Promise(setImmediate)
  }
  await Promise.all(back)
  await until(() => crowd.tally.outstanding <= 0, PATIENCE_MS)
  const seconds = (performance.now() - start) / 1000
  const cpu = used()
  return { allMs, halfMs, serverCpuMs: cpu.server * seconds * 1000, missing: Math.max(0, crowd.tally.outstanding), cpu }
}
