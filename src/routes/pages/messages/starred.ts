import { Type } from 'typebox'
import { LIST_PAGE } from '#domain/lists.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { starredPanel } from '#views/messages/starred.ts'
import { Place } from '#routes/api/schemas.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { withPeople } from '#routes/pages/standing.ts'

/** The messages that the reader has starred, each a link to it in its conversation. */
export const starredPage = ownPage({
  path: '/starred/',
  query: { after: Type.Optional(Place) },
  needs: 'user',
  async draws ({ standing: bare, query: { after } }, services) {
    const { viewer } = bare.page
    const { rows: messages, next } = await services.stars.list(viewer.id, { limit: LIST_PAGE, after })
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
      middle: { title: page.say('star.title'), stage: starredPanel(page, { messages, conversations, next }), shows: 'stage' }
    }
  }
})

/** The forms of the page of a message that star it and end that. */
export const starForms = ([['star', true], ['unstar', false]] as const).map(([act, on]) => form({
  path: `/conversations/:id/messages/:no/${act}`,
  needs: 'conversation',
  body: { from: Type.Optional(Type.Literal('list')) },
  does: ({ viewer, params: { id, no } }, { stars }) => stars.star(viewer.userId, id, no, on),
  leadsTo: ({ params: { id, no }, body: { from } }) => from === 'list' ? 'starred/' : `conversations/${id}?no=${no}#message-${id}-${no}`,
  refused: { draws: ({ params: { no } }) => ({ query: { no } }) },
  sentTwice: 'harmless'
}))
