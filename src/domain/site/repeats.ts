import { createHmac, hash } from 'node:crypto'
import { DomainError } from '#domain/errors.ts'

/** Long enough for a browser that was closed over night with a form half sent. */
export const REPEATS_KEPT_MS = 24 * 3_600_000
/** First results kept for one caller, the latest: a repeat comes soon. */
export const REPEATS_MAX = 500

/** The key of one call that may arrive twice (D12): the same id with the same hash is a repeat, with another hash it is refused. */
export interface Once {
  /** A user's id, or that of a visitor's browser. */
  readonly caller: string
  readonly id: string
  readonly hash: string
}

/** The result of the first call; `reused`: the first call with this id had other fields. */
export type Repeat = { readonly result: string } | 'reused'

/**
 * The part of the store that remembers first results. A unit of write that takes a `Once` (making a group, asking a contact, signing up)
 * keeps its result in the same transaction, so that a crash cannot come between the two.
 */
export interface RepeatStore {
  find (once: Once): Promise<Repeat | null>
  /** Keeps a result, in place of an earlier one of this key, and drops the caller's oldest above REPEATS_MAX. */
  keep (once: Once, result: string, at: number): Promise<void>
  /** Drops results kept before, in slices. */
  trim (before: number): Promise<void>
}

/** Returns the key of an API call with a `clientId`; undefined without one, when every call is new. */
export function onceOf (caller: string, clientId: string | undefined, fields: readonly unknown[]): Once | undefined {
  return clientId === undefined ? undefined : { caller, id: `c.${clientId}`, hash: hash('sha256', JSON.stringify(fields), 'base64url') }
}

/**
 * Returns the key of a form with these fields; other fields make another key, a new try. The fields may hold a password, so their hash is
 * keyed with the form id, 128 random bits that stand in the browser's page and nowhere else: the database alone lets nobody try passwords.
 */
export function onceOfForm (caller: string, formId: string, fields: readonly unknown[]): Once {
  return { caller, id: `f.${createHmac('sha256', formId).update(JSON.stringify(fields)).digest('base64url')}`, hash: '' }
}

export function clientIdReused (): DomainError {
  return new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another call.')
}
