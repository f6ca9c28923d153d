import { Type } from 'typebox'
import { TITLE_MAX_CHARS } from '#domain/conversations/conversations.ts'
import { ReasonError } from '#domain/reasons.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { NAMED_MAX_CHARS, newGroupPanel } from '#views/conversations/groups/groups.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming } from '#routes/pages/standing.ts'
import { newest } from './list.ts'
import { isLooking, namesIn, picked, PICKS, picksOf } from './picks.ts'

/** Making a group of one's contacts, and of others who let everybody add them. */
export const newGroupPage = ownPage({
  path: '/groups/new',
  query: null,
  needs: 'user',
  async draws ({ standing, request, typed, refusal }, services) {
    const { page: bare } = standing
    const picks = await picksOf(services, bare.viewer.id, request, refusal !== null)
    const page = await naming(services, bare, [...picks.chosen, ...picks.contacts].map(({ user }) => user))
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: {
        title: page.say('groups.new'),
        stage: newGroupPanel(page, { title: typed('title'), named: typed('named'), ...picks, refusal }),
        shows: 'stage'
      }
    }
  },
  forms: [form({
    path: '/groups/new',
    needs: 'user',
    body: { title: Type.String({ maxLength: TITLE_MAX_CHARS * 4 }), named: Type.String({ default: '', maxLength: NAMED_MAX_CHARS }), ...PICKS },
    // All members are told of a group; nobody is told of a search for them.
    limit: body => isLooking(body) ? 'search' : 'announce',
    async does ({ viewer, body, once }, { conversations }) {
      if (isLooking(body)) return null
      const usernames = [...new Set([...picked(body), ...namesIn(body.named)])]
      if (usernames.length === 0) throw new ReasonError('nobody-chosen', 'usernames')
      return await conversations.group(viewer.userId, body.title, usernames, once)
    },
    leadsTo: (_sent, made) => made === null ? null : `conversations/${made.conversation.id}${made.invited.length > 0 ? '?done=asked-in' : ''}#end`,
    refused: 'page',
    sentTwice: 'harmless'
  })]
})
