import type { Static } from 'typebox'
import { notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { folded } from '#domain/messages/search/folded-text.ts'
import { dayStart } from '#domain/messages/search/search-phrase.ts'
import { UserSchema } from '#domain/people/users.ts'
import { checkChars } from '#domain/reasons.ts'
import { closed, No, Time } from '#domain/schemas.ts'
import { FILE_NAME_MAX_CHARS } from './file-names.ts'
import { FileSchema } from './files.ts'

/** Shelves of a gallery. `pictures` holds videos as well, `voice` every sound, `files` all else. */
export const SHELVES = ['pictures', 'files', 'voice'] as const
export type Shelf = typeof SHELVES[number]
export const MONTH_PATTERN = '^[0-9]{4}-(0[1-9]|1[0-2])$'
/** Files that one search by name looks at; then it answers what it has, and where to go on. */
export const LOOKED_AT_MAX = 2_000

/** A file of a conversation, with the message that has it. */
export const SharedFileSchema = closed({ file: FileSchema, no: No, sender: UserSchema, at: Time }, 'SharedFile')
export type SharedFile = Static<typeof SharedFileSchema>

/** The message of a file, and the pictures before and after it in the conversation; null at an end. */
export interface FilePlace {
  readonly no: number
  readonly previous: string | null
  readonly next: string | null
}

/** `since` and `until` are Unix ms, the first included. `name`: a folded part of the name; empty: all. */
export interface GalleryLook extends Page {
  readonly shelf: Shelf
  readonly since: number
  readonly until: number
  readonly name: string
}

/** The part of the store that knows which files a conversation has. */
export interface GalleryStore {
  /**
   * Files of messages that the user may see, the latest first; null when they have no such conversation. Looks at LOOKED_AT_MAX files at
   * most. Throws INVALID for an `after` that it has not given.
   */
  files (userId: string, conversationId: string, look: GalleryLook): Promise<Listed<SharedFile> | null>
  /** Null for a file that no message of the conversation has, or none that the user may see. */
  place (userId: string, conversationId: string, id: string): Promise<FilePlace | null>
}

export interface GalleryRequest extends Page {
  readonly shelf: Shelf
  /** `2025-11`, in `timeZone`. */
  readonly month?: string | undefined
  readonly timeZone: string
  readonly query?: string | undefined
}

export type Gallery = ReturnType<typeof createGallery>

/** Files of conversations, by their kind, month and name. */
export function createGallery (store: GalleryStore) {
  return {
    /** Throws NOT_FOUND, INVALID. */
    async files (userId: string, conversationId: string, request: GalleryRequest): Promise<Listed<SharedFile>> {
      const { shelf, month, timeZone, query = '', ...page } = request
      checkChars(query, 'q', FILE_NAME_MAX_CHARS)
      const since = month === undefined ? 0 : monthStart(month, timeZone)
      const until = month === undefined ? Number.MAX_SAFE_INTEGER : monthStart(monthAfter(month, 1), timeZone)
      const found = await store.files(userId, conversationId, { ...page, shelf, since, until, name: folded(query.trim()) })
      if (found === null) throw notFound('conversation')
      return found
    },

    /** Throws NOT_FOUND. */
    async place (userId: string, conversationId: string, id: string): Promise<FilePlace> {
      const place = await store.place(userId, conversationId, id)
      if (place === null) throw notFound('file')
      return place
    }
  }
}

/** Returns the month that comes so many months later, or earlier. */
export function monthAfter (month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 'yyyy-mm'.length)
}

function monthStart (month: string, timeZone: string): number {
  return dayStart(`${month}-01`, timeZone)
}
