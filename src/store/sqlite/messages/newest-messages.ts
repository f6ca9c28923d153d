import type { Message } from '#domain/messages/messages.ts'
import type { Delivery } from '#domain/delivery/events.ts'

/** Limit of conversations, some 40 KiB each with messages of two lines. */
const CONVERSATIONS_MAX = 200

interface Newest {
  /** `last_seq` of the conversation when they were read: every change of a message moves it. */
  readonly lastSeq: number
  /** Oldest first. */
  readonly messages: readonly Message[]
  readonly limit: number
}

/**
 * Cache of the newest messages of conversations as their current members see them, the oldest read first: a message to a thousand held
 * frames had each of them read the same forty rows, a third of what a frame cost. A new `last_seq` makes an entry void, a new name all.
 */
export class NewestMessages {
  readonly #kept = new Map<string, Newest>()

  /** Returns them if a member since `joinedNo` would read them now, and sees an older one as well. */
  get (conversationId: string, lastSeq: number, joinedNo: number, limit: number): readonly Message[] | null {
    const found = this.#kept.get(conversationId)
    if (found?.lastSeq !== lastSeq || found.limit !== limit) return null
    return (found.messages[0]?.no ?? 0) > joinedNo ? found.messages : null
  }

  keep (conversationId: string, newest: Newest): void {
    this.#kept.delete(conversationId)
    this.#kept.set(conversationId, newest)
    const [oldest = ''] = this.#kept.keys()
    if (this.#kept.size > CONVERSATIONS_MAX) this.#kept.delete(oldest)
  }

  /** Call it with the events of a commit, before any request is answered. */
  committed (deliveries: readonly Delivery[]): void {
    for (const { event } of deliveries) {
      if (event.type === 'profile') this.clear()
      else if (event.type === 'message-recalled') this.#kept.delete(event.conversationId)
    }
  }

  clear (): void {
    this.#kept.clear()
  }
}
