import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { collectTimes } from './delivery.ts'

export interface SendsFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly serverUsPerSend: number
  readonly cpu: Cpu
}

/**
 * The server's full throughput: everybody's poll is parked, one of each pair sends the next message as soon as the last was answered, and
 * each message is delivered over the other's poll.
 */
export async function sends (crowd: Crowd, server: Watched, warmUpMs: number, measuredMs: number): Promise<SendsFigures> {
  const senders = Array.from({ length: crowd.size / 2 }, (_, pair) => pair * 2)
  await crowd.gather()
  await closedLoop(crowd, senders, warmUpMs)
  const times = collectTimes(crowd)
  const used = watchCpu(server)
  const { accepted, seconds } = await closedLoop(crowd, senders, measuredMs)
  const cpu = used()
  crowd.onHeard = () => {}
  await crowd.settle()
  return {
    perSecond: accepted / seconds,
    p50Ms: times.percentileMs(0.5),
    p99Ms: times.percentileMs(0.99),
    serverUsPerSend: cpu.server * seconds * 1e6 / accepted,
    cpu
  }
}

/** Resolves when the time is over and every sender's last message was answered. */
function closedLoop (
  crowd: Crowd, senders: readonly number[], ms: number
): Promise<{ accepted: number, seconds: number }> {
  const start = performance.now()
  let accepted = 0
  let under = senders.length
  return new Promise(resolve => {
    for (const who of senders) {
      const next = (): void => crowd.direct(who, taken => {
        if (taken) accepted += 1
        if (performance.now() - start < ms) return next()
        under -= 1
        if (under === 0) resolve({ accepted, seconds: (performance.now() - start) / 1000 })
      })
      next()
    }
  })
}
