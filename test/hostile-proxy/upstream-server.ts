import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { StandingClock } from '#test/clock.ts'
import type { Switch } from './exchange.ts'
import { openProxy } from './proxy.ts'

/** One request as received by the server behind the proxy. */
export interface Heard {
  readonly method: string
  readonly url: string
  readonly version: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A plain server, the proxy in front of it, and a clock that stands still. */
export async function behind (t: Test, switches: readonly Switch[], answer: RequestListener = (_request, response) => response.end('hello')) {
  const heard: Heard[] = []
  /** Requests that broke off early. */
  const broken: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', part => { body += part })
    request.once('error', () => broken.push(body))
    request.once('end', () => {
      const { method = '', url = '', httpVersion: version, headers } = request
      heard.push({ method, url, version, headers, body })
      answer(request, response)
    })
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = new StandingClock()
  const proxy = await openProxy({ upstream, switches, now: () => clock.now(), after: (ms, run) => clock.after(ms, run) })
  t.teardown(async () => {
    await proxy.close()
    server.closeAllConnections()
    server.close()
  })
  return { clock, heard, broken, upstream, origin: proxy.origin }
}

export interface Said {
  /** Everything received so far, as it was on the wire. */
  readonly text: () => string
  readonly isClosed: () => boolean
  readonly leave: () => void
}

/** Sends a request over a connection of its own. Lines end with \n; a body goes after an empty line. */
export function say (t: Test, origin: string, head: string, body = ''): Said {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  let text = ''
  let isClosed = false
  socket.setEncoding('utf8').on('data', part => { text += part })
  socket.on('error', () => {}).once('close', () => { isClosed = true })
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\n`
  socket.write(`${head}\nHost: asked.example\n${length}\n`.replaceAll('\n', '\r\n') + body)
  t.teardown(() => socket.destroy())
  return { text: () => text, isClosed: () => isClosed, leave: () => { socket.destroy() } }
}
