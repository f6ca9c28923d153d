import { hash } from 'node:crypto'
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

/** What is known of a call: the result of the first one; `reused`: the first one with this id had other fields. */
export type Repeat = { readonly result: string } | 'reused'

/**
 * The part of the store that remembers first results. A unit of write that takes a `Once` (making a group, asking a contact, signing up)
 * keeps its result in the same transaction, so that a crash cannot come between the two.
 */
export interface RepeatStore {
  find (once: Once): Promise<Repeat | null>
  /** Keeps a result unless one is kept already, and drops the caller's oldest above REPEATS_MAX. */
  keep (once: Once, result: string, at: number): Promise<void>
  /** Drops results kept before, in slices. */
  trim (before: number): Promise<void>
}

/** Returns the key of an API call with a `clientId`; undefined without one, when every call is new. */
export function onceOf (caller: string, clientId: string | undefined, fields: readonly unknown[]): Once | undefined {
  return clientId === undefined ? undefined : { caller, id: `c.${clientId}`, hash: hash('sha256', JSON.stringify(fields), 'base64url') }
}

export function clientIdReused (): DomainError {
  return new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another call.')
}
