import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LIST_MAX, SNAPSHOT_CONVERSATIONS } from '#domain/conversations.ts'
import { BODY_MAX_BYTES } from '#domain/messages.ts'
import type { Signals } from '#domain/signals.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session.ts'
import { conversationColumn, historyItems, type Opened } from '#views/conversation.ts'
import { conversationColumn as listColumn, conversationName } from '#views/conversations.ts'
import { membersPanel } from '#views/groups.ts'
import { html, type Html } from '#views/html.ts'
import type { OwnPage } from '#views/page.ts'
import { emptyStage, middleOf, shell, type Middle } from '#views/shell.ts'
import { ConversationParams, No, closed, Username } from '../schemas.ts'
import { formClientId } from './form-client-id.ts'
import { openConversation, type OpeningNeeds, type Stretch } from './opened.ts'
import { takeStanding, type Standing, type StandingNeeds } from './standing.ts'

export interface ConversationPagesNeeds extends OpeningNeeds, StandingNeeds { readonly signals: Signals }

const ListQuery = closed({ after: Type.Optional(Type.String({ maxLength: 256 })) })
const OpenQuery = closed({
  before: Type.Optional(No),
  after: Type.Optional(No),
  fragment: Type.Optional(Type.Literal('1')),
  /** `1`, or where the next page of members begins. */
  side: Type.Optional(Type.String({ maxLength: 256 }))
})
/** Numbers arrive as text in forms. */
const FormNo = Type.String({ pattern: '^[0-9]{1,15}$' })
const FormId = Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9_-]+$' })
// Line ends are sent as two characters, and counted as one by the textarea.
const Body = Type.String({ maxLength: BODY_MAX_BYTES * 2 })
const MEMBERS_PAGE = Math.min(100, LIST_MAX)

