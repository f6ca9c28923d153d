import type { ConversationSummary, Receipt } from '#domain/conversations/conversations.ts'
import type { EventType, LedgerEvent } from '#domain/delivery/events.ts'
import type { Message } from '#domain/messages/messages.ts'
import { initials } from '#views/parts/avatars.ts'
import { conversationRow } from '#views/conversations/conversations.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { messageItem } from '#views/messages/messages.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { askingTotal, unreadTotal } from '#views/site/shell.ts'

/** The data needed to draw a stretch of events besides the events, as this viewer may see it now. */
export interface Details {
  /** Rows of the conversations that the events touch, without those that the viewer cannot see. */
  readonly conversations: readonly ConversationSummary[]
  readonly unread: number
  /** The message before each of `needsPrevious(events)`, keyed by its `messageName`. */
  readonly previous: ReadonlyMap<string, Message>
  /** Number of contact requests that wait for an answer; null when no event touches them. */
  readonly asking: number | null
}

/** Events that change a row of the list. */
const TOUCHING: ReadonlySet<EventType> = new Set(['message', 'message-edited', 'message-recalled', 'conversation', 'member', 'read'])

/** Returns the conversation whose row this event changes; null when it changes none. */
export function touchedConversation (event: LedgerEvent): string | null {
  return TOUCHING.has(event.type) && 'conversationId' in event ? event.conversationId : null
}

/** Returns the key of a message in `Details.previous`. */
export function messageName ({ conversationId, no }: Pick<Message, 'conversationId' | 'no'>): string {
  return `${conversationId} ${no}`
}

/** Returns the messages whose predecessor is not among these events; their day and grouping depend on it. */
export function needsPrevious (events: readonly LedgerEvent[]): Message[] {
  const brought = new Set(events.flatMap(event => event.type === 'message' ? [messageName(event.message)] : []))
  return events.flatMap(event => 'message' in event ? [event.message] : [])
    .filter(({ conversationId, no }) => no > 1 && !brought.has(messageName({ conversationId, no: no - 1 })))
}

/** Draws events as patches for one viewer's page (docs/live-page.md): in `seq` order, then the rows they touch. */
export function patches (events: readonly LedgerEvent[], details: Details, page: OwnPage): Html {
  const rows = new Map(details.conversations.map(row => [row.id, row]))
  const previous = new Map(details.previous)
  const drawn: Renderable[] = []
  for (const event of events) drawn.push(patchesOf(event, { page, rows, previous }))
  const last = events.at(-1)
  if (last === undefined) return html``
  const touched = new Set(events.map(touchedConversation))
  // Puts the conversation of the newest message on top. Ordered by events, not by time: a clock may be set back.
  const movedAt = new Map(events.filter(isMoving).map(event => [touchedConversation(event), event.seq]))
  const place = ({ id }: ConversationSummary) => movedAt.get(id) ?? 0
  const touchedRows = [...rows.values()].filter(row => touched.has(row.id)).sort((a, b) => place(a) - place(b))
  return html`${drawn}${touchedRows.map(row => rowPatch(page, events, row))}${totals(details, last.seq, touchedRows.length > 0)}`
}

interface Context {
  readonly page: OwnPage
  readonly rows: ReadonlyMap<string, ConversationSummary>
  readonly previous: Map<string, Message>
}

function patchesOf (event: LedgerEvent, context: Context): Renderable {
  const { seq } = event
  switch (event.type) {
    case 'message': {
      const item = message(event.message, context)
      const { conversationId, no } = event.message
      context.previous.set(messageName({ conversationId, no: no + 1 }), event.message)
      return patch(seq, 'append', `messages-${event.conversationId}`, item)
    }
    case 'message-edited':
    case 'message-recalled': return patch(seq, 'replace', `messages-${event.conversationId}`, message(event.message, context))
    // These change headings and panels, which are drawn anew with the page.
    case 'conversation':
    case 'member':
    case 'read':
    case 'session': return null
    case 'profile': return html`<div class="patch" data-seq="${seq}" data-how="name" data-target="${event.user.username}"><b>${event.user.displayName}</b><i>${initials(event.user.displayName)}</i></div>
`
    case 'contact-request':
    case 'contact': return html`<div class="patch" data-seq="${seq}" data-how="reload" data-into="people"></div>
`
    case 'settings': return html`<div class="patch" data-seq="${seq}" data-how="reload"></div>
`
  }
}

// No receipts: the script knows the watermarks and marks the messages it inserts.
const NO_RECEIPTS: readonly Receipt[] = []

function message (message: Message, { page, rows, previous }: Context): Html {
  const { conversationId } = message
  return messageItem(page, message, {
    kind: rows.get(conversationId)?.kind ?? 'direct',
    previous: previous.get(messageName(message)) ?? null,
    receipts: NO_RECEIPTS
  })
}

// Moves the conversation of a new message to the top; any other event changes the row in place.
function isMoving ({ type }: LedgerEvent): boolean {
  return type === 'message' || type === 'conversation'
}

function rowPatch (page: OwnPage, events: readonly LedgerEvent[], row: ConversationSummary): Html {
  const own = events.filter(event => touchedConversation(event) === row.id)
  const how = own.some(isMoving) ? 'top' : 'put'
  return patch(own.at(-1)?.seq ?? 0, how, 'conversations', conversationRow(page, row))
}

function totals ({ unread, asking }: Details, seq: number, isTouched: boolean): Html {
  return html`${asking !== null && patch(seq, 'put', 'rail-asking', askingTotal(asking))}${isTouched && html`${patch(seq, 'put', 'rail-unread', unreadTotal(unread))}<div class="patch" data-seq="${seq}" data-how="unread" data-count="${unread}"></div>
`}`
}

function patch (seq: number, how: 'append' | 'replace' | 'top' | 'put', into: string, content: Html): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="${how}" data-into="${into}">${content}</div>
`
}
