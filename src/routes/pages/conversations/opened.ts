import type { Contacts } from '#domain/people/contacts.ts'
import type { Conversations, ConversationSummary } from '#domain/conversations/conversations.ts'
import { HISTORY_PAGE, takesAnswers, type HistoryPage, type Message, type Messages } from '#domain/messages/messages.ts'
import type { Pins } from '#domain/messages/pins.ts'
import type { Opened } from '#views/conversations/opened.ts'

export interface OpeningNeeds {
  readonly conversations: Conversations
  readonly messages: Messages
  readonly pins: Pick<Pins, 'list'>
  readonly contacts: Contacts
  readonly newId: () => string
}

/** Where a conversation is opened: before, after or around a `no`, at the newest message, or by default around the first unread one. */
export interface Stretch {
  readonly before?: number | undefined
  readonly after?: number | undefined
  readonly no?: number | undefined
  readonly at?: 'end' | undefined
}

/** Parts of an opened conversation that are not stored, or go before those: typed text, a form's result, and the way the page goes on. */
export type Said = Partial<Pick<Opened, 'kept' | 'refusal' | 'replyingTo' | 'results' | 'done' | 'frame' | 'byHand'>>

/** Messages that were read before, above the first unread one. */
const READ_BEFORE = 10
const LATEST = { limit: 1 }

/** One conversation with a stretch of its history. Throws NOT_FOUND. */
export async function openConversation (
  needs: OpeningNeeds, userId: string, id: string, stretch: Stretch, said: Said = {}
): Promise<Opened> {
  const { conversations, pins, contacts, newId } = needs
  const [conversation, { rows: [pin = null] }, receipts, firstUnreadNo] = await Promise.all([
    conversations.one(userId, id),
    pins.list(userId, id, LATEST),
    conversations.receipts(userId, id),
    conversations.firstUnread(userId, id)
  ])
  const { peer } = conversation
  const relation = peer === null ? null : await contacts.relation(userId, peer.id)
  const { bounces, ...shown } = await messagesAt(historyOf(needs, userId, id), stretch, firstUnreadNo)
  const replyingTo = said.replyingTo === undefined ? await answered(needs, userId, id, conversation.draftReplyTo ?? 0) : said.replyingTo
  const last = shown.messages.at(-1)
  const isNewest = isNewestAt(last, conversation, stretch)
  return {
    conversation,
    relation,
    ...shown,
    isNewest,
    pin,
    firstUnreadNo,
    unreadBeyond: isNewest || last === undefined ? 0 : await conversations.unreadAfter(userId, id, last.no),
    bounces: isNewest ? bouncesIn(bounces, shown.messages, stretch) : [],
    unreadElsewhere: 0,
    receipts,
    formId: newId(),
    kept: null,
    refusal: null,
    results: null,
    done: null,
    frame: null,
    byHand: null,
    ...said,
    replyingTo
  }
}

/** The message with this number, which the composer is to answer; null when there is none that the reader may answer. */
export async function answered ({ messages }: Pick<OpeningNeeds, 'messages'>, userId: string, id: string, no: number): Promise<Message | null> {
  if (!Number.isSafeInteger(no) || no < 1) return null
  const { messages: [message] } = await messages.history(userId, id, { before: no + 1, limit: 1 })
  return message?.no === no && takesAnswers(message) ? message : null
}

type Shown = Pick<Opened, 'messages' | 'previous' | 'hasOlder' | 'bounces'>
type History = ReturnType<typeof historyOf>

// One more than is shown: the message before the first decides whether a day begins.
function historyOf ({ messages }: OpeningNeeds, userId: string, id: string) {
  return {
    before: async (before: number | undefined, count: number): Promise<Shown> =>
      backwards(await messages.history(userId, id, { before, limit: count + 1 }), count),
    after: async (after: number, count: number) => await messages.history(userId, id, { after, limit: count })
  }
}

async function messagesAt (history: History, { before, after, at, no }: Stretch, firstUnreadNo: number | null): Promise<Shown> {
  if (after !== undefined && before === undefined) return await from(history, after + 1)
  if (no !== undefined && before === undefined) return await around(history, no)
  const found = await history.before(before, HISTORY_PAGE)
  if (before !== undefined || at === 'end' || firstUnreadNo === null || isBelowTop(found, firstUnreadNo)) return found
  return await around(history, firstUnreadNo)
}

// Message `no` stands below something that was read, or is the first of all.
function isBelowTop ({ messages: [first], hasOlder }: Shown, no: number): boolean {
  return !hasOlder || (first !== undefined && first.no < no)
}

async function around (history: History, no: number): Promise<Shown> {
  const [older, newer] = await Promise.all([history.before(no, READ_BEFORE), history.after(no - 1, HISTORY_PAGE - READ_BEFORE)])
  return { ...older, messages: [...older.messages, ...newer.messages] }
}

async function from (history: History, no: number): Promise<Shown> {
  const [{ messages: [previous] }, { messages, bounces }] = await Promise.all([history.before(no, 1), history.after(no - 1, HISTORY_PAGE)])
  return { messages, bounces, previous: previous ?? null, hasOlder: previous !== undefined }
}

function backwards ({ messages, more, bounces }: HistoryPage, count: number): Shown {
  const isFull = messages.length > count
  const previous = isFull ? messages[0] ?? null : null
  return { messages: isFull ? messages.slice(1) : messages, previous, hasOlder: more || isFull, bounces }
}

function isNewestAt (last: Message | undefined, { lastNo }: ConversationSummary, { before, after }: Stretch): boolean {
  return last === undefined ? before === undefined && after === undefined : last.no >= lastNo
}

// Bounces have a time and no number: a stretch that begins later than the first message leaves out the earlier ones.
function bouncesIn (bounces: Opened['bounces'], [first]: readonly Message[], { before, after }: Stretch): Opened['bounces'] {
  return before === undefined && after === undefined ? bounces : bounces.filter(({ at }) => first === undefined || at >= first.at)
}
