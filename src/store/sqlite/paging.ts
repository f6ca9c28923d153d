import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { DomainError } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'

/** A place in a list with the newest first. `at` is Unix ms, or a `seq` where the list is ordered by that. */
export interface TimePlace { readonly at: number, readonly id: string }

/** The place before the first row of such a list. */
const NEWEST: TimePlace = { at: Number.MAX_SAFE_INTEGER, id: '' }

/** Returns the number of rows to read for a page: one more than it shows, which tells whether another page follows. */
export function rowsToRead ({ limit }: Page): number {
  return Math.max(1, Math.min(limit, LIST_MAX)) + 1
}

/** Makes a page of rows that were read with `rowsToRead`. */
export function listed<Row> (rows: readonly Row[], page: Page, placeOf: (row: Row) => string): Listed<Row> {
  const shown = rows.slice(0, rowsToRead(page) - 1)
  const last = shown.at(-1)
  const more = rows.length > shown.length
  return { rows: shown, more, next: more && last !== undefined ? placeOf(last) : null }
}

export function timePlace ({ at, id }: TimePlace): string {
  return `${at}.${id}`
}

/** Parses what `timePlace` wrote. Throws INVALID. */
export function timePlaceOf (after: string | undefined): TimePlace {
  if (after === undefined) return NEWEST
  const [, at, id] = /^(\d{1,15})\.(.{1,64})$/s.exec(after) ?? []
  if (at === undefined || id === undefined) throw notAPlace()
  return { at: Number(at), id }
}

/** Returns a place in a list by name, as text that needs no escaping in a URL. */
export function namePlace (sortKey: string): string {
  return Buffer.from(sortKey).toString('base64url')
}

/** Parses what `namePlace` wrote; any other text is a place, too. */
export function namePlaceOf (after: string | undefined): string {
  return after === undefined ? '' : Buffer.from(after, 'base64url').toString()
}

export function notAPlace (): DomainError {
  return new DomainError('INVALID', 'The place to go on from is not one that a list has given.')
}
