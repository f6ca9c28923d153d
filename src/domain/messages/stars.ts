import { DomainError, notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Message } from './messages.ts'

/** Stars of one person: as many as they may have contacts, so that counting them stays cheap. */
const STARS_MAX = 5_000

/** Outcome of starring, decided inside the write itself (D32). `unchanged`: it was so already. */
export type Starred =
  | { readonly outcome: 'changed' | 'unchanged', readonly message: Message }
  | { readonly outcome: 'not-found' | 'forbidden' | 'recalled' | 'too-many' }

export interface Starring {
  readonly userId: string
  readonly conversationId: string
  readonly no: number
  /** Whether it is starred, or no longer. */
  readonly on: boolean
  readonly max: number
}

/** Stars in the database. Each call is one unit of work. */
export interface StarStore {
  /** Takes what the user may read, also after they left. Tells their own browsers alone, and changes nothing that others see. */
  star (change: Starring, at: number): Promise<Starred>
  /** Messages that the user has starred and may still read, the latest starred first. */
  stars (userId: string, page: Page): Promise<Listed<Message>>
}

export type Stars = ReturnType<typeof createStars>

export function createStars ({ store, now }: { store: StarStore, now: () => number }) {
  return {
    /**
     * Stars a message for oneself, or ends that; returns the message. Repeating it changes nothing.
     * Throws NOT_FOUND, FORBIDDEN, CONFLICT, TOO_MANY.
     */
    async star (userId: string, conversationId: string, no: number, on: boolean): Promise<Message> {
      const starred = await store.star({ userId, conversationId, no, on, max: STARS_MAX }, now())
      switch (starred.outcome) {
        case 'changed':
        case 'unchanged': return starred.message
        case 'forbidden': throw new DomainError('FORBIDDEN', 'Lines of the server cannot be starred.')
        case 'recalled': throw new ReasonError('message-recalled')
        case 'too-many': throw new ReasonError('stars-max', null, { max: STARS_MAX })
        case 'not-found': throw notFound('message')
      }
    },

    list: (userId: string, page: Page): Promise<Listed<Message>> => store.stars(userId, page)
  }
}
