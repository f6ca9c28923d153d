import type { UserRef } from './users.ts'

export const PASSWORD_MIN_CHARS = 8
/** Hashing cost grows with length; nobody types more. */
export const PASSWORD_MAX_BYTES = 256
export const LANGUAGES = ['en', 'zh'] as const
export type Language = typeof LANGUAGES[number]

/** What a person chose for himself. Null: not chosen, the browser's wish or the site's default counts. */
export interface Settings {
  readonly language: Language | null
  readonly timeZone: string | null
  readonly mode: 'live' | 'plain'
  readonly enterSends: boolean
  readonly findable: boolean
  /** Switched off, one shows none and is shown none. */
  readonly receipts: boolean
  readonly presence: boolean
  readonly typing: boolean
}

/** A person and his credentials, as the account's owner and operators see it. */
export interface Account extends UserRef {
  readonly isAdmin: boolean
  readonly disabledAt: number | null
  readonly createdAt: number
  readonly settings: Settings
}
