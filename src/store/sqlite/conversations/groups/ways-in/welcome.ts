import { DEFAULT_SETTINGS, type Settings } from '#domain/account/settings.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import { areApart } from '#store/sqlite/people/contact-rows.ts'

/** The way of a person into a group of another's: they are added, asked first, or neither. */
export type Way = 'add' | 'ask' | 'none'

/** `user` is null when nobody has the name. */
export interface Welcomed { readonly username: string, readonly user: UserRef | null, readonly way: Way }

interface Row {
  readonly username: string
  readonly id: string | null
  readonly displayName: string
  readonly isContact: number
  readonly isBlocked: number
  /** The account is to be deleted: contacts alone still reach it. */
  readonly isLeaving: number
  readonly letsAdd: string | null
}

/** Says what each of these people chose about being added to groups by this user; inside the unit that adds them (D32). */
export function createWelcome (database: Database): (userId: string, usernames: readonly string[]) => Welcomed[] {
  // Hardly anybody blocks: one look spares two for each name.
  const blocks = database.statement<[{ userId: string }], { some: number }>(`
    SELECT EXISTS (SELECT 1 FROM blocks WHERE holder_id = @userId) OR EXISTS (SELECT 1 FROM blocks WHERE user_id = @userId) AS some`)
  const named = database.statement<[{ usernames: string, userId: string, mayBeApart: number }], Row>(`
    SELECT named.value AS username, u.id, ifnull(u.display_name, '') AS displayName, k.user_id IS NOT NULL AS isContact,
      @mayBeApart = 1 AND ${areApart('u.id', '@userId')} AS isBlocked, a.deletes_at IS NOT NULL AS isLeaving,
      (SELECT s.value FROM settings AS s WHERE s.user_id = u.id AND s.name = 'addToGroups') AS letsAdd
    FROM json_each(@usernames) AS named
      LEFT JOIN users AS u ON u.username = named.value AND u.deleted_at IS NULL
      LEFT JOIN accounts AS a ON a.user_id = u.id
      LEFT JOIN contacts AS k ON k.holder_id = @userId AND k.user_id = u.id`)

  return (userId, usernames) => named.all({ usernames: JSON.stringify(usernames), userId, mayBeApart: blocks.get({ userId })?.some ?? 1 })
    .map(row => ({ username: row.username, user: userOf(row), way: wayOf(row) }))
}

function userOf ({ id, username, displayName }: Row): UserRef | null {
  return id === null ? null : { id, username, displayName }
}

function wayOf ({ id, isContact, isBlocked, isLeaving, letsAdd }: Row): Way {
  const chosen = letsAdd === null ? DEFAULT_SETTINGS.addToGroups : JSON.parse(letsAdd) as Settings['addToGroups']
  if (id === null || isBlocked === 1 || (isContact === 0 && (chosen !== 'everybody' || isLeaving === 1))) return 'none'
  return chosen === 'nobody' ? 'ask' : 'add'
}
