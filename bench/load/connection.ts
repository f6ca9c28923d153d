import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { nowUs } from './marks.ts'

// One buffer for all connections: it is emptied before the next read can happen, so no read allocates.
const arrival = Buffer.allocUnsafeSlow(256 * 1024)

/** Encodings that browsers take behind TLS. */
export const BROWSER_ENCODINGS = 'gzip, deflate, br, zstd'

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync, zstd: zstdDecompressSync
}
const ENCODING = /\r\ncontent-encoding: (\w+)/i
// Few, so that decoding delays no reading, and with it no arrival time, by more than a millisecond.
const DECODED_PER_TURN = 25

/**
 * The result of a request: `status` 0 means that the connection ended first. Bodies are read as latin1: the bench writes ASCII only. `atUs`
 * is the time at which the answer had arrived, before it was decoded.
 */
export type Answered = (status: number, body: string, atUs: number, head: string) => void

/** A body as it was before the encoding that its head names; '' for none. */
export function decode (encoding: string, body: Buffer): Buffer {
  if (encoding === '') return body
  const decoder = DECODERS[encoding]
  if (decoder === undefined) throw new Error(`an answer in an encoding that was not asked for: ${encoding}`)
  return decoder(body)
}

const undecoded: (() => void)[] = []

/** Decodes after everything that has arrived is read. */
function later (decode: () => void): void {
  if (undecoded.push(decode) === 1) setImmediate(decodeSome)
}

function decodeSome (): void {
  for (const decode of undecoded.splice(0, DECODED_PER_TURN)) decode()
  if (undecoded.length > 0) setImmediate(decodeSome)
}

/**
 * One keep-alive HTTP/1.1 connection made to be cheap: requests are ready-made texts, one at a time, and an answer is its status and a
 * body by Content-Length. Anything else in HTTP throws.
 */
export class Connection {
  /** Connections lost during a request; a load that cut none itself should find 0. */
  static broken = 0

  #socket: Socket | null = null
  #answered: Answered | null = null
  #pieces = ''
  readonly #port: number

  constructor (port: number) {
    this.#port = port
  }

  get busy (): boolean {
    return this.#answered !== null
  }

  /** Sends a request, opening the connection when there is none. One at a time. */
  ask (request: string, answered: Answered): void {
    if (this.#answered !== null) throw new Error('a request is under way on this connection')
    this.#answered = answered
    this.#socket ??= this.#open()
    this.#socket.write(request, 'latin1')
  }

  /** The same as a promise of the body; rejects unless the status is 2xx. For requests that are not measured. */
  fetch (request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.ask(request, (status, body) => {
        if (status >= 200 && status < 300) resolve(body)
        else reject(new Error(`${request.split('\r\n', 1)[0]} was answered ${status} ${body.slice(0, 300)}`))
      })
    })
  }

  /** Cuts the connection like a browser that vanished: the current request is dropped, its answer ignored. */
  cut (): void {
    this.#answered = null
    this.#pieces = ''
    this.#socket?.destroy()
    this.#socket = null
  }

  #open (): Socket {
    const socket = connect({
      host: '127.0.0.1',
      port: this.#port,
      noDelay: true,
      autoSelectFamily: false,
      onread: {
        buffer: arrival,
        callback: length => {
          if (this.#socket === socket) this.#read(arrival.toString('latin1', 0, length))
          return true
        }
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#socket = null
      this.#pieces = ''
      const answered = this.#answered
      this.#answered = null
      if (answered === null) return
      Connection.broken += 1
      answered(0, '', nowUs(), '')
    })
    return socket
  }

  #read (text: string): void {
    if (this.#pieces !== '') text = this.#pieces + text
    const headEnd = text.indexOf('\r\n\r\n')
    if (headEnd === -1) {
      this.#pieces = text
      return
    }
    const bodyStart = headEnd + 4
    const bodyEnd = bodyStart + contentLength(text, headEnd)
    if (text.length < bodyEnd) {
      this.#pieces = text
      return
    }
    if (text.length > bodyEnd) throw new Error(`more than one answer arrived: ${text.slice(bodyEnd, bodyEnd + 200)}`)
    this.#pieces = ''
    const answered = this.#answered
    if (answered === null) throw new Error(`an answer nobody asked for: ${text.slice(0, 200)}`)
    const atUs = nowUs()
    const head = text.slice(0, headEnd)
    const finish = (body: string) => {
      this.#answered = null
      answered(statusOf(head), body, atUs, head)
    }
    const encoding = ENCODING.exec(head)?.[1]
    if (encoding === undefined) return finish(text.slice(bodyStart))
    later(() => {
      // It may have been cut meanwhile, and ask for something else.
      if (this.#answered === answered) finish(decode(encoding, Buffer.from(text.slice(bodyStart), 'latin1')).toString('latin1'))
    })
  }
}

function statusOf (text: string): number {
  return (text.charCodeAt(9) - 48) * 100 + (text.charCodeAt(10) - 48) * 10 + text.charCodeAt(11) - 48
}

function contentLength (text: string, headEnd: number): number {
  let at = text.indexOf('\r\nContent-Length: ')
  if (at === -1) at = text.indexOf('\r\ncontent-length: ')
  if (at === -1 || at > headEnd) {
    if (statusOf(text) === 204) return 0
    throw new Error(`an answer without Content-Length: ${text.slice(0, headEnd)}`)
  }
  let length = 0
  for (let i = at + 18; ; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return length
    length = length * 10 + digit
  }
}

/** A GET as a browser would send it, without the headers that none of the systems reads. */
export function get (path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`
}

/** A POST of ASCII text. */
export function post (path: string, body: string, headers = '', type = 'application/json'): string {
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}
