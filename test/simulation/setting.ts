import type { StandingClock } from '#test/clock.ts'
import type { Cores } from '../client/stage/scripts.ts'
import type { Network } from './network/network.ts'
import type { Oracle } from './judges/oracle.ts'
import type { Random } from './random.ts'

/** The parts that everything in one world shares. */
export interface Setting {
  readonly clock: StandingClock
  readonly random: Random
  readonly network: Network
  readonly oracle: Oracle
  readonly cores: Cores
  readonly note: (line: string) => void
  readonly newId: (kind: string) => string
}
