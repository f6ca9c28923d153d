import { Agent, createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { jsonIn } from '#domain/wire/bodies.ts'
import type { Way } from '#domain/wire/records.ts'
import type { Opening, Tape } from '#domain/wire/tape.ts'
import { OperatorError } from '../operator-error.ts'
import { newsIn, newsOfPage, type Stored } from './news.ts'

/** The fate of the next exchange of one way. `lost`: its answer never arrives. `refused`: the request does not get through. */
export type Fate = 'passed' | 'lost' | 'refused' | 'buffered'

export interface ProxyNeeds {
  /** The server behind, like `http://127.0.0.1:4711/`, asked for each request. */
  readonly to: () => string
  /** Host and port to listen on; a free port of this machine when missing. */
  readonly listen?: { readonly host: string, readonly port: number }
  /** A part that may stand before a path: the server is not told of it. */
  readonly before?: RegExp
  /** Returns the tape of an exchange; null: it is not recorded. `before`: the part that stood before its path. */
  readonly tape: (headers: IncomingHttpHeaders, opening: Opening, before: string) => Tape | null
  readonly fate?: (headers: IncomingHttpHeaders, way: Way) => Fate
}

export interface RecordingProxy {
  /** With a slash at its end. */
  readonly address: string
  /** Polls and held pages that wait for their answers. */
  readonly waiting: ReadonlySet<WaitingExchange>
  /** Breaks every connection and stops listening. */
  close (): Promise<void>
}

export interface WaitingExchange {
  readonly headers: IncomingHttpHeaders
  readonly tape: Tape | null
  /** Breaks the connection, as a network does. */
  cut (): void
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade'])
/** Bytes of a body that are read for the record: the largest answer of a poll is a quarter of it. */
const READ_MAX = 1024 * 1024
/** Messages whose place is remembered, for pages, which show numbers alone. */
const STORED_MAX = 1_000
/** A part of a path that is longer is a one-time secret, and no id. */
const ID_MAX = 24

/** A proxy in front of a server that speaks the contract: passes everything on as it comes, and records each exchange from its bytes. */
export async function openRecordingProxy (needs: ProxyNeeds): Promise<RecordingProxy> {
  const { to, tape: tapeOf, fate: fateOf = () => 'passed', listen, before: part } = needs
  const agent = new Agent({ keepAlive: true })
  const waiting = new Set<WaitingExchange>()
  const stored: Stored[] = []

  function take (request: IncomingMessage, response: ServerResponse): void {
    const { headers, method = 'GET' } = request
    const [before = ''] = part?.exec(request.url ?? '') ?? []
    const url = (request.url ?? '/').slice(before.length)
    const way = wayOf(method, url)
    const query = Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''))
    const opening = { way, method, address: url, pattern: patternOf(url), headers: request.rawHeaders, query, agoMs: 0 }
    const tape = tapeOf(headers, opening, before)
    const fate = fateOf(headers, way)
    const parts = collect(request)
    const passed = fate === 'buffered' ? null : pass(request, url)
    const exchange: WaitingExchange = { headers, tape, cut }
    let isOver = false
    if (way === 'poll' || way === 'held') waiting.add(exchange)

    function cut (): void {
      if (isOver) return
      isOver = true
      tape?.left()
      waiting.delete(exchange)
      passed?.destroy()
      request.socket.destroy()
    }
    response.once('close', cut)
    request.once('end', () => tape?.asked(bodyIn(parts().toString(), headers['content-type']), parts().length))

    function read (text: string): void {
      const json = jsonIn(text)
      const news = way === 'held' ? newsOfPage(text, query['cursor'] ?? null, stored) : way === 'poll' ? newsIn(json) : null
      if (news !== null) tape?.told(news)
      if (way === 'send') remember(json)
      tape?.said(text)
    }

    function end (status: number, given: readonly string[], body: Buffer): void {
      waiting.delete(exchange)
      try {
        read(decoded(body, given))
      } catch {
        // A server may say anything, and is passed on whatever it says.
      }
      if (fate === 'lost') return cut()
      isOver = true
      tape?.answered({ status, headers: given, bytes: body.length })
    }

    passed?.on('error', cut)
    if (fate === 'refused') return cut()
    if (passed === null) {
      request.once('end', () => askWhole(request, parts()))
      return
    }
    passed.once('response', answer => {
      const gathered = collect(answer)
      const { statusCode = 0, statusMessage = '', rawHeaders } = answer
      const given = endToEnd(rawHeaders)
      answer.on('error', cut)
      if (fate !== 'lost') {
        response.sendDate = false
        response.writeHead(statusCode, statusMessage, given)
        answer.pipe(response, { end: false })
      }
      answer.once('end', () => {
        // Recorded first: a client that has its answer may act on it at once.
        end(statusCode, given, gathered())
        response.end()
      })
    })
    request.pipe(passed)

    /** The way of an old proxy: HTTP/1.0, one connection a request, and the whole answer or nothing. */
    function askWhole ({ rawHeaders }: IncomingMessage, body: Buffer): void {
      const { hostname, port } = new URL(to())
      const socket = connect(Number(port), hostname)
      const chunks: Buffer[] = []
      const lines = endToEnd(rawHeaders).map((part, at) => part + (at % 2 === 0 ? ': ' : '\r\n')).join('')
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', cut)
      response.once('close', () => socket.destroy())
      socket.once('end', () => {
        const whole = Buffer.concat(chunks)
        const at = whole.indexOf('\r\n\r\n')
        if (at === -1) return cut()
        const [line = '', ...given] = whole.subarray(0, at).toString('latin1').split('\r\n')
        const pairs = endToEnd(given.flatMap(each => [each.slice(0, each.indexOf(':')), each.slice(each.indexOf(':') + 1).trim()]))
        end(Number(line.split(' ')[1]), pairs, whole.subarray(at + 4))
        // By hand: a response of Node's would be HTTP/1.1.
        request.socket.end(Buffer.concat([Buffer.from('HTTP/1.0'), whole.subarray('HTTP/1.0'.length)]))
      })
      socket.write(`${method} ${url} HTTP/1.0\r\n${lines}\r\n`)
      socket.write(body)
    }
  }

  function pass ({ method, rawHeaders }: IncomingMessage, url: string) {
    const { hostname, port } = new URL(to())
    return ask({ agent, host: hostname, port, method, path: url, headers: endToEnd(rawHeaders) })
  }

  function remember (json: unknown): void {
    const { message } = (json ?? {}) as { message?: Stored & { changedSeq: number } }
    if (typeof message?.no !== 'number') return
    const { at, conversationId, no, clientId, sender, changedSeq: seq } = message
    stored.push({ seq, at, conversationId, no, clientId, sender })
    if (stored.length > STORED_MAX) stored.shift()
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, take)
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new OperatorError(`The proxy cannot listen on ${listen?.host}:${listen?.port}. Name another port`)))
      .listen(listen?.port ?? 0, listen?.host ?? '127.0.0.1', resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return {
    address: `http://${address.includes(':') ? `[${address}]` : address}:${port}/`,
    waiting,
    async close () {
      if (!server.listening) return
      agent.destroy()
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
  }
}

function wayOf (method: string, url: string): Way {
  const [path = ''] = url.split('?')
  if (method === 'GET' && path.endsWith('/poll')) return 'poll'
  if (method === 'POST' && /\/conversations\/[^/]+\/messages$/.test(path)) return 'send'
  if (/\/held\/[^/]+$/.test(path)) return 'held'
  return /\/api\//.test(path) ? 'call' : 'page'
}

/** Returns the fields of a body; undefined for one that has none. */
function bodyIn (text: string, type = ''): unknown {
  return type.startsWith('application/x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : jsonIn(text) ?? undefined
}

function patternOf (url: string): string {
  return (url.split('?')[0] ?? '').split('/').map(part => part.length > ID_MAX ? ':secret' : part).join('/')
}

/** Returns a function that gives what has come so far. */
function collect (stream: IncomingMessage): () => Buffer {
  const parts: Buffer[] = []
  let bytes = 0
  stream.on('data', (part: Buffer) => {
    bytes += part.length
    if (bytes <= READ_MAX) parts.push(part)
  })
  return () => Buffer.concat(parts)
}

/** `pairs`: names and values in turn. */
function endToEnd (pairs: readonly string[]): string[] {
  return pairs.filter((_, at) => !HOP_BY_HOP.has((pairs[at - at % 2] ?? '').toLowerCase()))
}

function decoded (body: Buffer, given: readonly string[]): string {
  const at = given.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-encoding')
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync }[given[at + 1] ?? '']
  try {
    return (at === -1 || unpack === undefined ? body : unpack(body)).toString()
  } catch {
    // Cut off, or larger than what is read.
    return ''
  }
}
