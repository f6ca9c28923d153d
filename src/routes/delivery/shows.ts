import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { eventRow, type LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import type { Shows } from './held-wait.ts'

function changesConversation (event: LedgerEvent, id: string): boolean {
  const wakes = eventRow(event)?.wakes
  return wakes === 'every-page' || (wakes === 'conversation' && 'conversationId' in event && event.conversationId === id)
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
export const showsList: Shows = { event: event => eventRow(event)?.wakes !== 'nothing', signal: () => false }
