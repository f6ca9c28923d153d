import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'
import { sleep, Times, until } from '../times.ts'

const WARM_UP_MESSAGES = 10
/** A server that needs longer than this for one message has failed the figure; missing deliveries count as lost. */
const PATIENCE_MS = 15_000
/** Bounds a slow server: after this time no further message is sent, as long as there were a few. */
const ENOUGH_MS = 30_000
const FEW = 5

export interface FanoutFigures {
  /** Until the last member has it; the median over the messages. */
  readonly lastMs: number
  /** Until half of the members have it; the median over the messages. */
  readonly medianMs: number
  /** For each member. */
  readonly serverUsPerAnswer: number
  readonly cpu: Cpu
}

/** One message to a group whose members are all parked, repeated each time after the last has settled. */
export async function fanout (crowd: Crowd, server: Watched, messages: number): Promise<FanoutFigures> {
  await crowd.gather()
  await repeat(crowd, Math.min(WARM_UP_MESSAGES, messages), () => {})
  const lasts = new Times()
  const medians = new Times()
  const used = watchCpu(server)
  const startedAt = performance.now()
  await repeat(crowd, messages, times => {
    lasts.add(times.percentileMs(1) * 1000)
    medians.add(times.percentileMs(0.5) * 1000)
  })
  const cpu = used()
  return {
    lastMs: lasts.percentileMs(0.5),
    medianMs: medians.percentileMs(0.5),
    serverUsPerAnswer: cpu.server * (performance.now() - startedAt) * 1_000 / (lasts.length * crowd.size),
    cpu
  }
}

async function repeat (crowd: Crowd, messages: number, told: (times: Times) => void): Promise<void> {
  const startedAt = performance.now()
  for (let i = 0; i < messages && (i < FEW || performance.now() - startedAt < ENOUGH_MS); i++) {
    const times = new Times()
    crowd.onHeard = (dueAtUs, heardAtUs) => times.add(heardAtUs - dueAtUs)
    crowd.group(0, crowd.size - 1)
    await crowd.settle(PATIENCE_MS)
    // On a busy machine the sender's own answer is read last.
    await until(() => !crowd.isSending(0), PATIENCE_MS)
    told(times)
    // Until everybody is parked again.
    await sleep(crowd.restMs + 50 + crowd.size / 20)
  }
}
