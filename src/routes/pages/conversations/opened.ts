import type { Contacts } from '#domain/people/contacts.ts'
import type { Conversations, ConversationSummary } from '#domain/conversations/conversations.ts'
import { HISTORY_PAGE, type HistoryPage, type Messages } from '#domain/messages/messages.ts'
import type { Opened } from '#views/conversations/opened.ts'

export interface OpeningNeeds {
  readonly conversations: Conversations
  readonly messages: Messages
  readonly contacts: Contacts
  readonly newId: () => string
}

export interface Stretch { readonly before?: number | undefined, readonly after?: number | undefined }
/** The parts of an opened conversation that are not stored: typed text, a form's result, and the way the page goes on. */
export type Said = Partial<Pick<Opened, 'kept' | 'refusal' | 'done' | 'frame' | 'byHand'>>

/** One conversation with a stretch of its history: the newest, or around a `no`. Throws NOT_FOUND. */
export async function openConversation (
  needs: OpeningNeeds, userId: string, id: string, stretch: Stretch, said: Said = {}
): Promise<Opened> {
  const { conversations, messages, contacts, newId } = needs
  const [conversation, page, receipts] = await Promise.all([
    conversations.one(userId, id),
    // One more than is shown: the message before the first decides what day and whose line it continues.
    messages.history(userId, id, { ...stretch, limit: HISTORY_PAGE + 1 }),
    conversations.receipts(userId, id)
  ])
  const { peer } = conversation
  const relation = peer === null ? null : (await contacts.profile(userId, peer.username)).relation
  const shown = stretch.after === undefined ? backwards(page) : await forwards(needs, userId, id, page, stretch.after)
  return {
    conversation,
    relation,
    ...shown,
    isNewest: isNewest(shown.messages.at(-1)?.no, conversation, stretch),
    bounces: stretch.before === undefined && stretch.after === undefined ? page.bounces : [],
    receipts,
    formId: newId(),
    kept: null,
    refusal: null,
    done: null,
    frame: null,
    byHand: null,
    ...said
  }
}

type Shown = Pick<Opened, 'messages' | 'previous' | 'hasOlder'>

function backwards ({ messages, more }: HistoryPage): Shown {
  const isFull = messages.length > HISTORY_PAGE
  return { messages: isFull ? messages.slice(1) : messages, previous: isFull ? messages[0] ?? null : null, hasOlder: more || isFull }
}

async function forwards ({ messages }: OpeningNeeds, userId: string, id: string, page: HistoryPage, after: number): Promise<Shown> {
  const before = await messages.history(userId, id, { before: after + 1, limit: 1 })
  return { messages: page.messages.slice(0, HISTORY_PAGE), previous: before.messages[0] ?? null, hasOlder: before.messages.length > 0 }
}

function isNewest (last: number | undefined, { lastNo }: ConversationSummary, { before, after }: Stretch): boolean {
  return before === undefined && after === undefined ? true : last !== undefined && last >= lastNo
}
