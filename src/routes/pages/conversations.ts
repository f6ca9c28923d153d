import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations.ts'
import { viewerOf } from '#plugins/session.ts'
import { historyItems } from '#views/conversation.ts'
import { conversationColumn as listColumn } from '#views/conversations.ts'
import { html } from '#views/html.ts'
import { emptyStage, middleOf, shell } from '#views/shell.ts'
import { ConversationParams, No, closed, Username } from '../schemas.ts'
import { createConversationPage, FIRST_PAGE, type ConversationNeeds } from './conversation-page.ts'
import { takeStanding } from './standing.ts'

const ListQuery = closed({ after: Type.Optional(Type.String({ maxLength: 256 })) })
const OpenQuery = closed({
  before: Type.Optional(No),
  after: Type.Optional(No),
  fragment: Type.Optional(Type.Literal('1')),
  side: Type.Optional(Type.String({ maxLength: 256 }))
})

/** The list of conversations, and one of them. */
export const conversationPages: FastifyPluginAsyncTypebox<ConversationNeeds> = async (app, needs) => {
  const { conversations } = needs
  const { open, middle, whole } = createConversationPage(needs)

  app.addHook('preHandler', app.limits.change)

  app.get('/conversations/', { schema: { querystring: ListQuery } }, async (request, reply) => {
    const { after } = request.query
    const standing = await takeStanding(needs, reply.ownPage())
    const { page } = standing
    const stage = emptyStage(page.say('conversations.pick'), page.say('conversations.pick-text'))
    const nothingOpen = { title: page.say('conversations.title'), stage, shows: 'list' } as const
    if (after === undefined) return reply.html(whole(standing, nothingOpen))
    const from = after === FIRST_PAGE ? await endOfFirst(page.viewer.id) : after
    const older = await conversations.list(page.viewer.id, { limit: SNAPSHOT_CONVERSATIONS, ...from === null ? {} : { after: from } })
    const list = listColumn(page, { conversations: older.conversations, next: older.next, isTop: true })
    const { live, asking } = standing
    return reply.html(shell(page, { area: 'conversations', list, live, asking, middle: nothingOpen }))
  })

  async function endOfFirst (userId: string): Promise<string | null> {
    return (await conversations.list(userId, { limit: SNAPSHOT_CONVERSATIONS })).next
  }

  app.get('/conversations/:id', { schema: { params: ConversationParams, querystring: OpenQuery } }, async (request, reply) => {
    const { before, after, fragment, side } = request.query
    const { standing, opened } = await open(reply.ownPage(), request.params.id, { before, after })
    const { page } = standing
    if (fragment !== undefined && before !== undefined) return reply.html(html`${historyItems(page, opened)}`)
    const drawn = await middle(page, opened, side)
    return reply.html(fragment === undefined ? whole(standing, drawn) : middleOf(page, drawn, standing.live))
  })

  app.post('/conversations/', { schema: { body: closed({ username: Username }) } }, async (request, reply) => {
    const { conversation } = await conversations.direct(viewerOf(request).userId, request.body.username)
    return reply.seeOther(`conversations/${conversation.id}#end`)
  })

  app.post('/conversations/:id/leave', { schema: { params: ConversationParams, body: closed({}) } }, async (request, reply) => {
    await conversations.leave(viewerOf(request).userId, request.params.id)
    return reply.seeOther(`conversations/${request.params.id}#end`)
  })
}
