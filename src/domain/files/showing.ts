import { hash } from 'node:crypto'
import { notFound } from '#domain/errors.ts'
import type { Bytes, Range } from './bytes.ts'
import type { FileStore, Served } from './files.ts'
import { PICTURE_TYPES } from './media.ts'
import type { PreviewSize } from './previews.ts'

const DOWNLOAD = 'application/octet-stream'

/** A file as it is handed to somebody who may see it. */
export interface Shown {
  readonly name: string
  readonly size: number
  /** A picture, sound or video that a browser may show, or bytes without a meaning. */
  readonly type: string
  /** Whether it is shown in the page; all else is saved. */
  readonly isInline: boolean
  /** Changes with the bytes, and tells nothing of them. */
  readonly version: string
  read (range?: Range): Promise<AsyncIterable<Uint8Array>>
}

export type Showing = ReturnType<typeof createShowing>

/** Hands files to those who may see them. */
export function createShowing ({ store, bytes }: { readonly store: Pick<FileStore, 'served' | 'preview'>, readonly bytes: Pick<Bytes, 'read'> }) {
  function shown (id: string, found: Served | null): Shown {
    if (found === null) throw notFound('file')
    const isInline = PICTURE_TYPES.has(found.type) || /^(?:audio|video)\//.test(found.type)
    return {
      name: found.name,
      size: found.size,
      type: isInline ? found.type : DOWNLOAD,
      isInline,
      version: hash('sha256', `${id} ${found.hash}`, 'base64url'),
      read: range => bytes.read(found.hash, range)
    }
  }

  return {
    /** Throws NOT_FOUND, also for a file that the user may not see. */
    file: async (userId: string, id: string): Promise<Shown> => shown(id, await store.served(userId, id)),
    /** The same for a smaller picture of it, which a video has of its poster. */
    preview: async (userId: string, id: string, size: PreviewSize): Promise<Shown> => shown(id, await store.preview(userId, id, size))
  }
}
