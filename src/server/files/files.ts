import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nanoid } from 'nanoid'
import { createArrivals } from '#domain/files/arrivals.ts'
import { createCollecting } from '#domain/files/collecting.ts'
import { createKeeping } from '#domain/files/keeping.ts'
import type { Bytes } from '#domain/files/bytes.ts'
import type { MediaReader } from '#domain/files/media.ts'
import { createOwnFiles } from '#domain/files/own-files.ts'
import { createQuotas } from '#domain/files/quotas.ts'
import { createReceiving } from '#domain/files/receiving.ts'
import { createShowing } from '#domain/files/showing.ts'
import { createUploads } from '#domain/files/uploads.ts'
import type { Store } from '#domain/store.ts'
import type { Config } from '#server/config/config.ts'

export interface FilesOptions {
  readonly store: Pick<Store, 'blobs' | 'files' | 'uploads'>
  readonly bytes: Bytes
  readonly media: MediaReader
  readonly config: Pick<Config, 'maxFileBytes' | 'maxUserFileBytes' | 'maxAllFileBytes'>
  readonly now: () => number
  readonly newId: () => string
}

/** Reads nothing: every file is a plain one. */
export const plainReader: MediaReader = { read: async () => ({ type: 'application/octet-stream', previews: [] }) }

/** Returns the folder for the bytes of files. Without a path it is a temporary one, as the database in memory is, and goes with `drop`. */
export function filesFolder (given: string | undefined): { readonly path: string, drop (): void } {
  const path = given ?? join(tmpdir(), `holdline-files-${nanoid()}`)
  return { path, drop: () => { if (given === undefined) rmSync(path, { recursive: true, force: true }) } }
}

export type Files = ReturnType<typeof createFiles>

/** Puts files together: taking them, keeping their bytes, and handing them out. */
export function createFiles ({ store: { blobs, files: store, uploads: uploadStore }, bytes, media, config, now, newId }: FilesOptions) {
  const limits = { file: config.maxFileBytes, user: config.maxUserFileBytes, all: config.maxAllFileBytes }
  const quotas = createQuotas({ limits, held: userId => store.held(userId) })
  const keeping = createKeeping({ store, bytes, now })
  const arrivals = createArrivals()
  const receiving = createReceiving({ store, bytes, media, quotas, keeping, arrivals, now, newId })
  const uploads = createUploads({ store: uploadStore, bytes, quotas, receiving, arrivals, now, newId })
  return {
    keeping,
    receiving,
    uploads,
    collecting: createCollecting({ store: blobs, bytes, keeping, uploads, now }),
    ownFiles: createOwnFiles({ store, quotas, now }),
    showing: createShowing({ store, bytes })
  }
}