/** The list, one conversation, and what one says in it. */
export const conversationPages: FastifyPluginAsyncTypebox<ConversationPagesNeeds> = async (app, needs) => {
  const { conversations, messages, signals } = needs

  async function opened (request: FastifyRequest, id: string, stretch: Stretch, kept: Partial<Opened> = {}): Promise<[Standing, Opened]> {
    const { userId } = viewerOf(request)
    const standing = await takeStanding(needs, userId)
    return [standing, await openConversation(needs, userId, id, stretch, kept)]
  }

  async function sideOf (page: OwnPage, { conversation }: Opened, side: string | undefined): Promise<Html | null> {
    if (side === undefined || conversation.kind !== 'group') return null
    const after = side === '1' ? {} : { after: side }
    const { members, next } = await conversations.members(page.viewer.id, conversation.id, { limit: MEMBERS_PAGE, ...after })
    return membersPanel(page, { conversation, members, next })
  }

  function middle (page: OwnPage, shown: Opened, side: Html | null): Middle {
    const { conversation: { id, lastNo } } = shown
    return {
      title: conversationName(page, shown.conversation),
      stage: conversationColumn(page, shown),
      ...side === null ? {} : { side },
      shows: side === null ? 'stage' : 'side',
      conversation: { id, lastNo }
    }
  }

  function whole (page: OwnPage, { conversations, more, live, asking }: Standing, shown: Middle): Html {
    const openId = shown.conversation?.id ?? null
    const list = listColumn(page, { conversations, next: more ? FIRST_PAGE : null, openId, isTop: shown.shows === 'list' })
    return shell(page, { area: 'conversations', list, live, asking, middle: shown })
  }

  app.get('/conversations/', { schema: { querystring: ListQuery } }, async (request, reply) => {
    const page = reply.ownPage()
    const { after } = request.query
    const standing = await takeStanding(needs, page.viewer.id)
    const title = page.say('conversations.title')
    const stage = emptyStage(page.say('conversations.pick'), page.say('conversations.pick-text'))
    if (after === undefined) return reply.html(whole(page, standing, { title, stage, shows: 'list' }))
    const from = after === FIRST_PAGE ? await lastOfFirst(page.viewer.id) : after
    const older = await conversations.list(page.viewer.id, { limit: SNAPSHOT_CONVERSATIONS, ...from === null ? {} : { after: from } })
    const list = listColumn(page, { conversations: older.conversations, next: older.next, isTop: true })
    return reply.html(shell(page, { area: 'conversations', list, live: standing.live, asking: standing.asking, middle: { title, stage, shows: 'list' } }))
  })

  async function lastOfFirst (userId: string): Promise<string | null> {
    return (await conversations.list(userId, { limit: SNAPSHOT_CONVERSATIONS })).next
  }

  app.get('/conversations/:id', { schema: { params: ConversationParams, querystring: OpenQuery } }, async (request, reply) => {
    const page = reply.ownPage()
    const { before, after, fragment, side } = request.query
    const [standing, shown] = await opened(request, request.params.id, { before, after })
    if (fragment !== undefined && before !== undefined) return reply.html(html`${historyItems(page, shown)}`)
    const drawn = middle(page, shown, await sideOf(page, shown, side))
    return reply.html(fragment === undefined ? whole(page, standing, drawn) : middleOf(page, drawn, standing.live))
  })

  app.post('/conversations/', { schema: { body: closed({ username: Username }) } }, async (request, reply) => {
    const { conversation } = await conversations.direct(viewerOf(request).userId, request.body.username)
    return reply.seeOther(`conversations/${conversation.id}#end`)
  })

  const again: Refused = async ({ code, text }, request, reply) => await sendAgain(request, reply, code, text)
  async function sendAgain (request: FastifyRequest, reply: FastifyReply, code: string, text: string): Promise<Html> {
    const { id } = request.params as { id: string }
    // A bounce is kept and stands in its place, with its reason: the text is not lost and needs no second copy.
    const kept = code === 'NOT_A_CONTACT' ? {} : { kept: field(request, 'body'), refusal: text }
    const page = reply.ownPage()
    const [standing, shown] = await opened(request, id, {}, kept)
    return whole(page, standing, middle(page, shown, null))
  }

  app.post('/conversations/:id/messages', {
    preHandler: app.limits.send,
    schema: { params: ConversationParams, body: closed({ client_id: FormId, body: Body, read_no: Type.Optional(FormNo) }) },
    config: { refused: again }
  }, async (request, reply) => {
    const { id } = request.params
    const { client_id: formId, body, read_no: readNo } = request.body
    const clientId = formClientId(formId, body)
    const read = readNo === undefined ? {} : { readNo: Number(readNo) }
    await messages.send({ senderId: viewerOf(request).userId, conversationId: id, clientId, body, ...read })
    return reply.seeOther(`conversations/${id}#end`)
  })

  app.post('/conversations/:id/bounces/:clientId', {
    schema: {
      params: closed({ ...ConversationParams.properties, clientId: Type.String({ maxLength: 64 }) }),
      body: closed({ act: Type.Union([Type.Literal('retry'), Type.Literal('discard')]), body: Body })
    },
    config: { refused: again }
  }, async (request, reply) => {
    const { userId } = viewerOf(request)
    const { id, clientId } = request.params
    const { act, body } = request.body
    if (act === 'retry') await messages.send({ senderId: userId, conversationId: id, clientId, body })
    else await messages.discardBounce(userId, clientId)
    return reply.seeOther(`conversations/${id}#end`)
  })

  app.post('/conversations/:id/read', { schema: { params: ConversationParams, body: closed({ no: FormNo }) } }, async (request, reply) => {
    const { userId } = viewerOf(request)
    await conversations.read(userId, request.params.id, Number(request.body.no))
    await signals.read(userId, request.params.id)
    return reply.seeOther(`conversations/${request.params.id}#end`)
  })

  app.post('/conversations/:id/leave', { schema: { params: ConversationParams, body: closed({}) } }, async (request, reply) => {
    await conversations.leave(viewerOf(request).userId, request.params.id)
    return reply.seeOther(`conversations/${request.params.id}`)
  })
}

/** Stands for “after what the first page shows”: a snapshot does not say where that ends. */
const FIRST_PAGE = 'first'
