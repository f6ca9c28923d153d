import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { eventRow, type LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'

/** The events and signals that a held page shows, and so is woken by. */
export interface Shows {
  event (event: LedgerEvent): boolean
  signal (signal: Signal): boolean
}

function changesConversation (event: LedgerEvent, id: string): boolean {
  const wakes = eventRow(event)?.wakes
  return wakes === 'every-page' || (wakes === 'conversation' && 'conversationId' in event && event.conversationId === id)
}

/** One conversation, the unread count of others, the presence of its peer and who is typing. */
export function showsConversation ({ id, peer }: Pick<ConversationSummary, 'id' | 'peer'>): Shows {
  return {
    event: event => changesConversation(event, id),
    signal: (signal: Signal) => signal.kind === 'presence' ? signal.username === peer?.username : signal.conversationId === id
  }
}

/** The same for a reader who pressed a button to wait for messages: a receipt or a typist is no news to them. */
export function showsMessages ({ id }: Pick<ConversationSummary, 'id'>): Shows {
  return { event: event => changesConversation(event, id), signal: () => false }
}

/** The list of conversations. Presence is drawn with it and wakes nothing: a page that reloads for each dot would be unreadable. */
export const showsList: Shows = { event: event => eventRow(event)?.wakes !== 'nothing', signal: () => false }
