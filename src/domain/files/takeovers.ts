import { ReasonError } from '#domain/reasons.ts'

interface Running { stop (): void, readonly ended: Promise<unknown> }

/** Work on one thing after another where the newest has its way: it ends the one before, whose bytes may never come. */
export function createTakeovers () {
  const running = new Map<string, Running>()

  return {
    /** Runs `work` once what ran before under this key has ended. `work` reads its pieces, which throw `upload-cut` when it is ended. */
    async run<T> (key: string, pieces: AsyncIterable<Uint8Array>, work: (pieces: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
      const before = running.get(key)
      const { promise: stopped, resolve: stop } = Promise.withResolvers<null>()
      before?.stop()
      const ended = (before?.ended ?? Promise.resolve()).then(() => work(until(stopped, pieces)))
      const own = { stop: () => stop(null), ended: ended.catch(() => {}) }
      running.set(key, own)
      try {
        return await ended
      } finally {
        if (running.get(key) === own) running.delete(key)
      }
    }
  }
}

async function * until (stopped: Promise<null>, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const each = pieces[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await Promise.race([stopped, each.next()])
      if (next === null) throw new ReasonError('upload-cut', 'file')
      if (next.done === true) return
      yield next.value
    }
  } finally {
    // Ends at its own time: it may be waiting for a piece.
    each.return?.().catch(() => {})
  }
}
