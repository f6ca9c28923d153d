import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { DomainError } from '#domain/errors.ts'
import { told } from '#plugins/errors.ts'
import { skipBody } from '#plugins/bodies/unread.ts'
import { Answer, type Connections } from './connections.ts'

/** Beyond the hold, so that a parked poll's connection is not taken for an idle one. */
const MARGIN_MS = 15_000
/** Head of a request, and all of it. Only requests on their way are meant, never parked ones: those have arrived. */
const HEADERS_TIMEOUT_MS = 20_000
const REQUEST_TIMEOUT_MS = 60_000
/** How often both are looked at; one costs nothing while it is in time. */
const CHECK_MS = 5_000
/** Room for an address and for the cookies of other programs on our host, whose sign-on alone may take 8 KiB. */
const HEADERS_MAX_BYTES = 16 * 1024
/** Browsers send 20, proxies add 10; Node's own 2,000 would let half a head take ten times its length. */
const HEADERS_MAX = 200

/** Answers a request itself, true; or leaves it to the router. May hand it over later, too. */
type Door = (request: IncomingMessage, response: ServerResponse, router: RequestListener) => boolean

/** The HTTP server under Fastify. Its busiest requests have doors of their own, ahead of the router. */
export function createHttpServer (
  router: RequestListener, doors: readonly Door[], { maxHoldS, connections }: { maxHoldS: number, connections: Connections }
): Server {
  const listener = (request: IncomingMessage, response: Answer): void => {
    if (!connections.asked(request.socket, response)) return
    const oddity = oddityOfHost(request)
    if (oddity !== null) return refuse(request, response, oddity)
    if (BODILESS.has(request.method ?? '')) skipBody(request)
    if (!doors.some(door => door(request, response, router))) router(request, response)
  }
  const server = createServer({
    ServerResponse: Answer,
    keepAliveTimeout: maxHoldS * 1000 + MARGIN_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_MS,
    maxHeaderSize: HEADERS_MAX_BYTES,
    // Asked below: Node would answer each of a packet full of them.
    requireHostHeader: false
  }, listener)
  // The same for what nobody can expect of us: it is answered as if it had not been asked.
  server.on('checkExpectation', listener)
  server.maxHeadersCount = HEADERS_MAX
  connections.watch(server)
  return server
}

/** Methods whose bodies no route reads. */
const BODILESS = new Set(['GET', 'HEAD', 'TRACE'])

/** RFC 9112 §3.2: a proxy may go by the one line and the server by the other. Null: there is nothing odd. */
function oddityOfHost ({ rawHeaders, httpVersion }: IncomingMessage): string | null {
  let lines = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') lines++
  }
  if (lines > 1) return 'The request names its host twice.'
  return lines === 0 && httpVersion === '1.1' ? 'The request does not name its host.' : null
}

function refuse (request: IncomingMessage, response: ServerResponse, why: string): void {
  const refusal = told(new DomainError('INVALID', why))
  skipBody(request)
  response.writeHead(refusal.statusCode, {
    'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', Connection: 'close'
  }).end(JSON.stringify(refusal))
}
