import { Type } from 'typebox'
import { FORWARD_TARGETS_MAX } from '#domain/messages/forwards.ts'
import { takesAnswers } from '#domain/messages/messages.ts'
import { ReasonError } from '#domain/reasons.ts'
import { isHushed } from '#views/conversations/conversations.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { forwardPanel } from '#views/messages/several/forward.ts'
import { Id } from '#routes/api/schemas.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming } from '#routes/pages/standing.ts'
import { Nos, NosField, numbers } from './numbers.ts'

const Targets = Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: FORWARD_TARGETS_MAX })]))

/** Copies chosen messages into other conversations. */
export const forwardPage = ownPage({
  path: '/forward/:id',
  query: { no: Nos },
  needs: 'conversation',
  async draws ({ standing, request, params: { id }, query, refusal }, services) {
    const { page: bare } = standing
    const { viewer } = bare
    const sent = refusal === null ? null : request.body as { to?: unknown, keep_from?: unknown } | null
    const found = await Promise.all(numbers(query.no).map(no => services.messages.one(viewer.id, id, no)))
    const messages = found.filter(takesAnswers)
    const page = await naming(services, bare, messages.map(({ sender }) => sender))
    const stage = forwardPanel(page, {
      conversationId: id,
      messages,
      places: standing.conversations.filter(place => !place.left && !isHushed(place)),
      chosen: [sent?.to ?? []].flat().map(String),
      keepsFrom: sent === null || sent.keep_from !== undefined,
      refusal
    })
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), openId: id, isTop: false }),
      middle: { title: page.say('forward.title', { count: messages.length }), stage, shows: 'stage' }
    }
  },
  forms: [form({
    path: '/conversations/:id/forward',
    needs: 'conversation',
    body: { no: NosField, to: Targets, keep_from: Type.Optional(Type.String({ maxLength: 8 })) },
    limit: () => 'forward',
    async does ({ viewer, params: { id }, body, once }, { forwards, messages, newId }) {
      const nos = numbers(body.no)
      const to = [body.to ?? []].flat()
      if (to.length === 0) {
        // Strangers are refused before they are told what is missing.
        await messages.one(viewer.userId, id, nos[0] ?? 0)
        throw new ReasonError('forward-nowhere', 'to')
      }
      const keepFrom = body.keep_from !== undefined
      const from = { conversationId: id, nos }
      return await forwards.forward({ userId: viewer.userId, clientId: once?.id ?? newId(), from, to, keepFrom })
    },
    leadsTo ({ params: { id }, body }, { refused }) {
      const [only, ...others] = [body.to ?? []].flat()
      if (refused.length > 0) return `conversations/${id}?done=forwarded-some`
      return only !== undefined && others.length === 0 ? `conversations/${only}#end` : `conversations/${id}?done=forwarded`
    },
    refused: { draws: ({ request }) => ({ query: { no: String((request.body as { no?: unknown } | null)?.no ?? '') } }) },
    sentTwice: 'harmless'
  })]
})
