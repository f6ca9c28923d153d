import { Type, type Static } from 'typebox'
import { notFound, type DomainError } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { closed, Id } from '#domain/schemas.ts'
import { clientIdReused } from '#domain/site/repeats.ts'
import type { Arrivals } from './arrivals.ts'
import type { Bytes } from './bytes.ts'
import type { File, NewFile } from './files.ts'
import type { Quotas } from './quotas.ts'
import { checkedAbout, type About, type Receiving } from './receiving.ts'
import { createTakeovers } from './takeovers.ts'

/** Longest chunk: below the 1 MiB that nginx lets pass unless told otherwise. */
const CHUNK_MAX_BYTES = 1_000_000
/** Unfinished uploads of one user. */
const UPLOADS_MAX = 100

/** A file under way in chunks. `offset`: so many of its bytes are on the disk. */
export const UploadSchema = closed({
  id: Id,
  name: Type.String(),
  size: Type.Integer(),
  offset: Type.Integer(),
  chunkMax: Type.Integer({ description: 'Bytes of a chunk, at most' })
}, 'Upload')
export type Upload = Static<typeof UploadSchema>

export interface NewUpload extends About {
  readonly id: string
  readonly ownerId: string
  readonly clientId?: string | undefined
  readonly size: number
}

export interface StoredUpload extends NewUpload {
  readonly received: number
  /** The file that it has become. */
  readonly file: File | null
}

/** The part of the store that knows uploads. Each call is one unit of work. */
export interface UploadStore {
  /** Stores one with the size that is reserved for it. With a `clientId` that is known, returns the upload that is there. */
  begin (upload: NewUpload, max: number, at: number): Promise<StoredUpload | 'too-many'>
  find (userId: string, id: string): Promise<StoredUpload | null>
  /** The one that was begun with this `clientId`. */
  findBegun (userId: string, clientId: string): Promise<StoredUpload | null>
  /** Notes that bytes up to `to` are on the disk. */
  advance (id: string, to: number, at: number): Promise<void>
  /** Stores the file, which is held instead of what was reserved. */
  finish (id: string, file: NewFile, at: number): Promise<File>
  remove (id: string): Promise<void>
}

export interface UploadNeeds {
  readonly store: UploadStore
  readonly bytes: Bytes
  readonly quotas: Quotas
  readonly receiving: Pick<Receiving, 'settle'>
  readonly arrivals: Arrivals
  readonly now: () => number
  readonly newId: () => string
}

export type Uploads = ReturnType<typeof createUploads>

