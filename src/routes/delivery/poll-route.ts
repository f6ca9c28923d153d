import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'fast-querystring'
import type { FastifyPluginAsync } from 'fastify'
import { DomainError } from '#domain/errors.ts'
import type { Viewer } from '#domain/account/sessions.ts'
import { isCrossSite } from '#plugins/forms.ts'
import type { Resolver } from '#plugins/session/resolver.ts'
import type { BasePath } from '#routes/api/site/base-path.ts'
import { PollAnswerSchema, PollQuerySchema } from '#routes/api/delivery/poll-schemas.ts'
import type { Door, Exchanges } from './exchanges.ts'
import { POLL_HEADERS } from './poll-answer.ts'
import { answerNobody, type Polls } from './poll.ts'
import type { Poller } from './wait.ts'

/** Answers a request if it is a poll; false leaves it to the router. */
export type PollHandler = (request: IncomingMessage, response: ServerResponse) => boolean

export interface PollRouteNeeds {
  readonly base: BasePath
  readonly resolver: Pick<Resolver, 'resolve' | 'find'>
  readonly polls: Polls
  readonly exchanges: Exchanges
  /** Calls back now or, when many polls come at once, in a later turn of the event loop. */
  readonly admit: (enter: () => void, isOneOfMany: boolean) => void
  /** Whether the user of a connection comes back because an event was told to many. */
  readonly isOneOfMany: (socket: ServerResponse['socket']) => boolean
  /** Records the user of a connection. */
  readonly know: (socket: ServerResponse['socket'], userId: string) => void
  readonly onFault: (error: unknown) => void
}

const PATH = '/poll'
const DOOR: Door = { name: 'poll', method: 'GET', route: PATH, status: 200, headers: POLL_HEADERS }

/**
 * `GET /poll` from raw request to raw response. It stands ahead of the router as well as in it: a poll needs no hooks, no schema and
 * no reply object, and thousands of them are the whole load (8 µs each). Any other request (a call from another site, another
 * method) goes to the router, which gives the reason.
 */
export function createPollHandler ({ base, resolver, polls, exchanges, admit, isOneOfMany, know, onFault }: PollRouteNeeds): PollHandler {
  const begin = exchanges.door(DOOR)

  return function handle (request, response) {
    const { headers } = request
    const url = base.below(request.url ?? '')
    if (!url.startsWith(PATH) || request.method !== 'GET' || isCrossSite(headers)) return false
    if (url.length > PATH.length && url[PATH.length] !== '?') return false
    const exchange = begin(response)

    function answer (viewer: Viewer | null): void {
      if (viewer === null) return answerNobody(exchange, 'signed-out')
      know(response.socket, viewer.userId)
      const query = parse(url.slice(PATH.length + 1))
      exchange.record(viewer, request, url, query)
      exchange.asks(viewer, query, cursor => polls(pollerOf(viewer), cursor === undefined ? query : { ...query, cursor }, exchange))
    }

    admit(() => {
      const viewer = resolver.resolve(request)
      if (viewer !== null) return answer(viewer)
      resolver.find(headers).then(answer, error => {
        onFault(error)
        answerNobody(exchange, 'busy')
      })
    }, isOneOfMany(response.socket))
    return true
  }
}

/** The waiting viewer, as polls know them. */
export function pollerOf ({ userId, session }: Viewer): Poller {
  return { userId, sessionId: session.id, kind: session.kind, heldMax: session.heldMax }
}

/** The same polls by way of the router, for addresses in another spelling; and its refusals. */
export const pollRoutes: FastifyPluginAsync<{ handle: PollHandler, exchanges: Exchanges }> = async (app, { handle, exchanges }) => {
  app.get(PATH, {
    exposeHeadRoute: false,
    config: { ownPace: true },
    schema: {
      summary: 'Wait for what comes after a cursor, which acknowledges everything up to it.',
      querystring: PollQuerySchema,
      response: { 200: PollAnswerSchema }
    },
    // The schema is for the reference alone: a bad parameter other than the cursor is clamped or ignored, never refused.
    validatorCompiler: () => () => true
  }, (request, reply) => {
    if (isCrossSite(request.headers)) throw new DomainError('FORBIDDEN', 'This call was started by another site.')
    const response = exchanges.takeOver(reply)
    // The router knows the address in every spelling (/%70oll), and has just matched it.
    const at = request.url.indexOf('?')
    request.raw.url = PATH + (at === -1 ? '' : request.url.slice(at))
    handle(request.raw, response)
  })

  // A HEAD would hold a poll whose answer has no body (D20).
  app.head(PATH, { schema: { hide: true } }, async () => {
    throw new DomainError('METHOD_NOT_ALLOWED', 'Poll with GET.')
  })
}
