import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { DomainError } from '#domain/errors.ts'
import { told } from '#plugins/errors.ts'
import { createServer } from '#plugins/node-http.ts'
import { skipBody } from '#plugins/bodies/rest-of-body.ts'
import { Answer, type Connections } from './connections.ts'

/** Keep-alive beyond the hold, so that the connection of a parked poll does not count as idle. */
const MARGIN_MS = 15_000
/** Time for the head of a request. Bodies are timed where they are read: a file may take as long as its network needs. */
const HEADERS_TIMEOUT_MS = 20_000
/** Interval at which Node checks it. */
const CHECK_MS = 5_000
/** Room for an address and for the cookies of other programs on our host, whose sign-on alone may take 8 KiB. */
const HEADERS_MAX_BYTES = 16 * 1024
/** Browsers send 20 headers and proxies add 10. Node's default of 2,000 would let half a head take ten times its length in memory. */
const HEADERS_MAX = 200

/** Handles a request ahead of the router and returns true, or returns false. May hand it to the router later. */
type Door = (request: IncomingMessage, response: ServerResponse, router: RequestListener) => boolean

/** Creates the HTTP server under Fastify. The busiest requests have doors of their own, ahead of the router. */
export function createHttpServer (
  router: RequestListener, doors: readonly Door[], { maxHoldS, connections }: { maxHoldS: number, connections: Connections }
): Server {
  const listener = (request: IncomingMessage, response: Answer): void => {
    if (!connections.asked(request.socket, response)) return
    if (!connections.queue(request.socket, () => handle(request, response))) handle(request, response)
  }
  const handle = (request: IncomingMessage, response: Answer): void => {
    const oddity = oddityOfHost(request)
    if (oddity !== null) return refuse(request, response, oddity)
    if (BODILESS.has(request.method ?? '')) skipBody(request)
    if (!doors.some(door => door(request, response, router))) router(request, response)
  }
  const server = createServer({
    ServerResponse: Answer,
    keepAliveTimeout: maxHoldS * 1000 + MARGIN_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: 0,
    connectionsCheckingInterval: CHECK_MS,
    maxHeaderSize: HEADERS_MAX_BYTES,
    // Checked below: Node would answer each of a packet full of them.
    requireHostHeader: false
  }, listener)
  // Ignores an unknown `Expect` header and handles the request.
  server.on('checkExpectation', listener)
  server.maxHeadersCount = HEADERS_MAX
  connections.watch(server)
  return server
}

/** Methods whose bodies no route reads. */
const BODILESS = new Set(['GET', 'HEAD', 'TRACE'])

/** Refuses two `Host` lines, since a proxy may obey one and the server the other (RFC 9112 §3.2), and none. Returns the reason or null. */
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
