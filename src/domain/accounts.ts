import { DomainError, notFound, unauthenticated } from './errors.ts'
import { networkOf, type Attempts, type Origin } from './attempts.ts'
import { checkPassword, type Passwords } from './passwords.ts'
import { normalizeDisplayName, normalizeUsername, type UserRef } from './users.ts'

export { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARS } from './passwords.ts'
export const LANGUAGES = ['en', 'zh'] as const
export type Language = typeof LANGUAGES[number]
export const TIME_ZONE_MAX_CHARS = 64
/** An old hash is renewed at sign-in, but at most this often: a storm of sign-ins must not pay twice. */
const REHASH_EVERY_MS = 1_000

/** What a person chose for himself. Null: not chosen, the browser's wish or the site's default counts. */
export interface Settings {
  readonly language: Language | null
  readonly timeZone: string | null
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

export interface NewAccount {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly passwordHash: string
  readonly isAdmin: boolean
  readonly language: Language | null
  readonly timeZone: string | null
}

/** From one stored hash to another, asked for by a session. */
export interface PasswordChange { readonly from: string, readonly to: string, readonly by: string }

/** What the messenger needs from a database to keep accounts. One call, one unit of work. */
export interface AccountStore {
  /** With a code, takes one use of that invite in the same unit. `taken`: the name was given out once, to whomever. */
  create (account: NewAccount, inviteHash: Buffer | null, at: number): Promise<'created' | 'taken' | 'invite-invalid'>
  /** Null: never was, or deleted. */
  byId (userId: string): Promise<Account | null>
  credentials (username: string): Promise<{ account: Account, passwordHash: string } | null>
  /** With `from`, only while that is still the stored one: a renewal must not undo a change that came between. */
  setPassword (userId: string, passwordHash: string, from: string | null): Promise<void>
  /** `over`: the session that asks has ended; `outdated`: the stored hash is not `from` any more. Then nothing is changed. */
  changePassword (userId: string, change: PasswordChange): Promise<'changed' | 'over' | 'outdated'>
  /** Tells the user's own browsers by a `settings` event. */
  saveSettings (userId: string, change: Partial<Settings>, at: number): Promise<Account | null>
  /** Tells the user and everybody who holds him as a contact by a `profile` event. */
  rename (userId: string, displayName: string, at: number): Promise<Account | null>
  setAdmin (userId: string, isAdmin: boolean): Promise<boolean>
  setDisabled (userId: string, at: number | null): Promise<boolean>
  hasAdmin (): Promise<boolean>
  list (): Promise<readonly Account[]>
}

export interface SignUp {
  readonly username: string
  readonly password: string
  readonly displayName?: string | undefined
  readonly invite?: string | undefined
  readonly language?: Language | null | undefined
  readonly timeZone?: string | null | undefined
}

export interface Change extends Partial<Settings> { readonly displayName?: string | undefined }

interface Needs {
  readonly store: AccountStore
  readonly passwords: Passwords
  readonly attempts: Attempts
  readonly now: () => number
  readonly newId: () => string
  readonly signUpMode: () => 'open' | 'invite' | 'closed'
  readonly inviteHash: (code: string) => Buffer
  /** Ends the user's sessions, all but one when that is named. */
  readonly endSessions: (userId: string, exceptId: string | null) => Promise<void>
  /** An account is no longer what it was: what is kept of it in memory is replaced. */
  readonly onChanged: (account: Account) => void
}

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts ({ store, passwords, attempts, now, newId, signUpMode, inviteHash, endSessions, onChanged }: Needs) {
  let rehashedAt = 0

  async function create (person: SignUp, isAdmin: boolean, code: Buffer | null): Promise<Account> {
    const username = normalizeUsername(person.username)
    const displayName = normalizeDisplayName(person.displayName ?? '', username)
    checkPassword(person.password, username)
    const settings = { language: person.language ?? null, timeZone: person.timeZone == null ? null : checkTimeZone(person.timeZone) }
    const account = { id: newId(), username, displayName, passwordHash: await passwords.hash(person.password), isAdmin, ...settings }
    switch (await store.create(account, code, now())) {
      case 'taken': throw new DomainError('USERNAME_TAKEN', 'This username is taken.')
      case 'invite-invalid': throw new DomainError('INVITE_INVALID', 'This invite is not valid, or no longer.')
      case 'created': return await byId(account.id)
    }
  }

  async function byId (userId: string): Promise<Account> {
    return present(await store.byId(userId))
  }

  function present (account: Account | null): Account {
    if (account === null) throw notFound('user')
    return account
  }

  async function named (username: string): Promise<{ account: Account, passwordHash: string }> {
    const found = await store.credentials(username)
    if (found === null) throw notFound('user')
    return found
  }

  async function renew (userId: string, password: string, from: string): Promise<void> {
    if (passwords.busy() || now() - rehashedAt < REHASH_EVERY_MS) return
    rehashedAt = now()
    await store.setPassword(userId, await passwords.hash(password), from)
  }

  return {
    byId,

    /**
     * A new person, by the site's rules. Nobody becomes admin here.
     * Throws INVALID, USERNAME_TAKEN, SIGNUP_CLOSED, INVITE_INVALID, UNAVAILABLE.
     */
    async signUp (person: SignUp): Promise<Account> {
      const mode = signUpMode()
      const code = person.invite === undefined || person.invite === '' ? null : inviteHash(person.invite)
      if (mode === 'closed') throw new DomainError('SIGNUP_CLOSED', 'This site does not take new accounts.')
      if (mode === 'invite' && code === null) throw new DomainError('SIGNUP_CLOSED', 'This site takes new accounts by invite only.')
      return await create(person, false, mode === 'open' ? null : code)
    },

    /** An account made by an operator, or by the first run. Throws INVALID, USERNAME_TAKEN. */
    add: (person: SignUp, isAdmin: boolean) => create(person, isAdmin, null),

    /**
     * Who this is. The same answer, at the same cost, for an unknown user, a wrong password and a disabled account.
     * Throws BAD_CREDENTIALS, TOO_MANY, UNAVAILABLE.
     */
    async signIn (rawUsername: string, password: string, origin: Origin): Promise<Account> {
      const username = rawUsername.trim().toLowerCase()
      const attempt = attempts.begin(username, origin)
      const found = await store.credentials(username)
      const { ok, rehash } = await passwords.verify(password, found?.passwordHash ?? null, networkOf(origin.address))
      if (found === null || !ok || found.account.disabledAt !== null) throw new DomainError('BAD_CREDENTIALS', 'Username or password is wrong.')
      attempt.succeeded()
      if (rehash) await renew(found.account.id, password, found.passwordHash)
      return found.account
    },

    /**
     * Ends every other session. Both hashes take time, so the write itself checks that the session still lives and that the password
     * verified is still the stored one. Throws BAD_CREDENTIALS (the old one is wrong), TOO_MANY, INVALID, UNAUTHENTICATED, CONFLICT.
     */
    async changePassword (account: Account, sessionId: string, current: string, wanted: string, origin: Origin): Promise<void> {
      const attempt = attempts.begin(account.username, origin)
      const { passwordHash } = await named(account.username)
      if (!(await passwords.verify(current, passwordHash, networkOf(origin.address))).ok) throw new DomainError('BAD_CREDENTIALS', 'The present password is wrong.')
      attempt.succeeded()
      checkPassword(wanted, account.username)
      switch (await store.changePassword(account.id, { from: passwordHash, to: await passwords.hash(wanted), by: sessionId })) {
        case 'over': throw unauthenticated()
        case 'outdated': throw new DomainError('CONFLICT', 'The password was changed meanwhile. Try again.')
        case 'changed': await endSessions(account.id, sessionId)
      }
    },

    /** Changes settings and the display name; what is not named stays. Throws INVALID. */
    async change (userId: string, { displayName, ...settings }: Change): Promise<Account> {
      if (settings.timeZone != null) checkTimeZone(settings.timeZone)
      let account = await byId(userId)
      if (displayName !== undefined) {
        account = present(await store.rename(userId, normalizeDisplayName(displayName, account.username), now()))
      }
      if (Object.keys(settings).length > 0) account = present(await store.saveSettings(userId, settings, now()))
      onChanged(account)
      return account
    },

    hasAdmin: () => store.hasAdmin(),
    list: () => store.list(),

    /** Throws NOT_FOUND. */
    idOf: async (username: string) => (await named(username)).account.id,

    /** An operator's new password for somebody: ends every session. Throws NOT_FOUND, INVALID. */
    async resetPassword (username: string, password: string): Promise<void> {
      const { account } = await named(username)
      checkPassword(password, username)
      await store.setPassword(account.id, await passwords.hash(password), null)
      await endSessions(account.id, null)
    },

    /** Throws NOT_FOUND. */
    async setAdmin (username: string, isAdmin: boolean): Promise<void> {
      const { account } = await named(username)
      await store.setAdmin(account.id, isAdmin)
      onChanged({ ...account, isAdmin })
    },

    /** A disabled account cannot sign in, and its sessions end at once. Throws NOT_FOUND. */
    async setDisabled (username: string, isDisabled: boolean): Promise<void> {
      const { account } = await named(username)
      await store.setDisabled(account.id, isDisabled ? now() : null)
      if (isDisabled) await endSessions(account.id, null)
    }
  }
}

/** An IANA zone that this machine knows. Throws INVALID. */
export function checkTimeZone (zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone.slice(0, TIME_ZONE_MAX_CHARS) }).resolvedOptions().timeZone
  } catch {
    throw new DomainError('INVALID', 'This time zone is not known. Name one like Europe/Berlin.')
  }
}
