import { DomainError, notFound, unauthenticated } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Once } from '#domain/site/repeats.ts'
import type { StoredInvite } from './invites.ts'
import { networkOf, type Attempts, type Origin } from './attempts.ts'
import { checkPassword, type Passwords } from './passwords.ts'
import { checkTimeZone, type Language, type Settings } from './settings.ts'
import type { SignUpBudget } from './sign-up-budget.ts'
import { isReserved, normalizeAbout, normalizeDisplayName, normalizeUsername, type Person } from '#domain/people/users.ts'

export { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARS } from './passwords.ts'
/** Least time between two hashes that sign-in renews: a storm of sign-ins must not pay for each twice. */
const REHASH_EVERY_MS = 1_000

/** A person and their settings, as the account's owner and operators see them. */
export interface Account extends Person {
  readonly isAdmin: boolean
  readonly disabledAt: number | null
  /** Unix ms at which it will be deleted, unless its owner signs in before; null when nobody asked for it. */
  readonly deletesAt: number | null
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

/** Replaces one stored hash by another, at the request of a session. */
export interface PasswordChange { readonly from: string, readonly to: string, readonly by: string, readonly once?: Once | undefined }

/** The rest of a first run, which is written together with its admin. */
export interface FirstRunWrite {
  /** The value that the link is stored as, which is removed. */
  readonly setupLink: string
  /** Values of the site, by key. */
  readonly site: Readonly<Record<string, string>>
  /** An invite for the first people; null where none is needed. */
  readonly invite: Omit<StoredInvite, 'madeBy'> | null
  readonly once?: Once | undefined
}

/** The part of the store that keeps accounts. One call is one unit of work. */
export interface AccountStore {
  /** Whether the invite could be used now. `create` checks again. */
  isInvited (inviteHash: Buffer, at: number): Promise<boolean>
  /** Whether the name was ever given out. `create` checks again. */
  isNameGiven (username: string): Promise<boolean>
  /**
   * With a code, takes one use of that invite in the same unit; with `once`, keeps there that it is done. Reports an invalid invite ahead
   * of a name that is taken.
   */
  create (account: NewAccount, inviteHash: Buffer | null, at: number, once?: Once): Promise<'created' | 'taken' | 'invite-invalid'>
  /** Nothing is written unless the link is still the stored one and there is no admin (else `over`). With `once`, keeps that it is done. */
  createFirst (account: NewAccount, first: FirstRunWrite, at: number): Promise<'created' | 'taken' | 'over'>
  /** Null when there never was such an account, or it was deleted. */
  byId (userId: string): Promise<Account | null>
  credentials (username: string): Promise<{ account: Account, passwordHash: string } | null>
  /** Replaces only the hash `from`, so that a renewal does not undo a change in between. False when another one is stored. */
  renewPassword (userId: string, from: string, to: string): Promise<boolean>
  /**
   * Changes nothing when the asking session has ended (`over`) or the stored hash is not `from` any more (`outdated`). Ends every other
   * session in the same write, and with `once` keeps there that it is done.
   */
  changePassword (userId: string, change: PasswordChange, at: number): Promise<{ readonly ended: readonly string[] } | 'over' | 'outdated'>
  /** Ends every session in the same write; returns their ids. */
  resetPassword (userId: string, to: string, at: number): Promise<readonly string[]>
  /**
   * Changes what is given in one write. Sends a `settings` event to the user's own browsers, and `profile` and `about` events to them, then
   * to everybody who keeps them as a contact: in several units when those are many.
   */
  change (userId: string, change: StoredChange, at: number): Promise<Account | null>
  setAdmin (userId: string, isAdmin: boolean): Promise<boolean>
  /** Disabling ends every session in the same write; returns their ids. Null enables. */
  setDisabled (userId: string, at: number | null): Promise<readonly string[]>
  hasAdmin (): Promise<boolean>
  list (): Promise<readonly Account[]>
}

/** The right to sign in: the password hash that was verified, or the hash of the code of a link to another device. */
export interface Proof { readonly passwordHash?: string | undefined, readonly link?: Buffer | undefined }

export interface SignUp {
  readonly username: string
  readonly password: string
  readonly displayName?: string | undefined
  readonly invite?: string | undefined
  readonly language?: Language | null | undefined
  readonly timeZone?: string | null | undefined
}

interface Names { readonly displayName?: string | undefined, readonly about?: string | undefined }
export interface Change extends Partial<Settings>, Names {}
export interface StoredChange extends Names { readonly settings?: Partial<Settings> }

interface Needs {
  readonly store: AccountStore
  readonly passwords: Passwords
  readonly attempts: Attempts
  readonly signUps: SignUpBudget
  readonly now: () => number
  readonly newId: () => string
  readonly signUpMode: () => 'open' | 'invite' | 'closed'
  readonly inviteHash: (code: string) => Buffer
  /** Removes sessions that a write has ended from every cache. */
  readonly onEnded: (sessionIds: readonly string[]) => void
  /** Replaces an account that changed in every cache. */
  readonly onChanged: (account: Account) => void
}

/** An account after a right password, with the hash it was checked against: a session may start while that is still the stored one. */
export interface SignedIn { readonly account: Account, readonly passwordHash: string }

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts (needs: Needs) {
  const { store, passwords, attempts, signUps, now, newId, signUpMode, inviteHash, onEnded, onChanged } = needs
  let rehashedAt = 0

  // `hashed` hashes the password in its turn, and may refuse the name before that.
  async function create (
    person: SignUp, isAdmin: boolean, hashed: (username: string, hash: () => Promise<string>) => Promise<string>,
    write: (account: NewAccount) => Promise<'created' | 'taken' | 'invite-invalid' | 'over'>
  ): Promise<Account> {
    const username = normalizeUsername(person.username)
    const displayName = normalizeDisplayName(person.displayName ?? '', username)
    checkPassword(person.password, username)
    const settings = { language: person.language ?? null, timeZone: person.timeZone == null ? null : checkTimeZone(person.timeZone) }
    const passwordHash = await hashed(username, () => passwords.hash(person.password))
    const account = { id: newId(), username, displayName, passwordHash, isAdmin, ...settings }
    switch (await write(account)) {
      case 'over': throw setupOver()
      case 'taken': throw nameTaken()
      case 'invite-invalid': throw inviteInvalid()
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

  /** Returns the hash that is stored afterwards, as far as this process knows. */
  async function renew ({ account, passwordHash }: SignedIn, password: string): Promise<string> {
    if (attempts.busy() || now() - rehashedAt < REHASH_EVERY_MS) return passwordHash
    rehashedAt = now()
    const renewed = await attempts.own(account.username, () => passwords.hash(password))
    return await store.renewPassword(account.id, passwordHash, renewed) ? renewed : passwordHash
  }

  return {
    byId,

    /**
     * Creates an account by the site's rules, never an admin. Checks the invite first, so that a stranger without one learns nothing about
     * names, and the name before the expensive hash.
     * Throws INVALID, USERNAME_TAKEN, SIGNUP_CLOSED, INVITE_INVALID, TOO_MANY, UNAVAILABLE.
     */
    async signUp (person: SignUp, origin: Origin, once?: Once): Promise<Account> {
      const mode = signUpMode()
      const code = mode !== 'invite' || person.invite === undefined || person.invite === '' ? null : inviteHash(person.invite)
      if (mode === 'closed') throw new DomainError('SIGNUP_CLOSED', 'This site does not take new accounts.')
      if (mode === 'invite' && code === null) throw new DomainError('SIGNUP_CLOSED', 'This site takes new accounts by invite only.')
      if (code !== null && !await store.isInvited(code, now())) throw inviteInvalid()
      const network = networkOf(origin.address)
      signUps.check(network)
      let giveBack = () => {}
      try {
        return await create(person, false, async (username, hash) => {
          const passwordHash = await attempts.newcomer(origin, async () => {
            if (await store.isNameGiven(username) || isReserved(username)) throw nameTaken()
            return await hash()
          })
          giveBack = signUps.take(network)
          return passwordHash
        }, account => store.create(account, code, now(), once))
      } catch (error) {
        giveBack()
        throw error
      }
    },

    /** Creates an account for an operator. Throws INVALID, USERNAME_TAKEN. */
    add: (person: SignUp, isAdmin: boolean) => create(person, isAdmin, attempts.own, account => store.create(account, null, now())),

    /** Does the first run: the first admin and all that belongs to it. Throws INVALID, USERNAME_TAKEN, FORBIDDEN. */
    addFirst: (person: SignUp, first: FirstRunWrite) =>
      create(person, true, attempts.own, account => store.createFirst(account, first, now())),

    /**
     * Checks a password. The answer and its cost are the same for an unknown user, a wrong password and a disabled account.
     * Throws BAD_CREDENTIALS, TOO_MANY, UNAVAILABLE.
     */
    async signIn (rawUsername: string, password: string, origin: Origin): Promise<SignedIn> {
      const username = rawUsername.trim().toLowerCase()
      const found = await attempts.guess(username, origin, async () => {
        const stored = await store.credentials(username)
        const { ok, rehash } = await passwords.verify(password, stored?.passwordHash ?? null)
        return stored !== null && ok && stored.account.disabledAt === null ? { ...stored, rehash } : null
      })
      if (found === null) throw new ReasonError('credentials-wrong', 'password')
      const { account, passwordHash, rehash } = found
      return { account, passwordHash: rehash ? await renew(found, password) : passwordHash }
    },

    /**
     * Changes the password and ends every other session. Both hashes take time, so the write itself checks that the session still lives and
     * that the verified password is still the stored one.
     * Throws BAD_CREDENTIALS (the old one is wrong), TOO_MANY, INVALID, UNAUTHENTICATED, CONFLICT.
     */
    async changePassword (
      account: Account, sessionId: string, current: string, wanted: string, origin: Origin, once?: Once
    ): Promise<void> {
      const right = await attempts.guess(account.username, { ...origin, sessionId }, async () => {
        const { passwordHash } = await named(account.username)
        return (await passwords.verify(current, passwordHash)).ok ? passwordHash : null
      })
      if (right === null) throw new ReasonError('password-wrong', 'current')
      checkPassword(wanted, account.username)
      const to = await attempts.own(account.username, () => passwords.hash(wanted))
      const outcome = await store.changePassword(account.id, { from: right, to, by: sessionId, once }, now())
      if (outcome === 'over') throw unauthenticated()
      if (outcome === 'outdated') throw new ReasonError('password-changed')
      onEnded(outcome.ended)
    },

    /** Changes the settings, the display name and the line about oneself that are given, all or none of them. Throws INVALID. */
    async change (userId: string, { displayName, about, ...wished }: Change): Promise<Account> {
      const settings = wished.timeZone == null ? wished : { ...wished, timeZone: checkTimeZone(wished.timeZone) }
      const name = displayName === undefined ? undefined : normalizeDisplayName(displayName, (await byId(userId)).username)
      const line = about === undefined ? undefined : normalizeAbout(about)
      const account = present(await store.change(userId, { displayName: name, about: line, settings }, now()))
      onChanged(account)
      return account
    },

    hasAdmin: () => store.hasAdmin(),
    list: () => store.list(),

    /** Throws NOT_FOUND. */
    idOf: async (username: string) => (await named(username)).account.id,

    /** Sets a password for an operator, and ends every session of the account. Throws NOT_FOUND, INVALID. */
    async resetPassword (username: string, password: string): Promise<void> {
      const { account } = await named(username)
      checkPassword(password, username)
      const to = await attempts.own(username, () => passwords.hash(password))
      onEnded(await store.resetPassword(account.id, to, now()))
    },

    /** Throws NOT_FOUND. */
    async setAdmin (username: string, isAdmin: boolean): Promise<void> {
      const { account } = await named(username)
      await store.setAdmin(account.id, isAdmin)
      onChanged({ ...account, isAdmin })
    },

    /** Disables an account, which then cannot sign in and loses its sessions, or enables it. Throws NOT_FOUND. */
    async setDisabled (username: string, isDisabled: boolean): Promise<void> {
      const { account } = await named(username)
      onEnded(await store.setDisabled(account.id, isDisabled ? now() : null))
    }
  }
}

export function setupOver (): DomainError {
  return new DomainError('FORBIDDEN', 'This setup link was used, or is too old. `holdline setup-link` makes a new one.')
}

function nameTaken (): DomainError {
  return new ReasonError('username-taken', 'username')
}

function inviteInvalid (): DomainError {
  return new ReasonError('invite-invalid', 'invite')
}
