import type { Account } from '#domain/account/accounts.ts'
import { settingsIn } from '#domain/account/settings.ts'
import { settingsJson } from './setting-rows.ts'

/** An account `a` with its user `u`, as `AccountRow`. */
export const ACCOUNT_COLUMNS = `u.id AS userId, u.username, u.display_name AS displayName, u.about, u.created_at AS userCreatedAt,
  a.is_admin AS isAdmin, a.disabled_at AS disabledAt, a.deletes_at AS deletesAt, ${settingsJson('a.user_id')} AS settings`

export interface AccountRow {
  readonly userId: string
  readonly username: string
  readonly displayName: string
  readonly about: string
  readonly userCreatedAt: number
  readonly isAdmin: number
  readonly disabledAt: number | null
  readonly deletesAt: number | null
  readonly settings: string
}

export function accountOf (row: AccountRow): Account {
  const { userId, username, displayName, about, userCreatedAt, isAdmin, disabledAt, deletesAt, settings } = row
  return {
    id: userId,
    username,
    displayName,
    about,
    isAdmin: isAdmin === 1,
    disabledAt,
    deletesAt,
    createdAt: userCreatedAt,
    settings: settingsIn(settings)
  }
}
