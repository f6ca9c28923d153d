import type { Accounts } from '#domain/account/accounts.ts'
import type { Contacts } from '#domain/people/contacts.ts'
import type { Conversations } from '#domain/conversations/conversations.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { changedRows, eventRow, type LedgerEvent } from '#domain/delivery/events.ts'
import type { Message, Messages } from '#domain/messages/messages.ts'
import { patchPage, type PagesOptions } from '#plugins/pages.ts'
import { messageName, needsPrevious, patches } from '#views/delivery/events.ts'

export interface DrawNeeds extends PagesOptions {
  readonly accounts: Accounts
  readonly contacts: Contacts
  readonly conversations: Conversations
  readonly messages: Messages
}

/**
 * Draws events as one viewer's page shows them, for `GET /poll?view=html`: in the page's own language if it is one of ours, else in the
 * one that the viewer chose. Throws NOT_FOUND when the account is gone.
 */
export function createEventDrawer (needs: DrawNeeds) {
  const { accounts, contacts, conversations, messages } = needs

  async function before (userId: string, { conversationId, no }: Message): Promise<Message | null> {
    return (await messages.history(userId, conversationId, { before: no, limit: 1 })).messages[0] ?? null
  }

  return async function drawEvents (userId: string, events: readonly LedgerEvent[], lang: string): Promise<string> {
    if (events.length === 0) return ''
    const changed = changedRows(events)
    const asks = events.some(event => eventRow(event)?.list === 'asking')
    const [account, rows, counts] = await Promise.all([
      accounts.byId(userId),
      changed.length === 0 ? { conversations: [], unread: 0 } : conversations.some(userId, changed.map(row => row.conversationId)),
      asks ? contacts.counts(userId) : null
    ])
    // A conversation that the viewer can no longer see is not among the rows.
    const seen = new Set(rows.conversations.map(({ id }) => id))
    const wanted = needsPrevious(events).filter(({ conversationId }) => seen.has(conversationId))
    const found = await Promise.all(wanted.map(message => before(userId, message)))
    const previous = new Map<string, Message>()
    for (const [index, message] of found.entries()) if (message !== null) previous.set(messageName(wanted[index] as Message), message)
    const remarks = await contacts.remarks(userId, peopleIn(events, rows.conversations))
    const page = patchPage(needs, account, lang, remarks)
    return patches(events, { ...rows, changed, previous, asking: counts?.incoming ?? null }, page).toString()
  }
}

/** Returns the ids of the people whose names the patches of these events show. */
function peopleIn (events: readonly LedgerEvent[], rows: readonly ConversationSummary[]): string[] {
  const told = events.flatMap(event => {
    if ('message' in event) return [event.message.sender]
    if (event.type === 'contact') return [event.contact.user]
    return event.type === 'profile' ? [event.user] : []
  })
  const listed = rows.flatMap(({ peer, lastMessage }) => [peer, lastMessage?.sender ?? null])
  return [...new Set([...told, ...listed].flatMap(user => user === null ? [] : [user.id]))]
}
