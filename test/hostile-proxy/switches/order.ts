import { pause, type Surroundings, type Switch } from '../exchange.ts'

/**
 * Holds an answer back until the next one has passed, at most `mostMs`: of two answers the later arrives first. Several connections of
 * one browser through a pool of proxies, each with its own queue.
 */
export function reorderAnswers ({ share, mostMs }: { share: number, mostMs: number }): Switch {
  return (next, surroundings) => {
    const line = createLine(surroundings, mostMs)
    return async ask => {
      const isKeptBack = surroundings.random.chance(share)
      const answer = await next(ask)
      if (isKeptBack) await line.waitForAnother()
      else line.gone()
      return answer
    }
  }
}

/** The same for requests: of two sent one after another, the server receives the second first. */
export function reorderRequests ({ share, mostMs }: { share: number, mostMs: number }): Switch {
  return (next, surroundings) => {
    const line = createLine(surroundings, mostMs)
    return async ask => {
      if (surroundings.random.chance(share)) await line.waitForAnother()
      else line.gone()
      return await next(ask)
    }
  }
}

/** A queue whose entries are released once another has passed. */
function createLine (surroundings: Surroundings, mostMs: number) {
  let waiting: Array<() => void> = []
  return {
    waitForAnother: async () => {
      const overtaken = new Promise<void>(resolve => { waiting.push(resolve) })
      await Promise.race([overtaken, pause(mostMs, surroundings)])
    },
    gone () {
      const [...released] = waiting
      waiting = []
      // After the overtaking one has been written.
      if (released.length > 0) surroundings.after(1, () => { for (const go of released) go() })
    }
  }
}
