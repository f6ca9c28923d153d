import { request, type Agent } from 'node:http'
import { connect } from 'node:net'
import { ClosedUnanswered, headerOf, withHeader, without, type Answer, type Ask, type Forward, type Headers } from './exchange.ts'

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade'])

/**
 * The last step: sends a request to its server, over HTTP/1.1 or 1.0. `origin` is the server of a reverse proxy; a request with a full
 * address goes there instead.
 */
export function createUpstream (origin: string | null, agent: Agent): Forward {
  return async ask => {
    const target = targetOf(ask.url, origin)
    const headers = onwardHeaders(ask, target)
    return ask.version === '1.0' ? await askIn10(ask, target, headers) : await askIn11(ask, target, headers, agent)
  }
}

export function endToEnd (headers: Headers): Headers {
  return without(headers, name => HOP_BY_HOP.has(name))
}

interface Target { readonly hostname: string, readonly port: number, readonly host: string, readonly path: string }

function targetOf (url: string, origin: string | null): Target {
  const isWhole = /^https?:\/\//i.test(url)
  if (!isWhole && origin === null) throw new Error(`${url} names no server, and this is no reverse proxy`)
  const { hostname, port, host } = new URL(isWhole ? url : origin ?? '')
  // Not by URL, which would normalise it.
  return { hostname, port: port === '' ? 80 : Number(port), host, path: isWhole ? url.replace(/^https?:\/\/[^/]*/i, '') || '/' : url }
}

function onwardHeaders (ask: Ask, target: Target): Headers {
  const headers = endToEnd(ask.headers)
  const hosted = headerOf(headers, 'host') === null ? withHeader(headers, 'Host', target.host) : headers
  return ask.body.length > 0 || ask.method !== 'GET' ? withHeader(hosted, 'Content-Length', String(ask.body.length)) : hosted
}

function askIn11 (ask: Ask, target: Target, headers: Headers, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      agent,
      host: target.hostname,
      port: target.port,
      method: ask.method,
      path: target.path,
      headers: headers.flat()
    })
    const leave = (): void => { sent.destroy() }
    ask.left.addEventListener('abort', leave)
    sent.once('close', () => ask.left.removeEventListener('abort', leave))
    sent.on('error', error => reject(ask.left.aborted || ask.bodyCutAt !== null ? new ClosedUnanswered() : error))
    sent.once('response', response => {
      resolve({
        status: response.statusCode ?? 0,
        reason: response.statusMessage ?? '',
        headers: endToEnd(pairs(response.rawHeaders)),
        body: response,
        version: '1.1',
        cutAt: null
      })
    })
    if (ask.bodyCutAt === null) return sent.end(ask.body)
    sent.write(ask.body.subarray(0, ask.bodyCutAt), leave)
  })
}

/** One connection, one request; the answer ends when the server closes. Chunked bodies are not decoded. */
async function askIn10 (ask: Ask, target: Target, headers: Headers): Promise<Answer> {
  const socket = connect(target.port, target.hostname)
  const leave = (): void => { socket.destroy() }
  ask.left.addEventListener('abort', leave)
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`${ask.method} ${target.path} HTTP/1.0\r\n${lines}\r\n`)
  socket.write(ask.body)
  const parts: Buffer[] = []
  try {
    for await (const part of socket) parts.push(part as Buffer)
  } catch (error) {
    if (ask.left.aborted) throw new ClosedUnanswered()
    throw error
  } finally {
    ask.left.removeEventListener('abort', leave)
  }
  return read10(Buffer.concat(parts))
}

function read10 (said: Buffer): Answer {
  const end = said.indexOf('\r\n\r\n')
  if (end === -1) throw new Error('the server closed before its answer had a head')
  const [statusLine = '', ...lines] = said.subarray(0, end).toString('latin1').split('\r\n')
  const [, status, reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(statusLine) ?? []
  const headers = lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const)
  async function * body (): AsyncIterable<Buffer> { yield said.subarray(end + 4) }
  return { status: Number(status), reason, headers: endToEnd(headers), body: body(), version: '1.0', cutAt: null }
}

function pairs (raw: readonly string[]): Headers {
  return raw.flatMap((name, index) => index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [])
}
