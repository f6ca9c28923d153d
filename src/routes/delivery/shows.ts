import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { EventType, LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import type { Shows } from './held-wait.ts'

/** What every held page draws: how many wait elsewhere, in which language and zone, and how people are called. */
const EVERYWHERE: ReadonlySet<EventType> = new Set(['message', 'message-recalled', 'read', 'profile', 'settings'])

function changesConversation (event: LedgerEvent, id: string): boolean {
  return EVERYWHERE.has(event.type) || ('conversationId' in event && event.conversationId === id)
}

/** One conversation, what is unread elsewhere, and who is there or typing. */
export function showsConversation ({ id, peer }: Pick<ConversationSummary, 'id' | 'peer'>): Shows {
  return {
    event: event => changesConversation(event, id),
    signal: (signal: Signal) => signal.kind === 'presence' ? signal.username === peer?.username : signal.conversationId === id
  }
}

/** The same for somebody who pressed a button to wait for messages: that one of his was read is nothing he waits for. */
export function showsMessages ({ id }: Pick<ConversationSummary, 'id'>): Shows {
  return { event: event => changesConversation(event, id), signal: () => false }
}

/** The list of conversations. Dots for presence are drawn with it and not waited for: a page that jumps for them would be unreadable. */
export const showsList: Shows = { event: ({ type }) => type !== 'session', signal: () => false }
