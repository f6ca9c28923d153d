import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'

/** Beyond the hold, so that a parked poll's connection is not taken for an idle one. */
const MARGIN_MS = 15_000
/** A request must have arrived whole by then: slow senders do not keep connections for ever. Longer than any hold. */
const REQUEST_TIMEOUT_MS = 120_000

/** Answers a request itself, true; or leaves it to the router. May hand it over later, too. */
type Door = (request: IncomingMessage, response: ServerResponse, router: RequestListener) => boolean

/** The HTTP server under Fastify. Its busiest requests have doors of their own, ahead of the router. */
export function createHttpServer (
  router: RequestListener, doors: readonly Door[], maxHoldS: number
): Server {
  return createServer({
    keepAliveTimeout: maxHoldS * 1000 + MARGIN_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Idle sockets are Node's business above, parked ones are ours.
    connectionsCheckingInterval: 30_000
  }, (request, response) => {
    if (!doors.some(door => door(request, response, router))) router(request, response)
  })
}
