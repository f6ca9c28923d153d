import type { Account, Language } from '#domain/accounts.ts'

/** The columns of an account with its user, in the order of `AccountRow`; `users u` joined with `accounts a`. */
export const ACCOUNT_COLUMNS = `u.id AS user_id, u.username, u.display_name, u.created_at AS user_created_at, a.is_admin, a.disabled_at,
  a.language, a.time_zone, a.mode, a.enter_sends, a.findable, a.show_receipts, a.show_presence, a.show_typing`

export interface AccountRow {
  readonly user_id: string
  readonly username: string
  readonly display_name: string
  readonly user_created_at: number
  readonly is_admin: number
  readonly disabled_at: number | null
  readonly language: string | null
  readonly time_zone: string | null
  readonly mode: string
  readonly enter_sends: number
  readonly findable: number
  readonly show_receipts: number
  readonly show_presence: number
  readonly show_typing: number
}

export function accountOf (row: AccountRow): Account {
  return {
    id: row.user_id,
    username: row.username,
    displayName: row.display_name,
    isAdmin: row.is_admin === 1,
    disabledAt: row.disabled_at,
    createdAt: row.user_created_at,
    settings: {
      language: row.language as Language | null,
      timeZone: row.time_zone,
      mode: row.mode as 'live' | 'plain',
      enterSends: row.enter_sends === 1,
      findable: row.findable === 1,
      receipts: row.show_receipts === 1,
      presence: row.show_presence === 1,
      typing: row.show_typing === 1
    }
  }
}
