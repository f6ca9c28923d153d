import type { AccountStore } from './accounts.ts'
import type { Attempts, Origin } from './attempts.ts'
import type { Passwords } from './passwords.ts'
import type { Viewer } from './sessions.ts'
import { unauthenticated } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Once } from '#domain/site/repeats.ts'

/** Days in which signing in keeps an account that was to be deleted. */
export const GRACE_DAYS = 7
const DAY_MS = 24 * 3_600_000

/** The fate of messages whose sender deletes their account: they stay, without the name, or are recalled. */
export const FORMER_MESSAGES = ['keep', 'recall'] as const
export type FormerMessages = typeof FORMER_MESSAGES[number]

/** A wish to delete an account, decided inside its write. */
export interface DeletionWish {
  /** The hash that was verified. */
  readonly passwordHash: string
  /** The session that asks. */
  readonly by: string
  /** Unix ms at which the grace ends. */
  readonly deletesAt: number
  readonly once?: Once | undefined
}

export interface DeletionStore {
  /**
   * Ends every session, token and link in the same write, and hides the account from searches, until somebody signs in with its password.
   * Changes nothing when the asking session has ended (`over`), the stored hash is another (`outdated`), or no other admin could sign in
   * (`last-admin`).
   */
  request (userId: string, wish: DeletionWish, at: number): Promise<{ readonly ended: readonly string[] } | 'over' | 'outdated' | 'last-admin'>
  /** Returns a user whose deletion is under way, else one whose grace is over; null without any. */
  due (at: number): Promise<string | null>
  /**
   * Does the next slice of a deletion in one unit of write: a bounded number of rows, so that everything else comes in between. The first
   * takes name and account away. Returns false when nothing is left to do, or the account is kept. Goes on after a crash where it was.
   */
  step (userId: string, messages: FormerMessages, at: number): Promise<boolean>
}

interface Needs {
  readonly store: DeletionStore
  readonly accounts: Pick<AccountStore, 'credentials'>
  readonly passwords: Passwords
  readonly attempts: Attempts
  readonly now: () => number
  /** The site's policy, as it is when a grace ends. */
  readonly formerMessages: () => FormerMessages
  /** Removes sessions that a write has ended from every cache. */
  readonly onEnded: (sessionIds: readonly string[]) => void
}

export type Deletions = ReturnType<typeof createDeletions>

/** Deletion of accounts, asked for by their owners. */
export function createDeletions ({ store, accounts, passwords, attempts, now, formerMessages, onEnded }: Needs) {
  const state = { isStopped: false }

  return {
    /**
     * Has an account deleted after a grace, and returns when that ends. A wrong password counts as a guess at signing in.
     * Throws BAD_CREDENTIALS, TOO_MANY, UNAUTHENTICATED, CONFLICT (the last admin, or the password was changed meanwhile).
     */
    async request ({ account, session }: Pick<Viewer, 'account' | 'session'>, password: string, origin: Origin, once?: Once): Promise<number> {
      const right = await attempts.guess(account.username, { ...origin, sessionId: session.id }, async () => {
        const stored = await accounts.credentials(account.username)
        const { ok } = await passwords.verify(password, stored?.passwordHash ?? null)
        return stored !== null && ok ? stored.passwordHash : null
      })
      if (right === null) throw new ReasonError('password-wrong', 'password')
      const deletesAt = now() + GRACE_DAYS * DAY_MS
      const outcome = await store.request(account.id, { passwordHash: right, by: session.id, deletesAt, once }, now())
      if (outcome === 'over') throw unauthenticated()
      if (outcome === 'outdated') throw new ReasonError('password-changed')
      if (outcome === 'last-admin') throw new ReasonError('last-admin')
      onEnded(outcome.ended)
      return deletesAt
    },

    /** Does what is due, slice by slice, until nothing is left. A chore of the server; what it leaves, the next run goes on with. */
    async run (): Promise<void> {
      for (let userId = await store.due(now()); userId !== null && !state.isStopped; userId = await store.due(now())) {
        while (!state.isStopped && await store.step(userId, formerMessages(), now()));
      }
    },

    /** Begins no other slice, when the server stops. */
    stop (): void {
      state.isStopped = true
    }
  }
}
