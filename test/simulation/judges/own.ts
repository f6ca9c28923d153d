import { Violation } from './trace.ts'

export interface Own {
  readonly pinned: boolean
  readonly notify: string
  readonly mutedUntil: number | null
  readonly archived: boolean
  readonly hidden: boolean
}

const UNTOUCHED: Own = { pinned: false, notify: 'all', mutedUntil: null, archived: false, hidden: false }

/** Users' own settings of their conversations: as last told to them, and changed by what was said since. */
export class OwnSettings {
  readonly #own = new Map<string, Own>()

  of (userId: string, conversationId: string, kind: string): Own {
    return this.#own.get(`${userId} ${conversationId}`) ?? { ...UNTOUCHED, pinned: kind === 'self' }
  }

  told (userId: string, detail: string | null): void {
    const { conversationId, pinned, notify, mutedUntil, archived, hidden } = JSON.parse(detail ?? '{}') as Own & { conversationId: string }
    this.#own.set(`${userId} ${conversationId}`, { pinned, notify, mutedUntil, archived, hidden })
  }

  /** A message that the user sees ends hiding, and archiving unless it is muted. */
  said (userId: string, conversationId: string): void {
    const own = this.#own.get(`${userId} ${conversationId}`)
    if (own === undefined) return
    this.#own.set(`${userId} ${conversationId}`, { ...own, hidden: false, archived: own.archived && isMuted(own) })
  }

  /** D14: the server ends each mute at its time. */
  judgeMutes (at: number): void {
    for (const [whose, { mutedUntil }] of this.#own) {
      if (mutedUntil !== null && mutedUntil <= at) throw new Violation('D14', `${whose} is still muted, ${at - mutedUntil} ms too long`)
    }
  }
}

export function isMuted ({ notify, mutedUntil }: Own): boolean {
  return notify === 'none' || mutedUntil !== null
}
