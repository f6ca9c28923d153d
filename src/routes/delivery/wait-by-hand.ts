import type { FastifyReply, FastifyRequest } from 'fastify'
import { viewerOf } from '#plugins/session/session.ts'
import type { ByHand } from '#views/delivery/by-hand.ts'
import { pollerOf, type HeldNeeds } from './held-answer.ts'
import type { Shows } from './held-wait.ts'

/**
 * The press of a button is the long poll: waits once for what comes after the page, without a redirect, which text browsers take for a
 * loop. Answers what came of it (null: something new), and false when nobody is there to be answered.
 */
export function createWaitByHand ({ holds, resolver }: Pick<HeldNeeds, 'holds' | 'resolver'>) {
  return async function waitByHand (request: FastifyRequest, reply: FastifyReply, cursor: string, shows: Shows): Promise<ByHand['came'] | false> {
    const asking = { tab: null, n: 0, isActive: true }
    request.turn?.pause()
    const ending = await holds({
      poller: pollerOf(viewerOf(request)), asking, cursor, until: null, shows, draw: async () => true
    }, reply.raw)
    await request.turn?.resume()
    request.viewer = await resolver.find(request.headers)
    switch (ending.how) {
      case 'quiet': return 'nothing'
      case 'rest': return ending.why
      case 'left': return false
      default: return null
    }
  }
}
