import type { Account, AccountStore, FirstRunWrite, NewAccount, PasswordChange } from '#domain/account/accounts.ts'
import { changedSettings } from '#domain/account/settings.ts'
import type { Once } from '#domain/site/repeats.ts'
import type { EventBody } from '#domain/delivery/events.ts'
import { sortKey } from '#domain/people/names.ts'
import type { Person } from '#domain/people/users.ts'
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from './account-rows.ts'
import { createAddInvite } from './invites.ts'
import { createSessionEndings } from './session-endings.ts'
import { createSettingRows } from './setting-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createNameTokens } from '#store/sqlite/people/name-tokens.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'
import { createSiteValues } from '#store/sqlite/site/site.ts'
import type { Users } from '#store/sqlite/people/users.ts'

/** Contacts told of a new name in one unit: ten milliseconds. Five thousand at once blocked everything else for a third of a second. */
const HOLDERS_AT_ONCE = 200

/** An event that tells others of a person. */
type Told = 'profile' | 'about'

function eventOf (type: Told, { id, username, displayName, about }: Person): EventBody {
  const user = { id, username, displayName }
  return type === 'profile' ? { type, user } : { type, user, about }
}

export function sqliteAccounts (database: Database, commits: GroupCommit, users: Users, repeats: Repeats): AccountStore {
  const from = `SELECT ${ACCOUNT_COLUMNS}, a.password_hash AS passwordHash FROM users u JOIN accounts a ON a.user_id = u.id`
  const byId = database.statement<[string], AccountRow>(`${from} WHERE u.id = ? AND u.deleted_at IS NULL`)
  const byName = database.statement<[string], AccountRow & { readonly passwordHash: string }>(`${from} WHERE u.username = ? AND u.deleted_at IS NULL`)
  const all = database.statement<[], AccountRow>(`${from} WHERE u.deleted_at IS NULL ORDER BY u.username`)
  const admin = database.statement<[], { one: number }>('SELECT 1 AS one FROM accounts WHERE is_admin = 1 AND disabled_at IS NULL LIMIT 1')
  const isNameGiven = database.statement<[{ username: string }], { one: number }>(`
    SELECT 1 AS one FROM users WHERE username = @username UNION ALL SELECT 1 FROM former_usernames WHERE username = @username`)
  const takeInvite = database.statement<[Buffer]>('UPDATE invites SET uses_left = uses_left - 1 WHERE code_hash = ?')
  const isInvited = database.statement<[Buffer, number], { one: number }>(`
    SELECT 1 AS one FROM invites WHERE code_hash = ? AND uses_left > 0 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`)
  const addUser = database.statement<[string, string, string, number]>('INSERT INTO users (id, username, display_name, created_at) VALUES (?, ?, ?, ?)')
  const addAccount = database.statement<[string, string, number]>('INSERT INTO accounts (user_id, password_hash, is_admin) VALUES (?, ?, ?)')
  const setPassword = database.statement<[string, string]>('UPDATE accounts SET password_hash = ? WHERE user_id = ?')
  const renewPassword = database.statement<[string, string, string]>('UPDATE accounts SET password_hash = ? WHERE user_id = ? AND password_hash = ?')
  const isSession = database.statement<[string, string], { one: number }>('SELECT 1 AS one FROM sessions WHERE id = ? AND user_id = ?')
  const setName = database.statement<[string, string]>('UPDATE users SET display_name = ? WHERE id = ?')
  const setAbout = database.statement<[string, string]>('UPDATE users SET about = ? WHERE id = ?')
  const holders = database.statement<[string, string, number], { holderId: string }>(`
    SELECT holder_id AS holderId FROM contacts WHERE user_id = ? AND holder_id > ? ORDER BY holder_id LIMIT ?`)
  const setAdmin = database.statement<[number, string]>('UPDATE accounts SET is_admin = ? WHERE user_id = ?')
  const setDisabled = database.statement<[number | null, string]>('UPDATE accounts SET disabled_at = ? WHERE user_id = ?')

  const sortAgain = database.statement<[string, string, string]>("UPDATE contacts SET sort_key = ? WHERE holder_id = ? AND user_id = ? AND remark = ''")
  const setTokens = createNameTokens(database)
  const setSettings = createSettingRows(database)
  const site = createSiteValues(database)
  const addInvite = createAddInvite(database)
  const endings = createSessionEndings(database)

  function account (userId: string): Account | null {
    const row = byId.get(userId)
    return row === undefined ? null : accountOf(row)
  }

  function add (person: NewAccount, at: number, once: Once | undefined): 'created' {
    addUser.run(person.id, person.username, person.displayName, at)
    addAccount.run(person.id, person.passwordHash, Number(person.isAdmin))
    setSettings(person.id, { language: person.language, timeZone: person.timeZone })
    setTokens(person.id)
    if (once !== undefined) repeats.keep(once, person.id, at)
    return 'created'
  }

  // Tells a slice of those who keep this user as a contact the user's name or line at that moment. Returns where the next slice begins.
  function tellHolders (userId: string, told: readonly Told[], after: string, at: number): Promise<string | null> {
    return commits.write(transaction => {
      const person = users.person(userId)
      if (person === null) return null
      const slice = holders.all(userId, after, HOLDERS_AT_ONCE)
      for (const { holderId } of slice) {
        if (told.includes('profile')) sortAgain.run(sortKey(person.displayName, person.username), holderId, userId)
        for (const type of told) transaction.tellUser(holderId, eventOf(type, person), at)
      }
      return slice.length < HOLDERS_AT_ONCE ? null : slice.at(-1)?.holderId ?? null
    })
  }

  return {
    create: (person: NewAccount, inviteHash: Buffer | null, at: number, once?: Once) => commits.write(() => {
      if (inviteHash !== null && isInvited.get(inviteHash, at) === undefined) return 'invite-invalid'
      if (isNameGiven.get({ username: person.username }) !== undefined) return 'taken'
      if (inviteHash !== null) takeInvite.run(inviteHash)
      return add(person, at, once)
    }),

    createFirst: (person: NewAccount, first: FirstRunWrite, at: number) => commits.write(() => {
      if (admin.get() !== undefined || site.get('setupLink') !== first.setupLink) return 'over'
      if (isNameGiven.get({ username: person.username }) !== undefined) return 'taken'
      site.set({ ...first.site, setupLink: null }, at)
      const outcome = add(person, at, first.once)
      if (first.invite !== null) addInvite({ ...first.invite, madeBy: person.id })
      return outcome
    }),

    isInvited: async (inviteHash: Buffer, at: number) => isInvited.get(inviteHash, at) !== undefined,
    isNameGiven: async (username: string) => isNameGiven.get({ username }) !== undefined,
    byId: async (userId: string) => account(userId),
    list: async () => all.all().map(accountOf),
    hasAdmin: async () => admin.get() !== undefined,

    async credentials (username: string) {
      const row = byName.get(username)
      return row === undefined ? null : { account: accountOf(row), passwordHash: row.passwordHash }
    },

    renewPassword: (userId: string, from: string, to: string) => commits.write(() => renewPassword.run(to, userId, from) > 0),

    changePassword: (userId: string, { from, to, by, once }: PasswordChange, at: number) => commits.write(transaction => {
      if (isSession.get(by, userId) === undefined) return 'over'
      if (renewPassword.run(to, userId, from) === 0) return 'outdated'
      if (once !== undefined) repeats.keep(once, '', at)
      return { ended: endings.end(transaction, userId, { exceptId: by }, at) }
    }),

    resetPassword: (userId: string, to: string, at: number) => commits.write(transaction => {
      setPassword.run(to, userId)
      return endings.end(transaction, userId, {}, at)
    }),

    async change (userId, { displayName, about, settings = {} }, at) {
      let told: Told[] = []
      const changed = await commits.write(transaction => {
        const before = account(userId)
        if (before === null) return null
        const person = { displayName: displayName ?? before.displayName, about: about ?? before.about }
        const after = { ...before, ...person, settings: { ...before.settings, ...settings } }
        const names = changedSettings(before.settings, settings)
        const isRenamed = after.displayName !== before.displayName
        const saysOther = after.about !== before.about
        if (isRenamed) setName.run(after.displayName, userId)
        if (saysOther) setAbout.run(after.about, userId)
        if (names.length > 0) setSettings(userId, settings)
        if (isRenamed || names.includes('findable')) setTokens(userId)
        told = [...isRenamed ? ['profile' as const] : [], ...saysOther ? ['about' as const] : []]
        for (const type of told) transaction.tellUser(userId, eventOf(type, after), at)
        if (names.length > 0) transaction.tellUser(userId, { type: 'settings', settings: after.settings }, at, names)
        return after
      })
      for (let after: string | null = told.length > 0 ? '' : null; after !== null;) after = await tellHolders(userId, told, after, at)
      return changed
    },

    setAdmin: (userId: string, isAdmin: boolean) => commits.write(() => setAdmin.run(Number(isAdmin), userId) > 0),
    setDisabled: (userId: string, at: number | null) => commits.write(transaction => {
      if (setDisabled.run(at, userId) > 0) setTokens(userId)
      return at === null ? [] : endings.end(transaction, userId, {}, at)
    })
  }
}
