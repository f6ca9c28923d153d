import { Type } from 'typebox'
import { FORWARD_TARGETS_MAX } from '#domain/messages/forwards.ts'
import { takesAnswers } from '#domain/messages/messages.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { ReasonError } from '#domain/reasons.ts'
import { isHushed } from '#views/conversations/conversations.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { forwardPanel } from '#views/messages/several/forward.ts'
import { Id } from '#routes/api/schemas.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { naming, seeingRows, type Standing } from '#routes/pages/standing.ts'
import { Nos, NosField, numbers, numbersQuery } from './numbers.ts'

const Targets = Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: FORWARD_TARGETS_MAX })]))

const Query = Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS }))

// Those chosen come first, wherever they were found; of the others, what the search finds, or the newest.
async function placesFor (
  { conversations }: PageServices, { page, conversations: newest, more }: Standing, q: string, chosen: readonly string[]
) {
  const { id } = page.viewer
  const query = q.trim()
  const found = query === '' ? newest : (await conversations.find(id, query, page.say('conversations.self'))).conversations
  const first = chosen.length === 0 ? [] : (await conversations.some(id, chosen)).conversations
  const places = [...first, ...found.filter(place => !chosen.includes(place.id))]
  return { query: query === '' && !more ? null : query, places: places.filter(place => !place.left && !isHushed(place)) }
}

/** Copies chosen messages into other conversations. */
export const forwardPage = ownPage({
  path: '/forward/:id',
  query: {
    no: Nos,
    /** Conversations chosen so far, a search for others, and whether the author is left out. */
    to: Targets,
    q: Query,
    drop: Type.Optional(Type.Literal('1'))
  },
  needs: 'conversation',
  async draws ({ standing, request, params: { id }, query, refusal }, services) {
    const { page: bare } = standing
    const { viewer } = bare
    const sent = refusal === null ? null : request.body as { to?: unknown, keep_from?: unknown } | null
    const chosen = [(sent === null ? query.to : sent.to) ?? []].flat().map(String).slice(0, FORWARD_TARGETS_MAX)
    const found = await Promise.all(numbers(query.no).map(no => services.messages.one(viewer.id, id, no)))
    const messages = found.filter(takesAnswers)
    const { query: search, places } = await placesFor(services, standing, query.q ?? '', chosen)
    const page = await naming(services, await seeingRows(services, bare, places), messages.map(({ sender }) => sender))
    const stage = forwardPanel(page, {
      conversationId: id,
      messages,
      places,
      chosen,
      query: search,
      keepsFrom: sent === null ? query.drop === undefined : sent.keep_from !== undefined,
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
    body: {
      no: NosField,
      to: Targets,
      keep_from: Type.Optional(Type.String({ maxLength: 8 })),
      q: Query,
      find: Type.Optional(Type.String({ maxLength: 64 }))
    },
    limit: ({ find }) => find === undefined ? 'forward' : null,
    async does ({ viewer, params: { id }, body, once }, { forwards, messages, newId }) {
      const nos = numbers(body.no)
      const to = [body.to ?? []].flat()
      if (body.find !== undefined) return await messages.one(viewer.userId, id, nos[0] ?? 0) && null
      if (to.length === 0) {
        // Strangers are refused before they are told what is missing.
        await messages.one(viewer.userId, id, nos[0] ?? 0)
        throw new ReasonError('forward-nowhere', 'to')
      }
      const keepFrom = body.keep_from !== undefined
      const from = { conversationId: id, nos }
      return await forwards.forward({ userId: viewer.userId, clientId: once?.id ?? newId(), from, to, keepFrom })
    },
    leadsTo ({ params: { id }, body }, forwarded) {
      if (forwarded === null) {
        const chosen = [body.to ?? []].flat().map(to => `&to=${encodeURIComponent(to)}`).join('')
        const search = `&q=${encodeURIComponent(body.q ?? '')}${body.keep_from === undefined ? '&drop=1' : ''}`
        return `forward/${id}?${numbersQuery(numbers(body.no))}${chosen}${search}`
      }
      const { refused } = forwarded
      const [only, ...others] = [body.to ?? []].flat()
      if (refused.length > 0) return `conversations/${id}?done=forwarded-some`
      return only !== undefined && others.length === 0 ? `conversations/${only}#end` : `conversations/${id}?done=forwarded`
    },
    refused: { draws: ({ request }) => ({ query: { no: String((request.body as { no?: unknown } | null)?.no ?? '') } }) },
    sentTwice: 'harmless'
  })]
})
