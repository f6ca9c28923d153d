import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Messages } from '#domain/messages/messages.ts'
import { jsonIn } from '#plugins/bodies/bodies.ts'
import { isForeign } from '#plugins/forms.ts'
import { createWriter } from '#plugins/serialisation.ts'
import type { Resolver } from '#plugins/session/resolver.ts'
import { createReader } from '#plugins/validation.ts'
import type { BasePath } from '#routes/api/site/base-path.ts'
import { SendBody, SentAnswer } from '#routes/api/messages/messages.ts'
import { ConversationParams } from '#routes/api/schemas.ts'
import type { Door, Exchanges } from './exchanges.ts'

/** Answers a send that succeeds and hands any other to `router`. Returns false for requests that are no sends. */
export type SendHandler = (request: IncomingMessage, response: ServerResponse, router: RequestListener) => boolean

export interface SendNeeds {
  readonly base: BasePath
  readonly resolver: Resolver
  readonly messages: Messages
  readonly exchanges: Exchanges
  /** Takes one change of this many bytes out of a user's budgets. Throws when they are empty. */
  readonly spend: (userId: string, bytes: number) => void
  /** Requests that have paid for their change already: the router must not charge them again. */
  readonly paid: Pick<WeakSet<IncomingMessage>, 'add'>
  readonly baseUrl: URL | null
  /** Records the user of a connection. */
  readonly know: (socket: IncomingMessage['socket'], userId: string) => void
}

const BEFORE = '/api/conversations/'
const AFTER = '/messages'
const DOOR: Door = {
  name: 'send',
  method: 'POST',
  route: '/api/conversations/:id/messages',
  status: 201,
  // The same that the hooks of routes set on an answer in JSON.
  headers: ['x-content-type-options', 'nosniff', 'cache-control', 'no-store, private', 'content-type', 'application/json; charset=utf-8']
}

const paramsOf = createReader(ConversationParams, 'params')
const bodyOf = createReader(SendBody, 'body')
const write = createWriter(SentAnswer)

/**
 * A send from raw request to raw response, ahead of the router, which with its hooks is a seventh of what a send costs. Only a send that
 * succeeds is answered here. Every other goes to the router with its body put back, even after it was tried (a send can always be
 * repeated, D12): refusals are worded there alone.
 */
export function createSendHandler ({ base, resolver, messages, exchanges, spend, paid, baseUrl, know }: SendNeeds): SendHandler {
  // False leaves the refusal to the router.
  function canPay (userId: string, bytes: number): boolean {
    try {
      spend(userId, bytes)
      return true
    } catch {
      return false
    }
  }

  const begin = exchanges.door(DOOR)

  return function handle (request, response, router) {
    const { headers } = request
    const url = base.below(request.url ?? '')
    if (request.method !== 'POST' || !url.startsWith(BEFORE) || !url.endsWith(AFTER)) return false
    if (headers['content-type'] !== 'application/json' || isForeign(headers, baseUrl)) return false
    const viewer = resolver.resolve(request)
    const params = paramsOf({ id: url.slice(BEFORE.length, -AFTER.length) })
    if (viewer === null || params === null) return false
    know(request.socket, viewer.userId)

    // By the next tick the bytes that came with the headers have been read, too: as a rule the whole body.
    const exchange = begin(response)
    process.nextTick(() => {
      const length = request.readableLength
      if (length === 0 || String(length) !== headers['content-length']) return router(request, response)
      const bytes = request.read() as Buffer
      request.unshift(bytes)
      const body = bodyOf(jsonIn(bytes))
      if (body === null || !canPay(viewer.userId, length)) return router(request, response)

      function handOver (): void {
        paid.add(request)
        router(request, response)
      }

      const place = { senderId: viewer.userId, sessionId: viewer.session.id, conversationId: params.id }
      const asked = { conversationId: params.id, clientId: body.clientId }
      exchange.stores(viewer, asked, () => messages.send({ ...place, ...body })).then(({ message, duplicate }) => {
        if (duplicate) return handOver()
        exchange.record(viewer, request, url, {})?.asked(body, length)
        exchange.answer(write({ message }))
        request.resume()
      }, handOver)
    })
    return true
  }
}
