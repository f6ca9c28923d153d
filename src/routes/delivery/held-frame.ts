import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { countedUnread } from '#domain/conversations/own-settings.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import type { UserRef } from '#domain/people/users.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { signInAt } from '#plugins/addresses.ts'
import { shownNo, type Opened } from '#views/conversations/opened.ts'
import { heldFrame, signedOutFrame, type FrameShown } from '#views/delivery/held.ts'
import { open, type ConversationNeeds } from '#routes/pages/conversations/conversation-page.ts'
import { naming, type Standing } from '#routes/pages/standing.ts'
import type { HeldDocument } from './held-answer.ts'
import { showsConversation } from './shows.ts'

export interface FrameNeeds extends ConversationNeeds {
  readonly signals: Pick<Signals, 'presences' | 'typistsFor'>
}

/** Typists named at most; with more, the page says that several type. */
const TYPISTS_NAMED = 3
/** Conversations elsewhere that are named; the others are covered by a link to the list. */
const ELSEWHERE_MAX = 3

/** The messages of a conversation as the document of a frame; `tab` is the frame's name in its address. */
export function createFrames (needs: FrameNeeds) {
  const { contacts, conversations, signals } = needs

  async function userOf (userId: string, username: string, { conversation, messages }: Opened): Promise<UserRef> {
    const known = [...conversation.members, ...messages.map(({ sender }) => sender)].find(user => user.username === username)
    return known ?? (await contacts.profile(userId, username)).user
  }

  return function frameOf (conversation: ConversationSummary, tab: string | undefined): HeldDocument<FrameShown> {
    const { id } = conversation
    return {
      path: `held/${id}`,
      root: '../',
      shows: showsConversation(conversation),
      view: heldFrame,
      markRead: (userId, no) => conversations.read(userId, id, no),
      signedOut: reply => reply.html(signedOutFrame(reply.page(), signInAt(`conversations/${id}`))),

      async read (reply) {
        const { userId } = viewerOf(reply.request)
        const { standing, opened } = await open(needs, reply.ownPage(), id, { at: 'end' }, { frame: tab ?? '' })
        const typists = signals.typistsFor(userId, id)
        const typing = await Promise.all(typists.slice(0, TYPISTS_NAMED).map(({ username }) => userOf(userId, username, opened)))
        return {
          page: await naming(needs, standing.page, typing),
          shown: { opened, typing, ...elsewhere(id, standing) },
          seq: standing.seq,
          no: opened.firstUnreadNo === null ? 0 : shownNo(opened),
          until: Math.min(standing.page.times.nextDay(standing.page.now), ...typists.map(({ until }) => until))
        }
      }
    }
  }
}

function elsewhere (id: string, { conversations, unread }: Standing): Pick<FrameShown, 'elsewhere' | 'hasMore'> {
  const counted = conversations.filter(row => countedUnread(row, row.unread) > 0)
  const here = counted.find(row => row.id === id)?.unread ?? 0
  const waiting = counted.filter(row => row.id !== id).slice(0, ELSEWHERE_MAX)
  return { elsewhere: waiting, hasMore: unread - here > waiting.reduce((sum, row) => sum + row.unread, 0) }
}
