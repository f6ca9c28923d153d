import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'

/** Beyond the hold, so that a parked poll's connection is not taken for an idle one. */
const MARGIN_MS = 15_000
/** A request must have arrived whole by then: slow senders do not keep connections for ever. Longer than any hold. */
const REQUEST_TIMEOUT_MS = 120_000

/** The HTTP server under Fastify. `first` answers a request itself, or leaves it to the router. */
export function createHttpServer (
  handler: RequestListener, first: (request: IncomingMessage, response: ServerResponse) => boolean, maxHoldS: number
): Server {
  return createServer({
    keepAliveTimeout: maxHoldS * 1000 + MARGIN_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Idle sockets are Node's business above, parked ones are ours.
    connectionsCheckingInterval: 30_000
  }, (request, response) => {
    if (!first(request, response)) handler(request, response)
  })
}
