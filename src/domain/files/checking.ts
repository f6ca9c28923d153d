import type { Bytes } from './bytes.ts'

/** Rows read at once. */
const AT_ONCE = 100

/** The part of the store that lists all bytes that something names, in the order of their hashes. */
export interface CheckingStore {
  /** Returns those after `after`. */
  blobs (after: string, limit: number): Promise<readonly { readonly hash: string, readonly size: number }[]>
}

/** Bytes that are not as they were kept. */
export interface Damage { readonly hash: string, readonly fault: 'missing' | 'damaged' }

/** Reads every byte that something names, and tells what is missing or no longer what it was. Takes as long as the disk does. */
export async function * checkBytes (store: CheckingStore, bytes: Pick<Bytes, 'measureKept'>): AsyncGenerator<Damage> {
  for (let after = ''; ;) {
    const rows = await store.blobs(after, AT_ONCE)
    for (const { hash, size } of rows) {
      const found = await bytes.measureKept(hash)
      if (found === null) yield { hash, fault: 'missing' }
      else if (found.hash !== hash || found.size !== size) yield { hash, fault: 'damaged' }
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.hash
  }
}
