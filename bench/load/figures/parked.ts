import type { Crowd } from '../crowd.ts'
import { memoryKib, type Watched } from '../meter.ts'
import { sleep } from '../times.ts'

const WARM_UP_PEOPLE = 100
const WARM_UP_ROUNDS = 10

export interface ParkedFigures {
  readonly kibPerPoll: number
  readonly residentBeforeKib: number
  readonly residentAfterKib: number
}

/**
 * The cost of a parked poll in the server's resident memory. A thousand messages come first, so that the server has loaded what it loads
 * anyway, but not so many that its heap has grown room for the polls. Then everybody's poll is parked, and the difference is divided by
 * their number.
 */
export async function parked (crowd: Crowd, { pid }: Watched): Promise<ParkedFigures> {
  const talkers = crowd.browsers().slice(0, WARM_UP_PEOPLE)
  await crowd.arrive(talkers)
  await crowd.park(talkers)
  for (let i = 0; i < WARM_UP_ROUNDS; i++) await crowd.speakOnce(talkers)
  await crowd.settle()
  crowd.cutPolls(talkers)
  await sleep(1500)
  const residentBeforeKib = memoryKib(pid).resident
  await crowd.arrive(crowd.browsers())
  await crowd.park(crowd.browsers())
  await sleep(2000)
  const residentAfterKib = memoryKib(pid).resident
  return { kibPerPoll: (residentAfterKib - residentBeforeKib) / crowd.size, residentBeforeKib, residentAfterKib }
}
