import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { openActs } from '#domain/messages/messages.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session/session.ts'
import type { Html } from '#views/parts/html.ts'
import { messageActs, messagePanel, type MessageShown } from '#views/messages/message-acts.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { closed, ConversationParams, MessageParams, No } from '#routes/api/schemas.ts'
import { createConversationPage, type ConversationNeeds } from '#routes/pages/conversations/conversation-page.ts'
import { FormBody } from './messages.ts'
import { takeStanding } from '#routes/pages/standing.ts'

export type MessageActsNeeds = ConversationNeeds & { readonly now: () => number }

const NO_ACTS = { edit: false, recall: false }

/** One message by itself, and what one does with it by forms: changing it, taking it back, marking unread from it on. */
export const messageActPages: FastifyPluginAsyncTypebox<MessageActsNeeds> = async (app, needs) => {
  const { conversations, messages, now } = needs
  const { whole } = createConversationPage(needs)
  async function look (userId: string, id: string, no: number): Promise<Omit<MessageShown, 'kept' | 'refusal'>> {
    const [conversation, message] = await Promise.all([conversations.one(userId, id), messages.one(userId, id, no)])
    return { conversation, message, acts: conversation.left ? NO_ACTS : openActs(message, userId, now()) }
  }

  async function draw (bare: OwnPage, id: string, no: number, typed: Pick<MessageShown, 'kept' | 'refusal'>): Promise<Html> {
    const standing = await takeStanding(needs, bare)
    const { page } = standing
    const stage = messagePanel(page, { ...await look(page.viewer.id, id, no), ...typed })
    return whole(standing, { title: page.say('acts.title'), stage, shows: 'stage' }, id)
  }

  const again: Refused = async ({ text }, request, reply) => {
    const { id, no } = request.params as { id: string, no: number }
    return await draw(reply.ownPage(), id, no, { kept: field(request, 'body') || null, refusal: text })
  }

  // One folder deep like every page, so that links stay right when the script moves on from it.
  app.get('/messages/:id', {
    schema: { params: ConversationParams, querystring: closed({ no: No, fragment: Type.Optional(Type.Literal('1')) }) }
  }, async (request, reply) => {
    const page = reply.ownPage()
    const { params: { id }, query: { no, fragment } } = request
    if (fragment === undefined) return reply.html(await draw(page, id, no, { kept: null, refusal: null }))
    return reply.html(messageActs(page, { ...await look(page.viewer.id, id, no), kept: null, refusal: null }, true))
  })

  app.post('/conversations/:id/messages/:no/edit', {
    schema: { params: MessageParams, body: closed({ body: FormBody }) }, config: { refused: again }
  }, async (request, reply) => {
    const { id, no } = request.params
    await messages.edit(viewerOf(request).userId, id, no, request.body.body)
    return reply.seeOther(`conversations/${id}#message-${id}-${no}`)
  })

  app.post('/conversations/:id/messages/:no/recall', {
    schema: { params: MessageParams, body: closed({}) }, config: { refused: again }
  }, async (request, reply) => {
    const { id, no } = request.params
    await messages.recall(viewerOf(request).userId, id, no)
    return reply.seeOther(`conversations/${id}#message-${id}-${no}`)
  })

  // On to the list: opening the conversation is reading it.
  app.post('/conversations/:id/messages/:no/unread', {
    schema: { params: MessageParams, body: closed({}) }, config: { refused: again }
  }, async (request, reply) => {
    const { id, no } = request.params
    await conversations.markUnread(viewerOf(request).userId, id, no)
    return reply.seeOther('conversations/')
  })
}
