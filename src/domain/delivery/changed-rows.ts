import { eventRow, type LedgerEvent } from './events.ts'

/** A row of the list of conversations that event `seq` changed: it moves to the top, or is replaced in place. */
export interface ChangedRow { readonly conversationId: string, readonly seq: number, readonly how: 'top' | 'put' }

/** Returns the rows that these events change; rows that move up come last, the newest of them at the end. */
export function changedRows (events: readonly LedgerEvent[]): readonly ChangedRow[] {
  const rows = new Map<string, { seq: number, movedAt: number }>()
  for (const event of events) {
    const row = eventRow(event)
    const list = row?.stays?.(event) === true ? 'put' : row?.list
    if (!('conversationId' in event) || (list !== 'top' && list !== 'put')) continue
    const movedAt = list === 'top' ? event.seq : rows.get(event.conversationId)?.movedAt ?? 0
    rows.set(event.conversationId, { seq: event.seq, movedAt })
  }
  // Ordered by `seq`, not by time: a clock may be set back.
  return [...rows].sort(([, a], [, b]) => a.movedAt - b.movedAt)
    .map(([conversationId, { seq, movedAt }]) => ({ conversationId, seq, how: movedAt > 0 ? 'top' : 'put' }))
}

/** Whether the unread total may be another after these events although they change no single row. */
export function changesTotalAlone (events: readonly LedgerEvent[]): boolean {
  return events.some(event => eventRow(event)?.list === 'told')
}

type ConversationEvent = LedgerEvent & { readonly conversationId: string }

/** Returns the event by conversation, for what is kept of each: reading all is as many events of reading. */
export function eachConversation (event: LedgerEvent): readonly ConversationEvent[] {
  if (event.type !== 'read-all') return 'conversationId' in event ? [event] : []
  const { seq, at } = event
  return event.conversations.map(({ conversationId, readNo }) => ({ seq, at, type: 'read', conversationId, readNo, unreadFrom: null }))
}
