/** Bytes on the disk that do not have their place yet. */
export interface Received {
  readonly path: string
  /** SHA-256, in hex. */
  readonly hash: string
  readonly size: number
}

/** A part of some bytes, both ends included. */
export interface Range { readonly from: number, readonly to: number }

/** A folder for one file under way. A crash leaves nothing of it: it is emptied at the next start. */
export interface Workplace {
  readonly folder: string
  /** Writes what comes, at the pace of the disk, and flushes it. Throws STORAGE_FULL, and what `pieces` throws. */
  receive (name: string, pieces: AsyncIterable<Uint8Array>): Promise<Received>
  /** Removes the folder with all that is left in it. */
  end (): Promise<void>
}

/** Where bytes are kept, each once, by their hash. Whether any row names them is a matter of the database. */
export interface Bytes {
  workplace (): Promise<Workplace>
  /** Reads a file to learn its hash. */
  measure (path: string): Promise<Received>
  /** Gives them their place for good; does nothing where they are kept already. The file at `path` stays as well. Throws STORAGE_FULL. */
  keep (received: Pick<Received, 'path' | 'hash'>): Promise<void>
  /** Opens kept bytes; the caller reads to the end or ends the reading. Throws when they are missing. */
  read (hash: string, range?: Range): Promise<AsyncIterable<Uint8Array>>
  /** Reads kept bytes to learn what they are by now; null: they are missing. */
  measureKept (hash: string): Promise<Omit<Received, 'path'> | null>
  /** Does nothing where there are none. */
  remove (hash: string): Promise<void>

  /**
   * Writes a chunk of an upload and flushes it; returns its length. Null: the bytes before `offset` are not there. Bytes behind `offset`
   * are written over, so that half a chunk does no harm. Throws STORAGE_FULL, and what `pieces` throws.
   */
  addChunk (upload: string, offset: number, pieces: AsyncIterable<Uint8Array>): Promise<number | null>
  /** Reads an upload whose bytes have all come, of so many bytes; null when they are not there. Its file stays until `dropChunks`. */
  gathered (upload: string, size: number): Promise<Received | null>
  dropChunks (upload: string): Promise<void>
}
