import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { Violation } from '../trace.ts'

/** Texts that users have left half-written. */
export class Drafts {
  readonly #written = new Set<string>()

  willDraft (userId: string, conversationId: string, body: string): void { this.#written.add(`${userId} ${conversationId} ${body}`) }

  /** D32: the draft that a user is shown is one of theirs, of this conversation. */
  judge (userId: string, { id, draft }: ConversationSummary): void {
    if (draft === null || this.#written.has(`${userId} ${id} ${draft}`)) return
    throw new Violation('D32', `${userId} is shown the draft ${JSON.stringify(draft)} in ${id}`)
  }
}
