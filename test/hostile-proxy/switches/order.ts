import { pause, type Surroundings, type Switch } from '../exchange.ts'

/**
 * Keeps an answer back until the next one has gone, at most `mostMs`: of two answers the later arrives first. Several connections of one
 * browser through a pool of proxies, each with a queue of its own.
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

/** The same for requests: of two that were sent one after another, the server hears the second first. */
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

/** Those kept back go when another has gone. */
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
      // After the one that overtakes has been written.
      if (released.length > 0) surroundings.after(1, () => { for (const go of released) go() })
    }
  }
}
