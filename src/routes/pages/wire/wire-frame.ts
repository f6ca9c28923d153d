import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { signInAt } from '#plugins/addresses.ts'
import { browserOf } from '#plugins/session/session.ts'
import { signedOutFrame } from '#views/delivery/held.ts'
import { boardFrame } from '#views/wire/frame.ts'
import { wireBoard, type WireShown } from '#views/wire/board.ts'
import { closed } from '#routes/api/schemas.ts'
import { wireSource, type WireWaits } from '#routes/api/wire/wire-wait.ts'
import { HELD_QUERY, type HeldQuery } from '#routes/delivery/held-address.ts'
import type { HeldDocument } from '#routes/delivery/held-answer.ts'
import { refusedInFrame } from '#routes/delivery/held.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { shownOf } from './shown.ts'

export type FrameNeeds = Pick<PageServices, 'feeds' | 'answerHeld'>
export type WireFrameNeeds = FrameNeeds & Pick<PageServices, 'recorder' | 'ledgerBooks' | 'accounts' | 'demo'> & { readonly wireWaits: WireWaits }

/** The wire view's board as a frame that asks for its own next state. Like the page around it, it is never recorded. */
export const wireFrameRoute: FastifyPluginAsyncTypebox<WireFrameNeeds> = async (app, needs) => {
  const { recorder, wireWaits } = needs
  const signedOut: HeldDocument<WireShown>['signedOut'] = reply => reply.html(signedOutFrame(reply.page(), signInAt('wire/')))
  const frame: HeldDocument<WireShown> = {
    path: 'wire/live',
    root: '../',
    shows: wireSource((userId, after) => recorder.page(userId, after, 1).exchanges.length > 0, wireWaits),
    view: (page, shown, refresh) => boardFrame(page, page.say('wire.title'), wireBoard(page, shown), refresh),
    signedOut,

    async read (reply) {
      const page = reply.ownPage()
      const shown = await shownOf(needs, page.viewer.id)
      return { page, shown, seq: shown.version, no: 0, until: null }
    }
  }

  app.get('/wire/live', {
    // A HEAD would be held for an answer without a body (D20).
    exposeHeadRoute: false,
    schema: { querystring: closed(HELD_QUERY) },
    config: { refused: refusedInFrame }
  }, async (request, reply) => {
    return await answerFrame(request, reply, request.query as HeldQuery, frame, needs)
  })
}

/** Answers a request of a frame, and notes what it shows of frames in this browser: whether they are drawn, and go on. */
export async function answerFrame<Shown> (
  request: FastifyRequest, reply: FastifyReply, query: HeldQuery, frame: HeldDocument<Shown>, { feeds, answerHeld }: FrameNeeds
): Promise<FastifyReply> {
  if (request.viewer === null) return frame.signedOut(reply)
  const { session } = browserOf(request)
  if (query.cursor !== undefined) feeds.frameFollowed(session.id)
  else feeds.frameBegan(session.id)
  return await answerHeld(request, reply, query, frame)
}
