import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ErrorCode } from '#domain/errors.ts'
import type { Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { signInAt } from '#plugins/addresses.ts'
import { refusedFrame, signedOutFrame } from '#views/delivery/held.ts'
import { closed, ConversationParams } from '#routes/api/schemas.ts'
import { HELD_QUERY, type HeldQuery } from './held-address.ts'
import { createHeldAnswers, type HeldNeeds } from './held-answer.ts'
import { createFrames, type FrameNeeds } from './held-frame.ts'

export interface HeldPagesNeeds extends FrameNeeds, HeldNeeds {}

/** Refusals that pass: a frame that met one reloads itself. */
const PASSING: ReadonlySet<ErrorCode | 'FAULT'> = new Set(['FAULT', 'UNAVAILABLE', 'TOO_MANY', 'STORAGE_FULL'])
const FAULT_REST_S = 15

/** Draws a refusal in a frame, which reloads itself when the reason may pass. */
export const refusedInFrame: Refused = async ({ code, text }, _request, reply) => PASSING.has(code)
  ? refusedFrame(reply.page(), text, null, { afterS: FAULT_REST_S, to: null, rests: 'fault' })
  : refusedFrame(reply.page(), text, null, null)

/** The messages of a conversation as a frame that asks for its own next state: live without any script. */
export const heldPages: FastifyPluginAsyncTypebox<HeldPagesNeeds> = async (app, needs) => {
  const { conversations, feeds } = needs
  const frameOf = createFrames(needs)
  const { answerHeld } = createHeldAnswers(needs)

  app.get('/held/:id', {
    // A HEAD would be held for an answer without a body (D20).
    exposeHeadRoute: false,
    schema: { params: ConversationParams, querystring: closed(HELD_QUERY) },
    config: { refused: refusedInFrame }
  }, async (request, reply) => {
    if (request.viewer === null) return reply.html(signedOutFrame(reply.page(), signInAt(`conversations/${request.params.id}`)))
    const { params: { id }, query } = request
    const { userId, session } = viewerOf(request)
    // Before anything is held: a conversation that the viewer may not see throws here.
    const conversation = await conversations.one(userId, id)
    if (query.cursor !== undefined) feeds.frameFollowed(session.id)
    else feeds.frameBegan(session.id)
    return await answerHeld(request, reply, query as HeldQuery, frameOf(conversation, query.tab))
  })
}
