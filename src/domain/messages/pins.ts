import type { Static } from 'typebox'
import { hushedError, type Hushed } from '#domain/conversations/silences.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { UserSchema } from '#domain/people/users.ts'
import { ReasonError } from '#domain/reasons.ts'
import { closed, No, Time } from '#domain/schemas.ts'
import { MessageSchema, type Message } from './messages.ts'

/** Pinned messages of one conversation: more than anybody looks through, and one page of a list. */
const PINS_MAX = 50

/** A pinned message, `by` whom and when; `seq` is the event that pinned it. */
export const PinSchema = closed({ message: MessageSchema, by: UserSchema, at: Time, seq: No }, 'Pin')
export type Pin = Static<typeof PinSchema>

/** Outcome of pinning, decided inside the write itself (D32). `unchanged`: it stood so already. */
export type Pinned =
  | { readonly outcome: 'changed' | 'unchanged', readonly message: Message }
  | { readonly outcome: 'not-found' | 'forbidden' | 'admins-only' | 'recalled' | 'not-a-contact' | 'too-many' }
  | Hushed

export interface Pinning {
  readonly userId: string
  readonly conversationId: string
  readonly no: number
  /** Whether it is pinned, or no longer. */
  readonly on: boolean
  readonly max: number
}

/** Pins in the database. Each call is one unit of work. */
export interface PinStore {
  /** Passes the gate that sends pass; in groups it is for the owner and admins. Pinning adds a line that quotes the message. */
  pin (change: Pinning, at: number): Promise<Pinned>
  /**
   * Pinned messages that the viewer may see, the latest pinned first; null when they may not see the conversation. A former member sees
   * those of then.
   */
  pins (viewerId: string, conversationId: string, page: Page): Promise<Listed<Pin> | null>
}

export type Pins = ReturnType<typeof createPins>

export function createPins ({ store, now }: { store: PinStore, now: () => number }) {
  return {
    /**
     * Pins a message, or ends that; returns the message. Repeating it changes nothing.
     * Throws NOT_FOUND, FORBIDDEN, NOT_A_CONTACT, CONFLICT, TOO_MANY.
     */
    async pin (userId: string, conversationId: string, no: number, on: boolean): Promise<Message> {
      const pinned = await store.pin({ userId, conversationId, no, on, max: PINS_MAX }, now())
      switch (pinned.outcome) {
        case 'changed':
        case 'unchanged': return pinned.message
        case 'forbidden': throw new DomainError('FORBIDDEN', 'Lines of the server cannot be pinned.')
        case 'admins-only': throw new ReasonError('admins-only')
        case 'recalled': throw new ReasonError('message-recalled')
        case 'not-a-contact': throw new DomainError('NOT_A_CONTACT', 'You are not contacts. Send a contact request first.')
        case 'quiet':
        case 'silenced': throw hushedError(pinned)
        case 'too-many': throw new ReasonError('pins-max', null, { max: PINS_MAX })
        case 'not-found': throw notFound('message')
      }
    },

    /** Throws NOT_FOUND. */
    async list (viewerId: string, conversationId: string, page: Page): Promise<Listed<Pin>> {
      const found = await store.pins(viewerId, conversationId, page)
      if (found === null) throw notFound('conversation')
      return found
    }
  }
}
