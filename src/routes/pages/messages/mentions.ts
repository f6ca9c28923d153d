import { Type } from 'typebox'
import { LIST_PAGE } from '#domain/lists.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { mentionsPanel } from '#views/messages/mentions/mentions.ts'
import { Place } from '#routes/api/schemas.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { ownPage } from '#routes/pages/page-row.ts'
import { withPeople } from '#routes/pages/standing.ts'

/** The messages that mention the reader, each a link to it in its conversation. */
export const mentionsPage = ownPage({
  path: '/mentions/',
  query: { after: Type.Optional(Place) },
  needs: 'user',
  async draws ({ standing: bare, query: { after } }, services) {
    const { viewer } = bare.page
    const { rows: messages, next } = await services.mentions.list(viewer.id, { limit: LIST_PAGE, after })
    const places = [...new Set(messages.map(({ conversationId }) => conversationId))]
    const { conversations } = await services.conversations.some(viewer.id, places)
    const standing = await withPeople(services, bare, {
      places: conversations, seen: conversations.map(({ peer }) => peer), named: peopleIn(messages)
    })
    const { page } = standing
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: { title: page.say('mention.title'), stage: mentionsPanel(page, { messages, conversations, next }), shows: 'stage' }
    }
  }
})
