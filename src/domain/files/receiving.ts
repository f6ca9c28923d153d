import { checkChars, ReasonError } from '#domain/reasons.ts'
import { singleLine } from '#domain/people/users.ts'
import type { Arrivals } from './arrivals.ts'
import type { Bytes, Received } from './bytes.ts'
import { cleanFileName } from './file-names.ts'
import { PEAK_MAX, PEAKS_MAX, type File, type FileStore, type NewFile, type Poster, type StoredPreview } from './files.ts'
import type { Keeping } from './keeping.ts'
import type { Media, MediaReader } from './media.ts'
import type { Quotas, Reservation } from './quotas.ts'

const ALT_MAX_CHARS = 1_000
/** A picture of a video, as a browser draws it. */
const POSTER_MAX_BYTES = 2_000_000

/** The sender's words about a file. */
export interface About {
  readonly name: string
  readonly alt?: string | undefined
  /** A picture stays as it is, with all that the camera wrote into it. */
  readonly keepsOriginal: boolean
  readonly peaks?: readonly number[] | undefined
}

/** Returns the words about a file as they are stored. Throws INVALID. */
export function checkedAbout ({ name, alt: words = '', keepsOriginal, peaks }: About): About {
  const alt = singleLine(words)
  checkChars(alt, 'alt', ALT_MAX_CHARS)
  return { name: cleanFileName(name), ...(alt !== '' && { alt }), keepsOriginal, ...(peaks !== undefined && { peaks: clamped(peaks) }) }
}

/** A file on its way in one request. Call `end` whatever happens: it leaves nothing of what was not finished. */
export interface Arriving {
  /** Refuses ahead of the bytes what has no room. Throws TOO_LARGE, STORAGE_FULL. */
  announce (bytes: number): Promise<void>
  /** Takes the bytes of the file, or of its poster, as they come. Throws TOO_LARGE, STORAGE_FULL, INVALID, and what `pieces` throws. */
  take (part: 'file' | 'poster', pieces: AsyncIterable<Uint8Array>): Promise<void>
  /** Stores what has come. Throws INVALID, TOO_LARGE, STORAGE_FULL, UNAVAILABLE. */
  finish (about: About): Promise<File>
  end (): Promise<void>
}

/** A picture of a video on its way. Call `end` whatever happens. */
export interface ArrivingPoster {
  /** Throws TOO_LARGE, STORAGE_FULL, and what `pieces` throws. */
  take (pieces: AsyncIterable<Uint8Array>): Promise<void>
  /** Replaces the poster. False: the video has gone, or was sent. Throws INVALID, TOO_LARGE, STORAGE_FULL. */
  finish (): Promise<boolean>
  end (): Promise<void>
}

/** A file that has come whole, and has room. */
export interface Whole {
  readonly userId: string
  readonly file: Received
  readonly poster?: Received | undefined
  readonly reservation: Reservation
  readonly about: About
}

export interface ReceivingNeeds {
  readonly store: FileStore
  readonly bytes: Bytes
  readonly media: MediaReader
  readonly quotas: Quotas
  readonly keeping: Keeping
  readonly arrivals: Arrivals
  readonly now: () => number
  readonly newId: () => string
}

export type Receiving = ReturnType<typeof createReceiving>

