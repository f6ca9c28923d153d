import type { Static, TProperties } from 'typebox'
import type { UserRef } from '#domain/people/users.ts'
import type { closed } from '#domain/schemas.ts'

/** Side effect of an event, mostly on signals. `each`: done for every recipient of the event. */
export type Effect =
  | { readonly does: 'end-typing' | 'leave-typing', readonly userId: string, readonly conversationId: string }
  | { readonly does: 'each-shows-receipts', readonly conversationIds: readonly string[] }
  | { readonly does: 'each-meets' | 'each-parts', readonly user: UserRef }
  | { readonly does: 'each-switches-presence', readonly isShown: boolean }
  | { readonly does: 'end-session', readonly sessionId: string }
  /** The change is told to many people one by one, which counts against this user's budget. */
  | { readonly does: 'told-each', readonly userId: string }

/** The fields of an event besides those that every event has. */
export type Body<Fields extends TProperties> = Static<ReturnType<typeof closed<Fields>>>

/** All that is said about one type of event. */
export interface Row<Fields extends TProperties> {
  /** Shown in the API reference. */
  readonly summary: string
  /** Fields of the body, with one full example. */
  readonly fields: Fields
  readonly example: Body<Fields>
  /** Stored in the ledger: only the message's place, as its text is stored once (D15), or the whole body as of that moment. */
  readonly keeps: 'place' | 'body'
  /**
   * Effect on lists: the conversation's row moves to the top or is replaced, rows and the total change as the event says, or the count of
   * open requests changes.
   */
  readonly list: 'top' | 'put' | 'told' | 'asking' | 'nothing'
  /** True: this event replaces the row in place, although others of its type move it to the top. */
  stays? (body: Body<Fields>): boolean
  /** Held pages to wake. `conversation` stands for the conversation's own page and the list. */
  readonly wakes: 'every-page' | 'conversation' | 'list' | 'nothing'
  /** Returns the side effect, which `effects.ts` carries out. */
  follows (body: Body<Fields>): Effect | null
}

export function row<Fields extends TProperties> (row: Row<Fields>): Row<Fields> {
  return row
}
