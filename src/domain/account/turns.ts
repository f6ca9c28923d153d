import { givesWay, nextTurn, type Lane, type LaneRules, type Rounds, type Waiting } from './turn-order.ts'

export interface TurnsNeeds {
  readonly atOnce: number
  readonly waitingMax: number
  readonly now: () => number
  /** Runs something later; returns a function that cancels it. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Between 0 and 1. */
  readonly random: () => number
  /** Returns the number of requests of a network that failed lately. */
  readonly failed: (network: string) => number
  /** Makes the error for a request that gives way or is not served before the server stops. `readyAt`: when its lane may go on. */
  readonly refusal: (readyAt: number) => Error
}

/** Share of a full queue that is refused at once, so that it is sorted once for many requests that come. */
const REFUSED_AT_ONCE = 1 / 20

/** `gone`: the connection closed, so the request leaves the queue. */
interface From { readonly isFresh: boolean, readonly gone?: AbortSignal | undefined }

export type Turns = ReturnType<typeof createTurns>

/** Queue in lanes: runs few things at once, in the order of `turn-order.ts`. At most `waitingMax` wait. */
export function createTurns ({ atOnce, waitingMax, now, after, random, failed, refusal }: TurnsNeeds) {
  const lanes = new Map<string, Lane>()
  const waitingOf = new Map<string, number>()
  const rounds: Rounds = new Map()
  let waiting = 0
  let running = 0
  let turn = 0
  let entered = 0
  let isClosed = false
  let stopTimer = () => {}
  /** Earliest time at which one that waits may start. */
  let wakeAt = 0

  function load (network: string): number {
    return (waitingOf.get(network) ?? 0) + failed(network)
  }

  function enter (rules: LaneRules, one: Waiting): void {
    const lane = lanes.get(rules.key) ?? { rules, waiting: [] }
    lane.waiting.push(one)
    lanes.set(rules.key, lane)
    waitingOf.set(rules.network, (waitingOf.get(rules.network) ?? 0) + 1)
    waiting++
  }

  /** False when it does not wait any more. */
  function leave ({ key, network }: LaneRules, one: Waiting): boolean {
    const queue = lanes.get(key)?.waiting ?? []
    const at = queue.indexOf(one)
    if (at === -1) return false
    queue.splice(at, 1)
    if (queue.length === 0) lanes.delete(key)
    const left = (waitingOf.get(network) ?? 0) - 1
    if (left > 0) {
      waitingOf.set(network, left)
    } else {
      waitingOf.delete(network)
      rounds.delete(network)
    }
    waiting--
    return true
  }

  function makeRoom (): void {
    const count = Math.ceil(waitingMax * REFUSED_AT_ONCE)
    for (const { lane, one } of givesWay(lanes.values(), count, network => waitingOf.get(network) ?? 0, load)) {
      leave(lane.rules, one)
      one.refuse(refusal(lane.rules.readyAt()))
    }
  }

  function startNext (): void {
    stopTimer()
    wakeAt = 0
    while (running < atOnce && waiting > 0) {
      const chosen = nextTurn(lanes.values(), { now: now(), turn, rounds, load, random })
      if (chosen === null) return wakeLater()
      turn++
      running++
      leave(chosen.lane.rules, chosen.one)
      chosen.lane.rules.started()
      chosen.one.start()
    }
  }

  function wakeLater (): void {
    wakeAt = Infinity
    for (const { rules } of lanes.values()) wakeAt = Math.min(wakeAt, rules.readyAt())
    stopTimer = after(Math.max(1, wakeAt - now()), startNext)
  }

  return {
    /** Whether something runs. */
    busy: () => running > 0,

    /**
     * Does the work in its turn. Throws whatever the work throws, and `refusal`'s error for a request that gives way or is gone.
     */
    async take<T> (rules: LaneRules, { isFresh, gone }: From, work: () => Promise<T>): Promise<T> {
      if (isClosed || gone?.aborted === true) throw refusal(0)
      let giveUp = () => {}
      await new Promise<void>((resolve, reject) => {
        const one: Waiting = { no: ++entered, isFresh, start: resolve, refuse: reject }
        giveUp = () => { if (leave(rules, one)) reject(refusal(0)) }
        gone?.addEventListener('abort', giveUp, { once: true })
        enter(rules, one)
        // Skips the other lanes while all of them wait for their pace: there may be thousands.
        if (now() >= wakeAt || rules.readyAt() < wakeAt) startNext()
        if (waiting > waitingMax) makeRoom()
      }).finally(() => gone?.removeEventListener('abort', giveUp))
      try {
        return await work()
      } finally {
        running--
        startNext()
      }
    },

    /** Refuses all requests, those that wait and those that come. */
    close (): void {
      isClosed = true
      stopTimer()
      for (const { rules, waiting } of [...lanes.values()]) {
        for (const one of [...waiting]) if (leave(rules, one)) one.refuse(refusal(0))
      }
    }
  }
}
