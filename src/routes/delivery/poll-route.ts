import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'fast-querystring'
import type { FastifyPluginAsync } from 'fastify'
import { DomainError } from '#domain/errors.ts'
import type { Viewer } from '#domain/account/sessions.ts'
import { isCrossSite } from '#plugins/forms.ts'
import type { Resolver } from '#plugins/session/resolver.ts'
import type { BasePath } from '#routes/api/site/base-path.ts'
import { PollAnswerSchema, PollQuerySchema } from '#routes/api/delivery/poll-schemas.ts'
import { answerNobody, type Polls } from './poll.ts'

/** Answers a request if it is a poll; false leaves it to the router. */
export type PollHandler = (request: IncomingMessage, response: ServerResponse) => boolean

const PATH = '/poll'

/**
 * `GET /poll` from raw request to raw response. It stands ahead of the router as well as in it: a poll needs no hooks, no schema and
 * no reply object, and thousands of them are the whole load (8 µs each). What it will not answer (a foreign site's call, another
 * method) goes to the router, which says why.
 */
export function createPollHandler (
  base: BasePath, resolver: Pick<Resolver, 'resolve' | 'find'>, polls: Polls, onFault: (error: unknown) => void
): PollHandler {
  return function handle (request, response) {
    const { headers } = request
    const url = base.below(request.url ?? '')
    if (!url.startsWith(PATH) || request.method !== 'GET' || isCrossSite(headers)) return false
    if (url.length > PATH.length && url[PATH.length] !== '?') return false

    function answer (viewer: Viewer | null): void {
      if (viewer === null) return answerNobody(response, 'signed-out')
      const { userId, session } = viewer
      polls({ userId, sessionId: session.id, kind: session.kind, heldMax: session.heldMax }, parse(url.slice(PATH.length + 1)), response)
    }

    const viewer = resolver.resolve(headers)
    if (viewer !== null) {
      answer(viewer)
    } else {
      resolver.find(headers).then(answer, error => {
        onFault(error)
        answerNobody(response, 'busy')
      })
    }
    return true
  }
}

/** The same polls by way of the router, for whatever does not come through the server's own door; and what is no poll. */
export const pollRoutes: FastifyPluginAsync<{ handle: PollHandler }> = async (app, { handle }) => {
  app.get(PATH, {
    exposeHeadRoute: false,
    config: { ownPace: true },
    schema: {
      summary: 'Wait for what comes after a cursor, which acknowledges everything up to it.',
      querystring: PollQuerySchema,
      response: { 200: PollAnswerSchema }
    },
    // For the reference alone: a bad parameter other than the cursor is clamped or ignored, never refused.
    validatorCompiler: () => () => true
  }, (request, reply) => {
    if (isCrossSite(request.headers)) throw new DomainError('FORBIDDEN', 'This call was started by another site.')
    reply.hijack()
    // The router knows its address however it is spelled (/%70oll), and has just decided that this is it.
    const at = request.url.indexOf('?')
    request.raw.url = PATH + (at === -1 ? '' : request.url.slice(at))
    handle(request.raw, reply.raw)
  })

  // A HEAD would run a poll that nobody hears (D20).
  app.head(PATH, { schema: { hide: true } }, async () => {
    throw new DomainError('METHOD_NOT_ALLOWED', 'Poll with GET.')
  })
}
