import type { Account } from '#domain/account/accounts.ts'
import type { Language } from '#domain/account/settings.ts'

/** An account `a` with its user `u`, as `AccountRow`. */
export const ACCOUNT_COLUMNS = `u.id AS userId, u.username, u.display_name AS displayName, u.created_at AS userCreatedAt,
  a.is_admin AS isAdmin, a.disabled_at AS disabledAt, a.language, a.time_zone AS timeZone, a.enter_sends AS enterSends, a.findable,
  a.show_receipts AS receipts, a.show_presence AS presence, a.show_typing AS typing`

export interface AccountRow {
  readonly userId: string
  readonly username: string
  readonly displayName: string
  readonly userCreatedAt: number
  readonly isAdmin: number
  readonly disabledAt: number | null
  readonly language: Language | null
  readonly timeZone: string | null
  readonly enterSends: number
  readonly findable: number
  readonly receipts: number
  readonly presence: number
  readonly typing: number
}

export function accountOf (row: AccountRow): Account {
  const { username, displayName, disabledAt, language, timeZone } = row
  return {
    id: row.userId,
    username,
    displayName,
    isAdmin: row.isAdmin === 1,
    disabledAt,
    createdAt: row.userCreatedAt,
    settings: {
      language,
      timeZone,
      enterSends: row.enterSends === 1,
      findable: row.findable === 1,
      receipts: row.receipts === 1,
      presence: row.presence === 1,
      typing: row.typing === 1
    }
  }
}
