import { ReasonError } from '#domain/reasons.ts'

interface Running { stop (): void, readonly ended: Promise<unknown> }
/** `wake`: ends the wait for the next piece. */
interface Stop { isAsked: boolean, wake (): void }

/** Work on one thing after another where the newest has its way: it ends the one before, whose bytes may never come. */
export function createTakeovers () {
  const running = new Map<string, Running>()

  return {
    /** Runs `work` once what ran before under this key has ended. `work` reads its pieces, which throw `upload-cut` when it is ended. */
    async run<T> (key: string, pieces: AsyncIterable<Uint8Array>, work: (pieces: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
      const before = running.get(key)
      const stop: Stop = { isAsked: false, wake: () => {} }
      before?.stop()
      const ended = (before?.ended ?? Promise.resolve()).then(() => work(until(stop, pieces)))
      const own = {
        stop: () => {
          stop.isAsked = true
          stop.wake()
        },
        ended: ended.catch(() => {})
      }
      running.set(key, own)
      try {
        return await ended
      } finally {
        if (running.get(key) === own) running.delete(key)
      }
    }
  }
}

// A promise for each piece: one for all of them would keep every piece, through its reactions, until the last.
async function * until (stop: Stop, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const each = pieces[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Uint8Array> | null>((resolve, reject) => {
        stop.wake = () => { resolve(null) }
        if (stop.isAsked) resolve(null)
        else each.next().then(resolve, reject)
      })
      if (next === null) throw new ReasonError('upload-cut', 'file')
      if (next.done === true) return
      yield next.value
    }
  } finally {
    // Ends at its own time: it may be waiting for a piece.
    each.return?.().catch(() => {})
  }
}
