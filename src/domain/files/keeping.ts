import type { Bytes, Received } from './bytes.ts'
import type { FileStore } from './files.ts'

export interface KeepingNeeds {
  readonly store: Pick<FileStore, 'expect'>
  readonly bytes: Pick<Bytes, 'keep'>
  readonly now: () => number
}

export type Keeping = ReturnType<typeof createKeeping>

/**
 * Puts bytes in their place, and takes them away, one after the other: bytes that are handed in again while they are being removed are
 * there afterwards. They are noted in the database before they have their place, so that a crash leaves nothing that nobody knows of.
 */
export function createKeeping ({ store, bytes, now }: KeepingNeeds) {
  let last: Promise<unknown> = Promise.resolve()

  return {
    async inTurn<T> (work: () => Promise<T>): Promise<T> {
      const turn = last.then(work)
      last = turn.catch(() => {})
      return await turn
    },

    /** Throws STORAGE_FULL; what was kept until then is removed again after a while. */
    async keep (received: readonly Received[]): Promise<void> {
      await this.inTurn(async () => {
        await store.expect(received, now())
        for (const each of received) await bytes.keep(each)
      })
    }
  }
}
