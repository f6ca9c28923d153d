import type { Contacts } from '#domain/people/contacts.ts'
import type { ConversationRows, Conversations } from '#domain/conversations/conversations.ts'
import { nicknamesIn, nicknamesInMemory, type Nicknames } from '#domain/conversations/nicknames.ts'
import { changedRows, changesTotalAlone, type ChangedRow } from '#domain/delivery/changed-rows.ts'
import { eventRow, type LedgerEvent } from '#domain/delivery/events.ts'
import type { KnownViewer, Viewers } from '#domain/delivery/viewers.ts'
import type { Message, MessageBefore, Messages } from '#domain/messages/messages.ts'
import { patchPage, type PagesOptions } from '#plugins/pages.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { messageName, needsPrevious, patches, type Details } from '#views/delivery/events.ts'

export interface DrawNeeds extends PagesOptions {
  readonly viewers: Viewers
  readonly nicknames: Nicknames
  readonly contacts: Pick<Contacts, 'asking'>
  readonly conversations: Pick<Conversations, 'some' | 'inMemory'>
  readonly messages: Pick<Messages, 'history'>
}

/** Events that are drawn in the step that wakes a page. More of them take their turn with other reading. */
const AT_ONCE = 10
const NO_ROWS: ConversationRows = { conversations: [], unread: 0, archived: 0, joinedNos: new Map() }
const NO_PREVIOUS: Details['previous'] = new Map()

export type EventDrawer = ReturnType<typeof createEventDrawer>

/**
 * Draws events as one viewer's page shows them, for `GET /poll?view=html`: in the page's own language if it is one of ours, else in the
 * one that the viewer chose. Both ways return the inside of a JSON string, drawn by the same functions.
 */
export function createEventDrawer (needs: DrawNeeds) {
  const { viewers, nicknames, contacts, conversations, messages } = needs

  async function before (userId: string, { conversationId, no }: Message): Promise<MessageBefore | null> {
    return (await messages.history(userId, conversationId, { before: no, limit: 1 })).messages[0] ?? null
  }

  async function previousOf (userId: string, events: readonly LedgerEvent[], rows: ConversationRows): Promise<Details['previous']> {
    const previous = new Map<string, MessageBefore>()
    for (const message of needsPrevious(events, rows.joinedNos)) {
      const found = await before(userId, message)
      if (found !== null) previous.set(messageName(message), found)
    }
    return previous
  }

  function draw (
    events: readonly LedgerEvent[], { account, remarks }: KnownViewer, groupNames: OwnPage['groupNames'], lang: string, details: Details
  ): string {
    return patches(events, details, patchPage(needs, account, lang, { remarks, groupNames }))
  }

  return {
    /** Draws from memory alone, without a promise; null when something must be read. */
    now (userId: string, events: readonly LedgerEvent[], lang: string): string | null {
      if (events.length === 0) return ''
      if (events.length > AT_ONCE || events.some(asks)) return null
      const changed = changedRows(events)
      const viewer = viewers.inMemory(userId)
      const rows = changed.length === 0 && !changesTotalAlone(events) ? NO_ROWS : conversations.inMemory(userId, idsOf(changed))
      if (viewer === null || rows === null || needsPrevious(events, rows.joinedNos).length > 0) return null
      const groupNames = nicknamesInMemory(nicknames, groupsIn(rows))
      return groupNames === null ? null : draw(events, viewer, groupNames, lang, { ...rows, changed, previous: NO_PREVIOUS, asking: null })
    },

    /** Reads what memory lacks, and leaves it there for the next time. Throws NOT_FOUND when the account is gone. */
    async later (userId: string, events: readonly LedgerEvent[], lang: string): Promise<string> {
      if (events.length === 0) return ''
      const changed = changedRows(events)
      const [viewer, rows, asking] = await Promise.all([
        viewers.inMemory(userId) ?? viewers.read(userId),
        changed.length === 0 && !changesTotalAlone(events)
          ? NO_ROWS
          : conversations.inMemory(userId, idsOf(changed)) ?? conversations.some(userId, idsOf(changed)),
        events.some(asks) ? contacts.asking(userId) : null
      ])
      const [previous, groupNames] = await Promise.all([previousOf(userId, events, rows), nicknamesIn(nicknames, groupsIn(rows))])
      return draw(events, viewer, groupNames, lang, { ...rows, changed, previous, asking })
    }
  }
}

// Counts of requests are not kept: such events are rare.
function asks (event: LedgerEvent): boolean {
  return eventRow(event)?.list === 'asking'
}

// Those who have left see people's own names.
function groupsIn ({ conversations }: ConversationRows): string[] {
  return conversations.filter(({ kind, left }) => kind === 'group' && !left).map(({ id }) => id)
}

function idsOf (changed: readonly ChangedRow[]): string[] {
  return changed.map(({ conversationId }) => conversationId)
}
