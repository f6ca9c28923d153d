import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu } from '../meter.ts'
import { sleep, Times } from '../times.ts'

export interface DeliveryFigures {
  readonly p50Ms: number
  readonly p99Ms: number
  /** Sends per second that were really made. */
  readonly perSecond: number
  readonly cpu: Cpu
}

// Shares no factor with the even sizes of crowds, so that it visits every user before any twice.
const STRIDE = 389

/**
 * The time of a message from the start of its POST to the answered poll of its receiver, while everybody's poll is parked and messages
 * are sent at a steady rate (an open loop: a slow server does not slow the senders down).
 */
export async function delivery (
  crowd: Crowd, serverPid: number, rate: number, warmUpMs: number, measuredMs: number
): Promise<DeliveryFigures> {
  await crowd.arrive(crowd.everybody())
  await crowd.park(crowd.everybody())
  await openLoop(crowd, rate, warmUpMs)
  const times = new Times()
  crowd.onHeard = (_receiver, sentAtUs, heardAtUs) => times.add(heardAtUs - sentAtUs)
  const used = watchCpu(serverPid)
  const sent = await openLoop(crowd, rate, measuredMs)
  const cpu = used()
  await crowd.settle()
  return { p50Ms: times.percentileMs(0.5), p99Ms: times.percentileMs(0.99), perSecond: sent / (measuredMs / 1000), cpu }
}

/** Skips a sender whose last answer is still due: then fewer are sent than planned, and the figure shows it. */
async function openLoop (crowd: Crowd, rate: number, ms: number): Promise<number> {
  const start = performance.now()
  let turns = 0
  let sent = 0
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - start) {
    for (; turns < elapsed * rate / 1000; turns++) {
      const who = turns * STRIDE % crowd.size
      if (crowd.isSending(who)) continue
      crowd.direct(who, () => {})
      sent += 1
    }
    await sleep(1)
  }
  return sent
}
