import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { Times, until } from '../times.ts'

/** For the last messages of a loop; one that is lost ends the loop of its sender. */
const PATIENCE_MS = 30_000

export interface SendsFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly serverUsPerSend: number
  readonly cpu: Cpu
}

/**
 * The server's full throughput: everybody's poll is parked, and one of each pair sends the next message as soon as the last was answered
 * and has reached the other. Without the latter, a server that is behind would deliver several in one answer, and seem the faster for it.
 */
export async function sends (crowd: Crowd, server: Watched, warmUpMs: number, measuredMs: number): Promise<SendsFigures> {
  await crowd.gather()
  await closedLoop(crowd, warmUpMs)
  const used = watchCpu(server)
  const { accepted, seconds, times } = await closedLoop(crowd, measuredMs)
  const cpu = used()
  await crowd.settle()
  return {
    perSecond: accepted / seconds,
    p50Ms: times.percentileMs(0.5),
    p99Ms: times.percentileMs(0.99),
    serverUsPerSend: cpu.server * seconds * 1e6 / accepted,
    cpu
  }
}

/** Resolves when the time is over and every sender's last message was answered and delivered. */
async function closedLoop (crowd: Crowd, ms: number): Promise<{ accepted: number, seconds: number, times: Times }> {
  const start = performance.now()
  const times = new Times()
  // By sender: whether the last message still owes its answer, its delivery, or both.
  const owed = new Uint8Array(crowd.size)
  let accepted = 0
  let underWay = 0

  function next (who: number): void {
    owed[who] = 2
    underWay += 1
    crowd.direct(who, taken => {
      if (taken) accepted += 1
      paid(who, taken ? 1 : 2)
    })
  }

  function paid (who: number, parts: number): void {
    owed[who] = (owed[who] ?? 0) - parts
    if (owed[who] !== 0) return
    underWay -= 1
    if (performance.now() - start < ms) next(who)
  }

  crowd.onHeard = (dueAtUs, heardAtUs, sender, browser) => {
    times.add(heardAtUs - dueAtUs)
    if (browser === (sender ^ 1)) paid(sender, 1)
  }
  for (let who = 0; who < crowd.size; who += 2) next(who)
  await until(() => underWay === 0, ms + PATIENCE_MS)
  crowd.onHeard = () => {}
  return { accepted, seconds: (performance.now() - start) / 1000, times }
}
