import type { Crowd } from '../crowd.ts'
import { residentKib } from '../meter.ts'
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
export async function parked (crowd: Crowd, serverPid: number): Promise<ParkedFigures> {
  const talkers = crowd.everybody().slice(0, WARM_UP_PEOPLE)
  await crowd.arrive(talkers)
  await crowd.park(talkers)
  for (let i = 0; i < WARM_UP_ROUNDS; i++) await crowd.speakOnce(talkers)
  await crowd.settle()
  crowd.cutPolls(talkers)
  await sleep(1500)
  const residentBeforeKib = residentKib(serverPid)
  await crowd.arrive(crowd.everybody())
  await crowd.park(crowd.everybody())
  await sleep(2000)
  const residentAfterKib = residentKib(serverPid)
  return { kibPerPoll: (residentAfterKib - residentBeforeKib) / crowd.size, residentBeforeKib, residentAfterKib }
}
