import type { Crowd } from '../crowd.ts'
import { watchCpu, type Cpu } from '../meter.ts'
import { sleep, Times, until } from '../times.ts'

const WARM_UP_MESSAGES = 10
/** A server that needs longer than this for one message has failed the figure; missing deliveries count as lost. */
const PATIENCE_MS = 15_000

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
export async function fanout (crowd: Crowd, serverPid: number, messages: number): Promise<FanoutFigures> {
  await crowd.arrive(crowd.everybody())
  await crowd.park(crowd.everybody())
  const lasts = new Times()
  const medians = new Times()
  let used = watchCpu(serverPid)
  let startedAt = performance.now()
  for (let i = -WARM_UP_MESSAGES; i < messages; i++) {
    if (i === 0) {
      used = watchCpu(serverPid)
      startedAt = performance.now()
    }
    const times = new Times()
    crowd.onHeard = (_receiver, sentAtUs, heardAtUs) => times.add(heardAtUs - sentAtUs)
    crowd.group(0, crowd.size - 1)
    await crowd.settle(PATIENCE_MS)
    // On a busy machine the sender's own answer is read last.
    await until(() => !crowd.isSending(0), PATIENCE_MS)
    if (i >= 0) {
      lasts.add(times.percentileMs(1) * 1000)
      medians.add(times.percentileMs(0.5) * 1000)
    }
    // Until everybody is parked again.
    await sleep(50 + crowd.size / 20)
  }
  const cpu = used()
  return {
    lastMs: lasts.percentileMs(0.5),
    medianMs: medians.percentileMs(0.5),
    serverUsPerAnswer: cpu.server * (performance.now() - startedAt) * 1_000 / (messages * crowd.size),
    cpu
  }
}
