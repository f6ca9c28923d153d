import type { Account, AccountStore } from '#domain/account/accounts.ts'
import { notFound } from '#domain/errors.ts'
import type { ContactStore } from '#domain/people/contacts.ts'
import type { Delivery } from './events.ts'

/** Limit of people and their remarks together, some 300 bytes each: every page that may be open at once, with ten remarks. */
const KEPT_MAX = 100_000

/** The data of a person by which everything that their pages show is drawn. */
export interface KnownViewer {
  readonly account: Account
  /** Their own names for people, by id. */
  readonly remarks: ReadonlyMap<string, string>
}

interface Needs {
  readonly accounts: Pick<AccountStore, 'byId'>
  readonly contacts: Pick<ContactStore, 'allRemarks'>
  readonly max?: number
}

export type Viewers = ReturnType<typeof createViewers>

/** Keeps in memory what drawing needs to know of people who read by `view=html`, so that a delivery reads nothing for them. */
export function createViewers ({ accounts, contacts, max = KEPT_MAX }: Needs) {
  // A cache, least recently used first. Dropped by the events that change it: settings, profile, about, contact.
  const known = new Map<string, KnownViewer>()
  let size = 0
  /** Counts drops: a person read before one must not be kept after it. */
  let drops = 0

  function drop (userId: string): void {
    drops++
    const viewer = known.get(userId)
    if (viewer === undefined) return
    size -= sizeOf(viewer)
    known.delete(userId)
  }

  function keep (userId: string, viewer: KnownViewer): void {
    drop(userId)
    known.set(userId, viewer)
    size += sizeOf(viewer)
    for (const oldest of known.keys()) {
      if (size <= max) return
      drop(oldest)
    }
  }

  return {
    /** Null when they must be read first. */
    inMemory (userId: string): KnownViewer | null {
      const viewer = known.get(userId)
      if (viewer === undefined) return null
      known.delete(userId)
      known.set(userId, viewer)
      return viewer
    },

    /** Throws NOT_FOUND when the account is gone. */
    async read (userId: string): Promise<KnownViewer> {
      const before = drops
      const [account, remarks] = await Promise.all([accounts.byId(userId), contacts.allRemarks(userId)])
      if (account === null) throw notFound('user')
      const viewer = { account, remarks }
      if (drops === before) keep(userId, viewer)
      return viewer
    },

    /** Call it with the events of a commit, before anything is drawn from them. */
    committed (deliveries: readonly Delivery[]): void {
      for (const { event, recipients } of deliveries) {
        if (event.type === 'profile' || event.type === 'about') drop(event.user.id)
        else if (event.type === 'settings' || event.type === 'contact') recipients.forEach(drop)
      }
    },

    /** Drops everybody: something may have been committed without its events. */
    reset (): void {
      drops++
      known.clear()
      size = 0
    }
  }
}

function sizeOf ({ remarks }: KnownViewer): number {
  return 1 + remarks.size
}
