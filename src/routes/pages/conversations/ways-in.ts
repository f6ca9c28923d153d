import { Type } from 'typebox'
import { notFound } from '#domain/errors.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { waysInPanel } from '#views/conversations/groups/ways-in.ts'
import { Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming } from '#routes/pages/standing.ts'
import { newest } from './list.ts'

const DAY_S = 86_400
/** A number in a form, or none. The domain knows its bounds. */
const Whole = Type.String({ pattern: '^\\d{0,5}$' })

/** Links into a group and requests to join it, for its owner and admins. */
export const waysInPage = ownPage({
  path: '/conversations/:id/invites',
  /** Where a page of links begins, or one of requests. */
  query: { after: Type.Optional(Place), requests: Type.Optional(Place), ...DONE_QUERY },
  needs: 'conversation',
  async draws ({ standing, request, params: { id }, query: { after, requests: from }, refusal, done }, services) {
    const { conversations, groupInvites, baseUrl } = services
    const { id: viewerId } = standing.page.viewer
    const conversation = await conversations.one(viewerId, id)
    if (conversation.kind !== 'group') throw notFound('group')
    const [requests, invites] = await Promise.all([
      groupInvites.requests(viewerId, id, { limit: LIST_PAGE, after: from }), groupInvites.list(viewerId, id, { limit: LIST_PAGE, after })
    ])
    const page = await naming(services, standing.page, requests.rows.map(({ user }) => user))
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), openId: id, isTop: false }),
      middle: {
        title: page.say('groups.ways-in'),
        stage: waysInPanel(page, { conversation, requests, invites, address: siteAddress(request, baseUrl), refusal, done }),
        shows: 'stage'
      }
    }
  },
  forms: [
    form({
      path: '/conversations/:id/invites',
      needs: 'conversation',
      body: { uses: Whole, days: Whole },
      async does ({ viewer, params, body: { uses, days }, once }, { groupInvites }) {
        const wish = { ...uses === '' ? {} : { uses: Number(uses) }, ...days === '' ? {} : { expiresInS: Number(days) * DAY_S } }
        await groupInvites.make(viewer.userId, params.id, wish, once)
      },
      leadsTo: ({ params }) => `conversations/${params.id}/invites?done=invited#links`,
      refused: 'page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/conversations/:id/invites/:invite/revoke',
      needs: 'conversation',
      body: {},
      does: ({ viewer, params }, { groupInvites }) => groupInvites.revoke(viewer.userId, params.id, params.invite),
      leadsTo: ({ params }) => `conversations/${params.id}/invites?done=revoked#links`,
      refused: 'error-page',
      sentTwice: 'harmless'
    }),
    ...([['accept', 'let-in'], ['reject', 'turned-away']] as const).map(([act, done]) => form({
      path: `/conversations/:id/requests/:request/${act}`,
      needs: 'conversation',
      body: {},
      does: ({ viewer, params }, { groupInvites }) => groupInvites.answer(viewer.userId, params.id, params.request, act === 'accept'),
      leadsTo: ({ params }) => `conversations/${params.id}/invites?done=${done}`,
      refused: 'error-page',
      sentTwice: 'harmless'
    }))
  ]
})
