import { Type, type Static } from 'typebox'
import { hushedError, type Hushed } from '#domain/conversations/silences.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import { ReasonError } from '#domain/reasons.ts'
import { UserSchema } from '#domain/people/users.ts'
import { closed } from '#domain/schemas.ts'
import { emojiIn } from './emoji.ts'
import type { Message } from './messages.ts'

/** Kinds of reactions on one message: some lines of them under its bubble. */
const REACTION_KINDS_MAX = 20

/** Somebody's reaction to a message. */
export const ReactorSchema = closed({ emoji: Type.String(), user: UserSchema }, 'Reactor')
export type Reactor = Static<typeof ReactorSchema>

/** Outcome of a reaction, decided inside the write itself (D32). `unchanged`: it stood so already. */
export type Reacted =
  | { readonly outcome: 'changed' | 'unchanged', readonly message: Message }
  | { readonly outcome: 'not-found' | 'forbidden' | 'recalled' | 'not-a-contact' | 'too-many' }
  | Hushed

export interface Reacting {
  readonly userId: string
  readonly conversationId: string
  readonly no: number
  readonly emoji: string
  /** Whether it is set or taken away. */
  readonly on: boolean
  readonly kindsMax: number
}

/** Reactions in the database. Each call is one unit of work. */
export interface ReactionStore {
  /** Passes the gate that sends pass. Raises the message's `changedSeq`, and neither unread nor order. */
  react (change: Reacting, at: number): Promise<Reacted>
  /** Reactions to a message, by emoji; null when the viewer may not see the message. A former member sees those of then. */
  reactors (viewerId: string, conversationId: string, no: number, page: Page): Promise<Listed<Reactor> | null>
}

export type Reactions = ReturnType<typeof createReactions>

export function createReactions ({ store, now }: { store: ReactionStore, now: () => number }) {
  return {
    /**
     * Sets a reaction, or takes it away; returns the message. Repeating it changes nothing.
     * Throws NOT_FOUND, FORBIDDEN, NOT_A_CONTACT, CONFLICT, INVALID, TOO_MANY.
     */
    async react (userId: string, conversationId: string, no: number, emoji: string, on: boolean): Promise<Message> {
      const reacted = await store.react({ userId, conversationId, no, emoji: emojiOf(emoji), on, kindsMax: REACTION_KINDS_MAX }, now())
      switch (reacted.outcome) {
        case 'changed':
        case 'unchanged': return reacted.message
        case 'forbidden': throw new DomainError('FORBIDDEN', 'Lines of the server take no reactions.')
        case 'recalled': throw new ReasonError('message-recalled')
        case 'not-a-contact': throw new DomainError('NOT_A_CONTACT', 'You are not contacts. Send a contact request first.')
        case 'quiet':
        case 'silenced': throw hushedError(reacted)
        case 'too-many': throw new ReasonError('reaction-kinds', null, { max: REACTION_KINDS_MAX })
        case 'not-found': throw notFound('message')
      }
    },

    /** Throws NOT_FOUND. */
    async reactors (viewerId: string, conversationId: string, no: number, page: Page): Promise<Listed<Reactor>> {
      const found = await store.reactors(viewerId, conversationId, no, page)
      if (found === null) throw notFound('message')
      return found
    }
  }
}

/** Returns the emoji in the one spelling that is stored. Throws INVALID for any other text. */
function emojiOf (raw: string): string {
  const found = emojiIn(raw)
  if (found === null) throw new ReasonError('reaction-invalid', 'emoji')
  return found
}
