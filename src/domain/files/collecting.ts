import type { Bytes } from './bytes.ts'
import type { Keeping } from './keeping.ts'
import type { Uploads } from './uploads.ts'

/** A file that nobody sends, and an upload without a chunk, are kept for as long as a browser may be closed over night. */
const IDLE_MS = 24 * 3_600_000
/** Bytes that were handed in are named within this time: the rest of their file is read meanwhile, in a queue at worst. */
const UNNAMED_MS = 10 * 60_000
/** Rows, or files on the disk, in one unit: a few milliseconds. */
const AT_ONCE = 50

/** The part of the store that finds what nobody needs any more. Each call is one unit of work, and takes at most `limit`. */
export interface CollectingStore {
  /** Deletes files that came before `before` and that nobody has sent, nor tried to; returns their number. */
  dropUnsent (before: number, limit: number): Promise<number>
  /** Ids of uploads whose last chunk came before `before`. */
  idleUploads (before: number, limit: number): Promise<readonly string[]>
  /** Takes bytes that nothing names, and that were handed in before `before`, out of reach: no row can name them from then on. */
  doom (before: number, limit: number): Promise<void>
  /** Hashes of bytes out of reach, which may be on the disk still. */
  doomed (limit: number): Promise<readonly string[]>
  /** Call it when they are no longer on the disk. */
  forget (hashes: readonly string[]): Promise<void>
}

export interface CollectingNeeds {
  readonly store: CollectingStore
  readonly bytes: Pick<Bytes, 'remove'>
  readonly keeping: Pick<Keeping, 'inTurn'>
  readonly uploads: Pick<Uploads, 'drop'>
  readonly now: () => number
}

/**
 * Removes files that were not sent, uploads that stand still, and bytes that nothing names. Bytes are put out of reach first, then removed
 * from the disk, then forgotten: a crash in between leaves neither a name without bytes nor bytes that nobody knows of.
 */
export function createCollecting ({ store, bytes, keeping, uploads, now }: CollectingNeeds) {
  async function removeDoomed (): Promise<number> {
    return await keeping.inTurn(async () => {
      await store.doom(now() - UNNAMED_MS, AT_ONCE)
      const hashes = await store.doomed(AT_ONCE)
      for (const hash of hashes) await bytes.remove(hash)
      await store.forget(hashes)
      return hashes.length
    })
  }

  return {
    async run (): Promise<void> {
      const before = now() - IDLE_MS
      while (await store.dropUnsent(before, AT_ONCE) === AT_ONCE) { /* the next ones */ }
      for (let ids = await store.idleUploads(before, AT_ONCE); ids.length > 0; ids = await store.idleUploads(before, AT_ONCE)) {
        for (const id of ids) await uploads.drop(id)
      }
      // Until none is left: previews are named by the bytes that they were made of.
      while (await removeDoomed() > 0) { /* the next ones */ }
    }
  }
}
