import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '#domain/errors.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import type { Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session/session.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { heldFrame, refusedFrame, signedOutFrame, type FrameShown } from '#views/delivery/held.ts'
import { closed, ConversationParams } from '#routes/api/schemas.ts'
import { open, type ConversationNeeds } from '#routes/pages/conversations/conversation-page.ts'
import { HELD_QUERY, type HeldQuery } from './held-address.ts'
import { createHeldAnswers, type Drawn, type HeldNeeds } from './held-answer.ts'
import { showsConversation } from './shows.ts'
import type { Standing } from '#routes/pages/standing.ts'

export interface HeldPagesNeeds extends ConversationNeeds, HeldNeeds {
  readonly signals: Pick<Signals, 'presences' | 'typistsFor'>
}

/** Typists named at most; with more, the page says that several type. */
const TYPISTS_NAMED = 3
/** Conversations elsewhere that are named; more are a number in the list. */
const ELSEWHERE_MAX = 3
/** Refusals that pass: a frame that met one comes back by itself. */
const PASSING: ReadonlySet<ErrorCode | 'FAULT'> = new Set(['FAULT', 'UNAVAILABLE', 'TOO_MANY', 'STORAGE_FULL'])
const FAULT_REST_S = 15

/** The messages of a conversation as a frame that asks for its own next state: live without any script. */
export const heldPages: FastifyPluginAsyncTypebox<HeldPagesNeeds> = async (app, needs) => {
  const { conversations, contacts, signals, feeds } = needs
  const answerHeld = createHeldAnswers(needs)

  const again: Refused = async ({ code, text }, _request, reply) => PASSING.has(code)
    ? refusedFrame(reply.page(), text, null, { afterS: FAULT_REST_S, to: null, rests: 'fault' })
    : refusedFrame(reply.page(), text, null, null)

  app.get('/held/:id', {
    // A HEAD would be held for nobody (D20).
    exposeHeadRoute: false,
    schema: { params: ConversationParams, querystring: closed(HELD_QUERY) },
    config: { refused: again }
  }, async (request, reply) => {
    if (request.viewer === null) return reply.html(signedOutFrame(reply.page()))
    const { params: { id }, query } = request
    const { userId, session } = viewerOf(request)
    // Before anything is held: who may not see it waits for nothing.
    const conversation = await conversations.one(userId, id)
    if (query.cursor !== undefined) feeds.frameFollowed(session.id)
    else feeds.frameBegan(session.id)
    return await answerHeld(request, reply, query as HeldQuery, {
      path: `held/${id}`,
      root: '../',
      shows: showsConversation(conversation),
      draw: () => draw(request, reply, id, query.tab),
      signedOut: () => reply.html(signedOutFrame(reply.page()))
    })
  })

  async function draw (request: FastifyRequest, reply: FastifyReply, id: string, tab: string | undefined): Promise<Drawn> {
    const { standing, opened } = await open(needs, reply.ownPage(), id, {}, { frame: tab ?? '' })
    const { userId } = viewerOf(request)
    const typists = signals.typistsFor(userId, id)
    const typing = await Promise.all(typists.slice(0, TYPISTS_NAMED).map(({ username }) => nameOf(userId, username, opened)))
    return {
      seq: standing.seq,
      no: opened.messages.at(-1)?.no ?? 0,
      until: typists.length === 0 ? null : Math.min(...typists.map(({ until }) => until)),
      page: refresh => heldFrame(standing.page, { opened, typing, ...elsewhere(id, standing) }, refresh)
    }
  }

  async function nameOf (userId: string, username: string, { conversation, messages }: Opened): Promise<string> {
    const known = [...conversation.members, ...messages.map(({ sender }) => sender)].find(user => user.username === username)
    return (known ?? (await contacts.profile(userId, username)).user).displayName
  }
}

function elsewhere (id: string, { conversations, unread }: Standing): Pick<FrameShown, 'elsewhere' | 'hasMore'> {
  const here = conversations.find(row => row.id === id)?.unread ?? 0
  const waiting = conversations.filter(row => row.id !== id && row.unread > 0).slice(0, ELSEWHERE_MAX)
  return { elsewhere: waiting, hasMore: unread - here > waiting.reduce((sum, row) => sum + row.unread, 0) }
}
