import { decode } from '../connection.ts'
import type { Crowd } from '../crowd.ts'
import type { Credentials } from '../drivers/holdline.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { sleep, Times } from '../times.ts'
import { Visitor, type Visited } from '../visitor.ts'
import { collectTimes, finish, openLoop } from './delivery.ts'

/** People who talk; the others only look. */
const TALKING = 0.8
const LOOKS_EVERY_MS = 50

export interface DiskFigures {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly pageP50Ms: number
  readonly pageP99Ms: number
  readonly pollP50Ms: number
  readonly pollP99Ms: number
  readonly cpu: Cpu
}

/**
 * Messages at a steady rate while every flush takes as long as the server was started with; and meanwhile, from when they are due, pages
 * and polls of people whom no message concerns.
 */
export async function disk (
  crowd: Crowd, server: Watched, port: number, { cookies, directs }: Credentials, rate: number, warmUpMs: number, measuredMs: number
): Promise<DiskFigures> {
  const talking = Math.floor(crowd.size * TALKING / 2) * 2
  await crowd.gather()
  const [reader, poller] = [crowd.size - 1, crowd.size - 3]
  await openLoop(crowd, talking, rate, warmUpMs)
  const times = collectTimes(crowd)
  const used = watchCpu(server)
  const [pages, polls] = await Promise.all([
    looks(new Visitor(port, cookies[reader] ?? ''), `/conversations/${directs[reader]}`, address => address, measuredMs),
    looks(new Visitor(port, cookies[poller] ?? ''), '/poll', (_address, { encoding, body }) => {
      const { cursor } = JSON.parse(decode(encoding, body).toString()) as { cursor: string }
      return `/poll?hold=0&cursor=${cursor}`
    }, measuredMs),
    openLoop(crowd, talking, rate, measuredMs)
  ])
  const cpu = used()
  await finish(crowd, times)
  return {
    p50Ms: times.percentileMs(0.5),
    p99Ms: times.percentileMs(0.99),
    pageP50Ms: pages.percentileMs(0.5),
    pageP99Ms: pages.percentileMs(0.99),
    pollP50Ms: polls.percentileMs(0.5),
    pollP99Ms: polls.percentileMs(0.99),
    cpu
  }
}

/** Gets one address after the other, and returns the times from when each was due. */
async function looks (
  visitor: Visitor, first: string, next: (address: string, visited: Visited) => string, ms: number
): Promise<Times> {
  let address = first
  const times = new Times()
  const start = performance.now()
  for (let due = start; due < start + ms; due += LOOKS_EVERY_MS) {
    await sleep(Math.max(0, due - performance.now()))
    // Timers are up to a millisecond late, which is not the server's.
    const from = Math.max(due, Math.min(performance.now(), due + 2))
    const visited = await visitor.get(address)
    times.add((performance.now() - from) * 1000)
    if (visited.status !== 200) throw new Error(`${address} was answered ${visited.status}`)
    address = next(address, visited)
  }
  visitor.leave()
  return times
}
