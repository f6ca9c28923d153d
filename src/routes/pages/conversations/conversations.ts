import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations/conversations.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { historyItems } from '#views/conversations/conversation.ts'
import { html } from '#views/parts/html.ts'
import { middleOf } from '#views/site/shell.ts'
import { ConversationParams, Id, No, closed, Username } from '#routes/api/schemas.ts'
import { createConversationPage, type ConversationNeeds } from './conversation-page.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { HELD_QUERY } from '#routes/delivery/held-address.ts'
import type { HeldNeeds } from '#routes/delivery/held-answer.ts'
import { createInbox, type InboxQuery } from './inbox.ts'
import { showsMessages } from '#routes/delivery/shows.ts'
import { FIRST_PAGE, seeing, takeStanding } from '#routes/pages/standing.ts'
import { createWaitByHand } from '#routes/delivery/wait-by-hand.ts'

/** These pages may be held, and what a HEAD is held for nobody hears (D20). */
const HOLDABLE = { exposeHeadRoute: false } as const
/** What a page is asked for by hand with: `new` makes its address new, `wait` is the cursor of what the page shows. */
const BY_HAND_QUERY = { new: Type.Optional(Id), wait: HELD_QUERY.cursor }
const ListQuery = closed({ after: Type.Optional(Type.String({ maxLength: 256 })), ...HELD_QUERY, ...BY_HAND_QUERY })
const OpenQuery = closed({
  before: Type.Optional(No),
  after: Type.Optional(No),
  fragment: Type.Optional(Type.Literal('1')),
  side: Type.Optional(Type.String({ maxLength: 256 })),
  /** The person's word about the frame: it shows nothing (0), or is to be tried again (1). */
  frames: Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')])),
  ...BY_HAND_QUERY,
  ...DONE_QUERY
})

/** The list of conversations, and one of them. */
export const conversationPages: FastifyPluginAsyncTypebox<ConversationNeeds & HeldNeeds> = async (app, needs) => {
  const { conversations, feeds } = needs
  const { open, openNewest, middle, whole } = createConversationPage(needs)
  const inbox = createInbox(needs)
  const waitByHand = createWaitByHand(needs)

  app.get('/conversations/', { ...HOLDABLE, schema: { querystring: ListQuery } }, async (request, reply) => {
    const { after, new: _unique, ...query } = request.query
    if (after === undefined) return await inbox.answer(request, reply, query as InboxQuery)
    const standing = await takeStanding(needs, reply.ownPage())
    const { id } = standing.page.viewer
    const from = after === FIRST_PAGE ? await endOfFirst(id) : after
    const older = await conversations.list(id, { limit: SNAPSHOT_CONVERSATIONS, ...from === null ? {} : { after: from } })
    const page = await seeing(needs.signals, standing.page, older.conversations.map(({ peer }) => peer))
    return reply.html(inbox.draw({ ...standing, page }, older, null))
  })

  async function endOfFirst (userId: string): Promise<string | null> {
    return (await conversations.list(userId, { limit: SNAPSHOT_CONVERSATIONS })).next
  }

  app.get('/conversations/:id', { ...HOLDABLE, schema: { params: ConversationParams, querystring: OpenQuery } }, async (request, reply) => {
    const { params: { id }, query: { before, after, fragment, side, wait, frames, done = null } } = request
    const { session } = viewerOf(request)
    if (frames !== undefined) feeds.frameSeen(session.id, frames === '1')
    const isStretch = before !== undefined || after !== undefined
    const came = wait === undefined || isStretch ? null : await waitedFor(request, reply, id, wait)
    if (came === false) return reply.hijack()
    // What a script puts in place has nothing for those who run none: a frame in it would be loaded all the same.
    const { standing, opened } = fragment !== undefined || isStretch
      ? await open(reply.ownPage(), id, { before, after })
      : await openNewest(reply.ownPage(), id, feeds.blocksFrames(session.id), { done }, came)
    const { page } = standing
    if (fragment !== undefined && before !== undefined) return reply.html(html`${historyItems(page, opened)}`)
    const drawn = await middle(page, opened, side)
    return reply.html(fragment === undefined ? whole(standing, drawn) : middleOf(page, drawn, standing.live))
  })

  async function waitedFor (request: FastifyRequest, reply: FastifyReply, id: string, cursor: string) {
    const conversation = await conversations.one(viewerOf(request).userId, id)
    return await waitByHand(request, reply, cursor, showsMessages(conversation))
  }

  app.post('/conversations/', { schema: { body: closed({ username: Username }) } }, async (request, reply) => {
    const { conversation } = await conversations.direct(viewerOf(request).userId, request.body.username)
    return reply.seeOther(`conversations/${conversation.id}#end`)
  })

  app.post('/conversations/:id/leave', { schema: { params: ConversationParams, body: closed({}) } }, async (request, reply) => {
    await conversations.leave(viewerOf(request).userId, request.params.id)
    return reply.seeOther(`conversations/${request.params.id}#end`)
  })
}