/** Takes files: reads what they are, puts their bytes in place, and only then names them. */
export function createReceiving ({ store, bytes, media, quotas, keeping, arrivals, now, newId }: ReceivingNeeds) {
  // Reads some bytes in a folder of their own, which goes with all that `use` has not kept.
  async function inspected<T> (userId: string, path: string, keepOriginal: boolean, use: (read: Media) => Promise<T>): Promise<T> {
    const place = await bytes.workplace()
    try {
      return await use(await media.read({ userId, path, folder: place.folder, keepOriginal }))
    } finally {
      await place.end()
    }
  }

  async function keep (body: Received, read: Media): Promise<readonly StoredPreview[]> {
    const smaller = await Promise.all(read.previews.map(({ path }) => bytes.measure(path)))
    await keeping.keep([body, ...smaller])
    return read.previews.map(({ size, type }, n) => ({ size, type, hash: smaller[n]?.hash ?? '' }))
  }

  async function posterOf (userId: string, { path }: Received): Promise<Poster> {
    return await inspected(userId, path, false, async read => {
      if (read.previews.length === 0) throw new ReasonError('picture-unreadable', 'poster')
      const picture = await bytes.measure(read.cleaned ?? path)
      return { hash: picture.hash, previews: await keep(picture, read) }
    })
  }

  /** Returns a file as it is to be stored, its bytes in place; the caller names it in the store, and then releases the reservation. */
  async function settle ({ userId, file, poster, reservation, about }: Whole): Promise<NewFile> {
    const { name, alt, keepsOriginal, peaks } = checkedAbout(about)
    return await inspected(userId, file.path, keepsOriginal, async read => {
      const body = read.cleaned === undefined ? file : await bytes.measure(read.cleaned)
      await reservation.grow(body.size)
      const { type, width, height, animated, durationMs } = read
      const previews = await keep(body, read)
      return {
        ...{ id: newId(), ownerId: userId, name, type, size: body.size, hash: body.hash, previews },
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(animated !== undefined && { animated }),
        ...(durationMs !== undefined && { durationMs }),
        ...(alt !== undefined && { alt }),
        ...(peaks !== undefined && type.startsWith('audio/') && { peaks }),
        ...(poster !== undefined && type.startsWith('video/') && { poster: await posterOf(userId, poster) })
      }
    })
  }

  return {
    settle,

    /** Begins a file that comes in one request. Throws TOO_MANY. */
    begin (userId: string): Arriving {
      const leave = arrivals.enter(userId)
      const reservation = quotas.reserve(userId)
      const posterRoom = quotas.reserve(userId)
      const place = bytes.workplace()
      // Told to whoever waits for it.
      place.catch(() => {})
      const parts = new Map<'file' | 'poster', Received>()

      return {
        announce: async size => { await quotas.check(userId, size) },

        async take (part, pieces) {
          if (parts.has(part)) throw new ReasonError('one-file', part)
          const { receive } = await place
          parts.set(part, await receive(part, part === 'file' ? metered(pieces, reservation) : metered(limited(pieces), posterRoom)))
        },

        async finish (about) {
          const file = parts.get('file')
          if (file === undefined) throw new ReasonError('file-missing', 'file')
          return await store.add(await settle({ userId, file, poster: parts.get('poster'), reservation, about }), now())
        },

        async end () {
          reservation.release()
          posterRoom.release()
          leave()
          await place.then(({ end }) => end(), () => {})
        }
      }
    },

    /** Begins a poster for an own video that is not sent yet. Null: there is none. Throws TOO_MANY. */
    async beginPoster (userId: string, id: string): Promise<ArrivingPoster | null> {
      const file = await store.own(userId, id)
      if (file === null || file.sent || !file.type.startsWith('video/')) return null
      const leave = arrivals.enter(userId)
      const reservation = quotas.reserve(userId)
      const place = bytes.workplace()
      // Told to whoever waits for it.
      place.catch(() => {})
      let picture: Received | null = null

      return {
        async take (pieces) {
          if (picture !== null) throw new ReasonError('one-file', 'poster')
          picture = await (await place).receive('poster', metered(limited(pieces), reservation))
        },

        async finish () {
          if (picture === null) throw new ReasonError('file-missing', 'poster')
          return await store.setPoster(userId, id, await posterOf(userId, picture))
        },

        async end () {
          reservation.release()
          leave()
          await place.then(({ end }) => end(), () => {})
        }
      }
    }
  }
}

/** Reserves room for each piece before it is written. */
async function * metered (pieces: AsyncIterable<Uint8Array>, reservation: Reservation): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    await reservation.grow(bytes)
    yield piece
  }
}

async function * limited (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > POSTER_MAX_BYTES) throw new ReasonError('file-too-large', 'poster', { max: POSTER_MAX_BYTES })
    yield piece
  }
}

function clamped (peaks: readonly number[]): number[] {
  return peaks.slice(0, PEAKS_MAX).map(peak => Math.max(0, Math.min(PEAK_MAX, Math.round(peak))))
}
