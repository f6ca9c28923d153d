import type { ConversationSummary, Receipt } from '#domain/conversations/conversations.ts'
import type { ChangedRow, EventOf, EventType, LedgerEvent } from '#domain/delivery/events.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { UserRef } from '#domain/people/users.ts'
import { initials } from '#views/parts/avatars.ts'
import { conversationRow, membersCount } from '#views/conversations/conversations.ts'
import { askingLine } from '#views/conversations/list.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { messageItem } from '#views/messages/messages.ts'
import { nameOf } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { askingTotal, unreadTotal } from '#views/site/shell.ts'

/** The data needed to draw a stretch of events besides the events, as this viewer may see it now. */
export interface Details {
  /** The rows of the list that the events change, as they are now; those the viewer cannot see are missing. */
  readonly conversations: readonly ConversationSummary[]
  readonly changed: readonly ChangedRow[]
  readonly unread: number
  /** The message before each of `needsPrevious(events)`, keyed by its `messageName`. */
  readonly previous: ReadonlyMap<string, Message>
  /** Number of contact requests that wait for an answer; null when no event touches them. */
  readonly asking: number | null
}

/** The key of a message in `Details.previous`. */
export function messageName ({ conversationId, no }: Pick<Message, 'conversationId' | 'no'>): string {
  return `${conversationId} ${no}`
}

/** Returns the messages whose predecessor is not among these events; their day and grouping depend on it. */
export function needsPrevious (events: readonly LedgerEvent[]): Message[] {
  const brought = new Set(events.flatMap(event => event.type === 'message' ? [messageName(event.message)] : []))
  return events.flatMap(event => 'message' in event ? [event.message] : [])
    .filter(({ conversationId, no }) => no > 1 && !brought.has(messageName({ conversationId, no: no - 1 })))
}

/** Events as one viewer sees them: patches for their page (docs/live-page.md), in `seq` order, the rows they change last. */
export function patches (events: readonly LedgerEvent[], details: Details, page: OwnPage): Html {
  const rows = new Map(details.conversations.map(row => [row.id, row]))
  const previous = new Map(details.previous)
  const last = events.at(-1)
  if (last === undefined) return html``
  const drawn = events.map(event => drawEvent(event, { page, rows, previous }))
  const changed = details.changed.flatMap(({ conversationId, seq, how }) => {
    const row = rows.get(conversationId)
    return row === undefined ? [] : [patch(seq, how, 'conversations', conversationRow(page, row))]
  })
  return html`${drawn}${changed}${totals(page, details, last.seq, changed.length > 0)}`
}

interface Context {
  readonly page: OwnPage
  readonly rows: ReadonlyMap<string, ConversationSummary>
  readonly previous: Map<string, Message>
}

/** Draws the part of a page that an event changes besides rows of lists. Heads and panels are drawn anew with the page. */
const DRAWINGS: { readonly [Type in EventType]: (event: EventOf<Type>, context: Context) => Renderable } = {
  message ({ seq, conversationId, message }, context) {
    const item = drawMessage(message, context)
    context.previous.set(messageName({ conversationId, no: message.no + 1 }), message)
    return patch(seq, 'append', `messages-${conversationId}`, item)
  },
  'message-edited': replaceMessage,
  'message-recalled': replaceMessage,
  conversation: () => null,
  'conversation-removed': ({ seq, conversationId }) => html`<div class="patch" data-seq="${seq}" data-how="remove" data-target="conversation-${conversationId}"></div>
`,
  member ({ seq, conversationId, change, member }, { page, rows }) {
    // A page of a group that its reader has left elsewhere has other forms.
    if (change === 'left' && member.user.id === page.viewer.id) return reload(seq, `messages-${conversationId}`)
    const row = rows.get(conversationId)
    return row === undefined ? null : patch(seq, 'replace', `messages-${conversationId}`, membersCount(page, row, seq))
  },
  read: () => null,
  // As it is now: of several that arrive together, the last is drawn each time.
  draft: ({ seq, conversationId }, { rows }) => html`<div class="patch" data-seq="${seq}" data-how="draft" data-target="${conversationId}"><p>${rows.get(conversationId)?.draft ?? null}</p></div>
`,
  session: () => null,
  profile: ({ seq, user }, { page }) => nameTold(page, seq, user),
  'contact-request': reloadPeople,
  // The page of the conversation with this person says whether one may write.
  contact: (event, { page }) => [nameTold(page, event.seq, event.contact.user), reloadPeople(event), reload(event.seq, `gate-${event.contact.user.username}`)],
  settings: ({ seq }) => html`<div class="patch" data-seq="${seq}" data-how="reload"></div>
`
}

// A type that a newer version wrote is skipped, as clients do.
function drawEvent<Type extends EventType> (event: EventOf<Type>, context: Context): Renderable {
  const draw: typeof DRAWINGS[Type] | undefined = DRAWINGS[event.type]
  return draw === undefined ? null : draw(event, context)
}

function replaceMessage ({ seq, conversationId, message }: EventOf<'message-edited' | 'message-recalled'>, context: Context): Html {
  return patch(seq, 'replace', `messages-${conversationId}`, drawMessage(message, context))
}

// The name that the viewer knows them by, its initials, and the name that they chose.
function nameTold (page: OwnPage, seq: number, user: UserRef): Html {
  const name = nameOf(page, user)
  return html`<div class="patch" data-seq="${seq}" data-how="name" data-target="${user.username}"><b>${name}</b><i>${initials(name)}</i><u>${user.displayName}</u></div>
`
}

function reloadPeople ({ seq }: LedgerEvent): Html {
  return reload(seq, 'people')
}

function reload (seq: number, where: string): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="reload" data-into="${where}"></div>
`
}

// No receipts: the script knows the watermarks and marks the messages it inserts.
const NO_RECEIPTS: readonly Receipt[] = []

function drawMessage (message: Message, { page, rows, previous }: Context): Html {
  const { conversationId } = message
  return messageItem(page, message, {
    kind: rows.get(conversationId)?.kind ?? 'direct',
    previous: previous.get(messageName(message)) ?? null,
    receipts: NO_RECEIPTS
  })
}

function totals (page: OwnPage, { unread, asking }: Details, seq: number, isChanged: boolean): Html {
  return html`${asking !== null && html`${patch(seq, 'put', 'rail-asking', askingTotal(asking))}${patch(seq, 'put', 'asking-note', askingLine(page, asking))}<div class="patch" data-seq="${seq}" data-how="asking" data-count="${asking}"></div>
`}${isChanged && html`${patch(seq, 'put', 'rail-unread', unreadTotal(unread))}<div class="patch" data-seq="${seq}" data-how="unread" data-count="${unread}"></div>
`}`
}

function patch (seq: number, how: 'append' | 'replace' | 'top' | 'put', into: string, content: Html): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="${how}" data-into="${into}">${content}</div>
`
}