/** Uploads in chunks, for links that die. Whatever breaks off, what was told to be there is there, and the rest is sent again. */
export function createUploads ({ store, bytes, quotas, receiving, arrivals, now, newId }: UploadNeeds) {
  const takeovers = createTakeovers()
  const finishing = new Map<string, Promise<File>>()

  async function found (userId: string, id: string): Promise<StoredUpload> {
    const upload = await store.find(userId, id)
    if (upload === null) throw noUpload()
    return upload
  }

  // A chunk that was sent twice: its bytes are there, as long as it does not go beyond them.
  async function passed (upload: StoredUpload, offset: number, pieces: AsyncIterable<Uint8Array>): Promise<Upload> {
    let end = offset
    for await (const piece of pieces) {
      end += piece.length
      if (end > upload.received) throw wrongOffset(upload)
    }
    return shown(upload)
  }

  async function taken (upload: StoredUpload, pieces: AsyncIterable<Uint8Array>): Promise<Upload> {
    const { id, received, size } = upload
    const length = await bytes.addChunk(id, received, limited(pieces, size, received))
    if (length === null) {
      await store.remove(id)
      throw noUpload()
    }
    await store.advance(id, received + length, now())
    return shown({ ...upload, received: received + length })
  }

  async function finished (upload: StoredUpload): Promise<File> {
    const { id, ownerId, size, received, name, alt, keepsOriginal, peaks } = upload
    if (upload.file !== null) return upload.file
    if (received < size) throw new ReasonError('upload-unfinished', null, { offset: received, max: size })
    const file = await bytes.gathered(id, size)
    if (file === null) throw noUpload()
    const reservation = quotas.reserve(ownerId, size)
    try {
      const settled = await receiving.settle({ userId: ownerId, file, reservation, about: { name, alt, keepsOriginal, peaks } })
      return await store.finish(id, settled, now())
    } finally {
      reservation.release()
    }
  }

  // The bytes go first: after a crash the upload is still known, and is removed then.
  async function drop (id: string): Promise<void> {
    await finishing.get(id)?.catch(() => {})
    await takeovers.run(id, nothing(), async () => {
      await bytes.dropChunks(id)
      await store.remove(id)
    })
  }

  return {
    /** Begins one, and reserves its size. Throws INVALID, TOO_LARGE, STORAGE_FULL, TOO_MANY, CLIENT_ID_REUSED. */
    async begin (ownerId: string, { size, clientId, ...raw }: About & Pick<NewUpload, 'size' | 'clientId'>): Promise<Upload> {
      const wanted = { id: newId(), ownerId, clientId, size, ...checkedAbout(raw) }
      const reservation = quotas.reserve(ownerId)
      try {
        const before = clientId === undefined ? null : await store.findBegun(ownerId, clientId)
        if (before === null) await reservation.grow(size)
        // One that was there has its room; begun anew, while it is being cancelled, it would have none.
        const begun = before ?? await store.begin(wanted, UPLOADS_MAX, now())
        if (begun === 'too-many') throw new ReasonError('bound-uploads', null, { max: UPLOADS_MAX })
        if (!isSame(begun, wanted)) throw clientIdReused()
        return shown(begun)
      } finally {
        reservation.release()
      }
    },

    /** Throws NOT_FOUND, also for an upload of somebody else. */
    one: async (userId: string, id: string): Promise<Upload> => shown(await found(userId, id)),

    /**
     * Takes a chunk, which a newer one of the same upload ends. Returns the upload when the chunk is on the disk. Throws NOT_FOUND,
     * CONFLICT (`upload-offset`), TOO_LARGE, INVALID, STORAGE_FULL, TOO_MANY.
     */
    async add (userId: string, id: string, offset: number, pieces: AsyncIterable<Uint8Array>): Promise<Upload> {
      await found(userId, id)
      const leave = arrivals.enter(userId)
      try {
        return await takeovers.run(id, pieces, async mine => {
          const upload = await found(userId, id)
          if (offset > upload.received) throw wrongOffset(upload)
          const isThere = offset < upload.received || upload.file !== null
          return isThere ? await passed(upload, offset, mine) : await taken(upload, mine)
        })
      } finally {
        leave()
      }
    },

    /** Makes a file of an upload that has come whole; again and again the same. Throws NOT_FOUND, CONFLICT, INVALID, STORAGE_FULL. */
    async finish (userId: string, id: string): Promise<File> {
      const upload = await found(userId, id)
      const running = finishing.get(id) ?? finished(upload).finally(() => finishing.delete(id))
      finishing.set(id, running)
      const file = await running
      await bytes.dropChunks(id)
      return file
    },

    /** Ends one; a file that it has become stays. Throws NOT_FOUND. */
    async cancel (userId: string, id: string): Promise<void> {
      await found(userId, id)
      await drop(id)
    },

    drop
  }
}

function shown ({ id, name, size, received }: StoredUpload): Upload {
  return { id, name, size, offset: received, chunkMax: CHUNK_MAX_BYTES }
}

function isSame (begun: StoredUpload, wanted: NewUpload): boolean {
  const fields = ({ name, size, alt = '', keepsOriginal, peaks = [] }: NewUpload) => JSON.stringify([name, size, alt, keepsOriginal, peaks])
  return fields(begun) === fields(wanted)
}

async function * limited (pieces: AsyncIterable<Uint8Array>, size: number, received: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > CHUNK_MAX_BYTES) throw new ReasonError('chunk-too-large', null, { max: CHUNK_MAX_BYTES })
    if (received + bytes > size) throw new ReasonError('upload-longer', null, { max: size })
    yield piece
  }
}

async function * nothing (): AsyncGenerator<Uint8Array> {}

function wrongOffset ({ received }: StoredUpload): ReasonError {
  return new ReasonError('upload-offset', null, { offset: received })
}

function noUpload (): DomainError {
  return notFound('upload')
}
