import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { conversationColumn, type Opened } from '#views/conversations/conversation.ts'
import { conversationColumn as listColumn, conversationName } from '#views/conversations/conversations.ts'
import { membersPanel } from '#views/conversations/groups.ts'
import type { Html } from '#views/parts/html.ts'
import type { ByHand } from '#views/delivery/by-hand.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { profilePanel } from '#views/people/profile.ts'
import { shell, type Middle } from '#views/site/shell.ts'
import { openConversation, type OpeningNeeds, type Said, type Stretch } from '#routes/delivery/opened.ts'
import { FIRST_PAGE, seeing, takeStanding, type Standing, type StandingNeeds } from '#routes/pages/standing.ts'

export interface ConversationNeeds extends OpeningNeeds, StandingNeeds {}

/** What stands beside a conversation: `1`, or where the next page of members begins. */
const FIRST_SIDE = '1'
const MEMBERS_PAGE = Math.min(100, LIST_MAX)

/** How one conversation becomes a page or its middle; shared by looking at it and by a send that was refused. */
export function createConversationPage (needs: ConversationNeeds) {
  const { conversations, contacts, newId } = needs

  async function sideOf (page: OwnPage, { conversation }: Opened, side: string | undefined): Promise<Html | null> {
    if (side === undefined) return null
    const { id, kind, peer } = conversation
    if (peer !== null) {
      const profile = await contacts.profile(page.viewer.id, peer.username)
      return profilePanel(page, { profile, request: null, refusal: null, done: null, back: `conversations/${id}#end`, isAside: true })
    }
    if (kind !== 'group') return null
    const after = side === FIRST_SIDE ? {} : { after: side }
    const { members, next } = await conversations.members(page.viewer.id, id, { limit: MEMBERS_PAGE, ...after })
    return membersPanel(await seeing(needs.signals, page, members.map(({ user }) => user)), { conversation, members, next })
  }

  async function open (page: OwnPage, id: string, stretch: Stretch, said: Said = {}) {
    const standing = await takeStanding(needs, page)
    const opened = await openConversation(needs, page.viewer.id, id, stretch, said)
    return { standing: { ...standing, page: await seeing(needs.signals, standing.page, [opened.conversation.peer]) }, opened }
  }

  return {
    open,

    /** The same as a page of its own about the newest, which goes on without script: by a frame, or by hand where frames are blocked. */
    async openNewest (page: OwnPage, id: string, isBlocked: boolean, said: Said = {}, came: ByHand['came'] = null) {
      const path = `conversations/${id}`
      const unique = newId()
      const { standing, opened } = await open({ ...page, here: path }, id, {}, { ...said, frame: page.mode === 'plain' || isBlocked ? null : unique })
      return { standing, opened: { ...opened, byHand: { path, cursor: standing.live.cursor, unique, came, isBlocked } } }
    },

    async middle (page: OwnPage, opened: Opened, side?: string | undefined): Promise<Middle> {
      const { conversation } = opened
      const beside = await sideOf(page, opened, side)
      return {
        title: conversationName(page, conversation),
        stage: conversationColumn(page, opened),
        ...beside === null ? {} : { side: beside },
        shows: beside === null ? 'stage' : 'side',
        conversation: { id: conversation.id, lastNo: conversation.lastNo }
      }
    },

    whole ({ page, conversations, more, live, asking }: Standing, middle: Middle, openId = middle.conversation?.id ?? null): Html {
      const list = listColumn(page, { conversations, next: more ? FIRST_PAGE : null, openId, isTop: middle.shows === 'list' })
      return shell(page, { area: 'conversations', list, live, asking, middle })
    }
  }
}
