import type { Crowd } from '../crowd.ts'
import { nowUs } from '../marks.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { sleep, Times } from '../times.ts'

export interface DeliveryFigures {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpu: Cpu
}

// Shares no factor with the even sizes of crowds, so that it visits every user before any twice.
const STRIDE = 389

/**
 * The time of a message from when it was due to the answered poll of its receiver, while everybody's poll is parked and messages are
 * sent at a steady rate.
 */
export async function delivery (
  crowd: Crowd, server: Watched, rate: number, warmUpMs: number, measuredMs: number
): Promise<DeliveryFigures> {
  await crowd.gather()
  await openLoop(crowd, crowd.size, rate, warmUpMs)
  const times = collectTimes(crowd)
  const used = watchCpu(server)
  await openLoop(crowd, crowd.size, rate, measuredMs)
  const cpu = used()
  await finish(crowd, times)
  return { p50Ms: times.percentileMs(0.5), p99Ms: times.percentileMs(0.99), cpu }
}

/** Collects the time of every message from now on. */
export function collectTimes (crowd: Crowd): Times {
  const times = new Times()
  crowd.onHeard = (dueAtUs, heardAtUs) => times.add(heardAtUs - dueAtUs)
  return times
}

/**
 * An open loop: a message of one of the first `size` users falls due at a steady rate, however slow the server is, and waits where its
 * sender still waits for an answer.
 */
export async function openLoop (crowd: Crowd, size: number, rate: number, ms: number): Promise<void> {
  const startUs = nowUs()
  let sent = 0
  for (let elapsedMs = 0; elapsedMs < ms; elapsedMs = (nowUs() - startUs) / 1000) {
    for (; sent < elapsedMs * rate / 1000; sent++) {
      crowd.direct(sent * STRIDE % size, () => {}, startUs + Math.round(sent * 1e6 / rate))
    }
    await sleep(1)
  }
}

/** Waits for the last deliveries. Messages that could not even be sent count with the time that they have waited. */
export async function finish (crowd: Crowd, times: Times): Promise<void> {
  for (const dueAtUs of crowd.dropWaiting()) times.add(nowUs() - dueAtUs)
  await crowd.settle()
  crowd.onHeard = () => {}
}
