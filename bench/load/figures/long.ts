import type { Crowd } from '../crowd.ts'
import { memoryKib, watchCpu, type Cpu, type Watched } from '../meter.ts'
import { collectTimes, finish, openLoop } from './delivery.ts'

/** The share of the time after which memory is to grow no more: 3 of 10 minutes. */
const GROWN = 0.3

export interface LongFigures {
  readonly grownMib: number
  readonly endMib: number
  readonly growthMib: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpu: Cpu
}

/** Resident memory of a server that delivers steadily for long. */
export async function long (crowd: Crowd, server: Watched, rate: number, warmUpMs: number, measuredMs: number): Promise<LongFigures> {
  await crowd.gather()
  await openLoop(crowd, crowd.size, rate, warmUpMs)
  const times = collectTimes(crowd)
  const used = watchCpu(server)
  await openLoop(crowd, crowd.size, rate, measuredMs * GROWN)
  const grownMib = memoryKib(server.pid).resident / 1024
  await openLoop(crowd, crowd.size, rate, measuredMs * (1 - GROWN))
  const endMib = memoryKib(server.pid).resident / 1024
  const cpu = used()
  await finish(crowd, times)
  return { grownMib, endMib, growthMib: endMib - grownMib, p50Ms: times.percentileMs(0.5), p99Ms: times.percentileMs(0.99), cpu }
}
