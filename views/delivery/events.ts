import type { ConversationRows, ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Receipt } from '#domain/conversations/members.ts'
import type { ChangedRow } from '#domain/delivery/changed-rows.ts'
import type { EventOf, EventType, LedgerEvent } from '#domain/delivery/events.ts'
import type { Message, MessageBefore } from '#domain/messages/messages.ts'
import type { UserRef } from '#domain/people/users.ts'
import { initials } from '#views/parts/pictures/avatars.ts'
import { announcementLine, conversationRow, groupSign, groupTitle, hushNote, hushText, membersCount, requestsCount, requestsLine, rowKey } from '#views/conversations/conversations.ts'
import { archivedLine, askingLine } from '#views/conversations/list.ts'
import { Encoded } from '#views/parts/drawings.ts'
import { html, jsonInside, type Html, type Renderable } from '#views/parts/html.ts'
import { drawItem, messageKey, type Setting } from '#views/messages/messages.ts'
import { reactionChanged } from '#views/messages/reactions.ts'
import { pinBarAfter, unpinned } from '#views/messages/pins.ts'
import { markChanged } from '#views/messages/marks.ts'
import { nameOfPlace, quotedText } from '#views/messages/quotes.ts'
import { lookPatch } from '#views/parts/look.ts'
import { inGroup, isFormer, knownName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { askingTotal, unreadTotal } from '#views/site/shell.ts'

/** The data needed to draw a stretch of events besides the events, as this viewer may see it now. */
export interface Details extends ConversationRows {
  /** Rows of the conversations of `changed` and of all messages; those the viewer cannot see are missing. */
  readonly conversations: readonly ConversationSummary[]
  readonly changed: readonly ChangedRow[]
  /** The message before each of `needsPrevious(events)`, keyed by its `messageName`. */
  readonly previous: ReadonlyMap<string, MessageBefore>
  /** Number of contact requests that wait for an answer; null when no event touches them. */
  readonly asking: number | null
}

/** The key of a message in `Details.previous`. */
export function messageName ({ conversationId, no }: Pick<Message, 'conversationId' | 'no'>): string {
  return `${conversationId} ${no}`
}

/** Returns the messages of which the events do not tell what this viewer sees before them: the first ones of their periods. */
export function needsPrevious (events: readonly LedgerEvent[], joinedNos: ConversationRows['joinedNos']): Message[] {
  return events.flatMap(event => 'message' in event && previousOf(event, joinedNos) === undefined ? [event.message] : [])
}

type MessageEvent = EventOf<'message' | 'message-edited' | 'message-recalled'>

// Undefined: the event does not tell. Before the first message of a period one sees an earlier period's last, or nothing.
function previousOf ({ message: { conversationId, no }, previous }: MessageEvent, joinedNos: Details['joinedNos']): MessageBefore | null | undefined {
  const joinedNo = joinedNos.get(conversationId)
  if (no === 1 || joinedNo === undefined) return null
  return no > joinedNo ? previous : undefined
}

/**
 * Events as one viewer sees them: patches for their page (docs/live-page.md), in `seq` order, the rows they change last; as the inside of
 * a JSON string. Reads nothing, and draws only what has not been drawn for another viewer who sees the same.
 */
export function patches (events: readonly LedgerEvent[], details: Details, page: OwnPage): string {
  const last = events.at(-1)
  if (last === undefined) return ''
  const rows = new Map(details.conversations.map(row => [row.id, row]))
  let text = ''
  for (const event of events) text += encoded(drawEvent(event, { page: 'conversationId' in event ? inGroup(page, event.conversationId) : page, rows, details }))
  let isChanged = events.some(({ type }) => type === 'read-all')
  for (const { conversationId, seq, how } of details.changed) {
    const row = rows.get(conversationId)
    if (row === undefined) continue
    isChanged = true
    text += encoded(rowPatch(page, row, seq, how))
  }
  return text + encoded(totals(page, details, last.seq, isChanged))
}

interface Context {
  readonly page: OwnPage
  readonly rows: ReadonlyMap<string, ConversationSummary>
  readonly details: Details
}

type Drawn = Renderable | Encoded

/** Draws the part of a page that an event changes besides rows of lists. Heads and panels are drawn anew with the page. */
const DRAWINGS: { readonly [Type in EventType]: (event: EventOf<Type>, context: Context) => Drawn } = {
  message: (event, context) => messagePatch(event, 'append', context),
  'message-edited': (event, context) => messagePatch(event, 'replace', context),
  'message-recalled': (event, context) => messagePatch(event, 'replace', context),
  reaction (event, { page }) {
    const { seq, conversationId, no, by } = event
    const own = by.id === page.viewer.id
    return page.drawings.encoded(`reaction ${seq} ${page.language} ${page.root} ${page.mode} ${own}`, () =>
      html`<div class="patch" data-seq="${seq}" data-how="reaction" data-target="message-${conversationId}-${no}">${reactionChanged(page, event)}</div>
`)
  },
  // Its line brings the bar.
  pin: (event, { page }) => page.drawings.encoded(`pin ${event.seq} ${page.language}`, () =>
    html`${markChanged(page, event)}${!event.on && unpinned(event, event.seq)}${reload(event.seq, `pinned-${event.conversationId}`)}`),
  star: (event, { page }) => [markChanged(page, event), reload(event.seq, 'starred')],
  conversation ({ seq, conversationId, conversation: { kind, memberCount } }, { page, rows }) {
    if (kind !== 'group') return null
    if (memberCount === 0) return reload(seq, `messages-${conversationId}`)
    // One who is back has a page without composer open, perhaps.
    const head = headPatch(page, rows.get(conversationId), seq)
    return new Encoded(`${encoded(head)}${encoded(reload(seq, `left-${conversationId}`))}`)
  },
  'conversation-removed': ({ seq, conversationId }) => html`<div class="patch" data-seq="${seq}" data-how="remove" data-target="conversation-${conversationId}"></div>
`,
  member (event, { page, rows }) {
    const { seq, conversationId, change, member } = event
    // A page of a group that its reader has left elsewhere, or was removed from, has other forms.
    if (change === 'left' && member.user.id === page.viewer.id) return reload(seq, `messages-${conversationId}`)
    const head = headPatch(page, rows.get(conversationId), seq)
    // The one event by which members learn that an account was deleted: the same for all of them.
    if (isFormer(member.user)) {
      const name = page.drawings.encoded(`former ${seq} ${page.language}`, () => nameTold(page, seq, member.user))
      return new Encoded(encoded(name) + encoded(head))
    }
    if (change === 'nickname' || (change === 'left' && member.nickname !== undefined)) return new Encoded(encoded(head) + encoded(nicknamePatch(page, event)))
    return head
  },
  read: () => null,
  // Rows look the same but for the mark of what is unread: the script takes it off, which is less than drawing them all.
  'read-all': ({ seq, conversations }) => html`<div class="patch" data-seq="${seq}" data-how="read" data-target="${conversations.map(({ conversationId }) => conversationId).join(' ')}"></div>
`,
  'conversation-settings': ({ seq }, { page, details }) => patch(seq, 'put', 'archived-note', archivedLine(page, details.archived)),
  'join-requests': ({ seq, conversationId }, { page, rows }) =>
    new Encoded(encoded(headPatch(page, rows.get(conversationId), seq)) + encoded(reload(seq, `ways-in-${conversationId}`))),
  silenced: ({ seq, conversationId }, { page, rows }) => headPatch(page, rows.get(conversationId), seq),
  // As it is now: of several that arrive together, the last is drawn each time.
  draft ({ seq, conversationId }, { rows }) {
    const { draft = null, draftReplyTo = null } = rows.get(conversationId) ?? {}
    const answers = draftReplyTo !== null && html` data-reply="${draftReplyTo}"`
    return html`<div class="patch" data-seq="${seq}" data-how="draft" data-target="${conversationId}"><p${answers}>${draft}</p></div>
`
  },
  session: () => null,
  about: ({ seq, user, about }) => html`<div class="patch" data-seq="${seq}" data-how="about" data-target="${user.username}"><p>${about}</p></div>
`,
  profile: ({ seq, user }, { page }) => nameTold(page, seq, user),
  'contact-request': reloadPeople,
  'group-invitation': reloadPeople,
  labels: reloadPeople,
  // The page of the conversation with this person says whether one may write.
  contact: (event, { page }) => [nameTold(page, event.seq, event.contact.user), reloadPeople(event), reload(event.seq, `gate-${event.contact.user.username}`)],
  settings: ({ seq }, { page }) => html`<div class="patch" data-seq="${seq}" data-how="reload"${lookPatch(page)}></div>
`
}

// A type that a newer version wrote is skipped, as clients do.
function drawEvent<Type extends EventType> (event: EventOf<Type>, context: Context): Drawn {
  const draw: typeof DRAWINGS[Type] | undefined = DRAWINGS[event.type]
  return draw === undefined ? null : draw(event, context)
}

function encoded (drawn: Drawn): string {
  return drawn instanceof Encoded ? drawn.text : drawn === null ? '' : jsonInside(drawn)
}

function messagePatch (event: MessageEvent, how: 'append' | 'replace', { page, rows, details }: Context): Encoded {
  const { seq, conversationId, message } = event
  const setting: Setting = {
    kind: rows.get(conversationId)?.kind ?? 'direct',
    previous: previousOf(event, details.joinedNos) ?? details.previous.get(messageName(message)) ?? null,
    receipts: NO_RECEIPTS
  }
  return page.drawings.encoded(`${how} ${seq} ${messageKey(page, message, setting)}`, () =>
    html`${patch(seq, how, `messages-${conversationId}`, drawItem(page, message, setting))}${how === 'replace' ? quotePatch(page, event) : pinPatch(page, event)}`)
}

// The line of a pin puts the message above the others.
function pinPatch (page: OwnPage, { seq, conversationId, message }: MessageEvent): Html | null {
  const bar = pinBarAfter(page, message)
  return bar === null ? null : patch(seq, 'replace', `messages-${conversationId}`, bar)
}

// Answers to the message, anywhere on the page, quote it as it now is.
function quotePatch (page: OwnPage, { seq, message }: MessageEvent): Html {
  return html`<div class="patch" data-seq="${seq}"${message.recalledAt !== undefined && html` data-gone="1"`} data-how="quote" data-target="${nameOfPlace(message)}"><p>${quotedText(page, message)}</p></div>
`
}

// The head of a group and the note above its composer. Drawn once for all who may write, or may not.
function headPatch (page: OwnPage, row: ConversationSummary | undefined, seq: number): Encoded | null {
  if (row === undefined) return null
  const { times, mode, root } = page
  return page.drawings.encoded(`head ${seq} ${times.name} ${mode} ${root} ${row.id} ${row.changedSeq} ${row.memberCount} ${row.joinRequests} ${hushText(page, row)}`, () =>
    patch(seq, 'replace', `messages-${row.id}`, html`${membersCount(page, row, seq)}${groupSign(row, seq)}${groupTitle(row, seq)}${announcementLine(page, row, seq)}${requestsLine(page, row, seq)}${requestsCount(row, seq)}${hushNote(page, row, seq)}`))
}

function rowPatch (page: OwnPage, row: ConversationSummary, seq: number, how: ChangedRow['how']): Drawn {
  if (row.hidden) {
    return html`<div class="patch" data-seq="${seq}" data-how="remove" data-target="conversation-${row.id}"></div>
`
  }
  const draw = () => patch(seq, how, listOf(row), conversationRow(page, row))
  const key = rowKey(page, row)
  return key === null ? draw() : page.drawings.encoded(`${how} ${seq} ${key}`, draw)
}

/** The id of the list that a row stands in. */
function listOf ({ archived }: ConversationSummary): string {
  return archived ? 'archived' : 'conversations'
}

// The name of a member in one conversation from now on, and their nickname there; empty for none. A remark of the viewer leads.
function nicknamePatch (page: OwnPage, { seq, conversationId, change, member: { user, nickname } }: EventOf<'member'>): Encoded {
  const given = change === 'left' ? undefined : nickname
  const name = page.remarks.get(user.id) ?? given ?? user.displayName
  return page.drawings.encoded(`nickname ${seq} ${name}`, () =>
    html`<div class="patch" data-seq="${seq}" data-how="nickname" data-target="${conversationId} ${user.username}"><b>${name}</b><u>${given ?? ''}</u></div>
`)
}

// The name that the viewer knows them by, its initials, and the name that they chose.
function nameTold (page: OwnPage, seq: number, user: UserRef): Html {
  const name = knownName(page, user)
  const leads = isFormer(user) || (page.remarks.get(user.id) ?? null) !== null
  return html`<div class="patch" data-seq="${seq}" data-how="name" data-target="${user.username}"${leads && html` data-leads="1"`}><b>${name}</b><i>${initials(name)}</i><u>${user.displayName}</u></div>
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

function totals (page: OwnPage, { unread, asking }: Details, seq: number, isChanged: boolean): Drawn {
  if (asking === null) return isChanged ? page.drawings.encoded(`unread ${seq} ${unread}`, () => unreadPatches(seq, unread)) : null
  return html`${patch(seq, 'put', 'rail-asking', askingTotal(asking))}${patch(seq, 'put', 'asking-note', askingLine(page, asking))}<div class="patch" data-seq="${seq}" data-how="asking" data-count="${asking}"></div>
${isChanged && unreadPatches(seq, unread)}`
}

function unreadPatches (seq: number, unread: number): Html {
  return html`${patch(seq, 'put', 'rail-unread', unreadTotal(unread))}<div class="patch" data-seq="${seq}" data-how="unread" data-count="${unread}"></div>
`
}

function patch (seq: number, how: 'append' | 'replace' | 'top' | 'put', into: string, content: Html): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="${how}" data-into="${into}">${content}</div>
`
}
