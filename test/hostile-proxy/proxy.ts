// A proxy that misbehaves as real ones do, with one switch or several combined.
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Random } from '../simulation/random.ts'
import {
  ClosedUnanswered, headerOf, pageOf, wholeBody, type Answer, type Ask, type Forward, type Headers, type Surroundings, type Switch
} from './exchange.ts'
import { createUpstream } from './upstream.ts'

export interface ProxyOptions {
  /** The server behind a reverse proxy, like `http://127.0.0.1:8080`; without it a request must hold the full address, as for `http_proxy`. */
  readonly upstream?: string
  /** The first is the nearest to the client. */
  readonly switches?: readonly Switch[]
  readonly seed?: number
  readonly now?: Surroundings['now']
  readonly after?: Surroundings['after']
}

export interface HostileProxy {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly origin: string
  /** Breaks every connection and stops listening. */
  close (): Promise<void>
}

/** Listens on a free port of this machine. */
export async function openProxy (options: ProxyOptions): Promise<HostileProxy> {
  const { upstream, switches = [], seed = 1, now = realNow, after = realAfter } = options
  const agent = new Agent({ keepAlive: true })
  const surroundings: Surroundings = { random: new Random(seed), now, after }
  const way = switches.reduceRight<Forward>((next, vice) => vice(next, surroundings), createUpstream(upstream ?? null, agent))
  // Node's own time limits must not interfere with the tests.
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    pass(way, request, response).catch(() => { response.socket?.destroy() })
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close () {
      agent.destroy()
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
  }
}

async function pass (way: Forward, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const { socket } = request
  try {
    const answer = await way(await askOf(request, left.signal))
    if (left.signal.aborted) await wholeBody(answer)
    else if (answer.version === '1.0' || answer.cutAt !== null) await writeByHand(answer, socket)
    else await writeOn(answer, response, request.method === 'HEAD')
  } catch (error) {
    if (error instanceof ClosedUnanswered) socket.destroy()
    else if (!response.headersSent && !socket.destroyed) await writeOn(pageOf(502, 'Bad Gateway', 'The server could not be reached'), response, false)
    else socket.destroy()
  }
}

async function askOf (request: IncomingMessage, left: AbortSignal): Promise<Ask> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const raw = request.rawHeaders
  const headers: Headers = raw.flatMap((name, index) => index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [])
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers,
    body: Buffer.concat(parts),
    caller: headerOf(headers, 'cookie') ?? headerOf(headers, 'authorization') ?? 'a stranger',
    left,
    version: '1.1',
    bodyCutAt: null
  }
}

async function writeOn (answer: Answer, response: ServerResponse, isHead: boolean): Promise<void> {
  response.sendDate = false
  response.writeHead(answer.status, answer.reason, answer.headers.flat())
  // A streamed answer is passed on as it arrives, head first.
  response.flushHeaders()
  for await (const part of answer.body) if (!isHead) response.write(part)
  response.end()
}

/** Writes byte by byte to the socket, because Node would keep the connection open, or would not stop in the middle of a head. */
async function writeByHand ({ version, status, reason, headers, body, cutAt }: Answer, socket: Socket): Promise<void> {
  const lines = [...headers, ['Connection', 'close'] as const].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  let left = cutAt ?? Infinity
  function put (part: Buffer): void {
    if (!socket.destroyed) socket.write(part.subarray(0, left))
    left -= part.length
  }
  put(Buffer.from(`HTTP/${version} ${status} ${reason}\r\n${lines}\r\n`, 'latin1'))
  for await (const part of body) {
    if (left <= 0) break
    put(part)
  }
  socket.end()
}

function realNow (): number {
  return performance.now()
}

function realAfter (ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => { clearTimeout(timer) }
}
