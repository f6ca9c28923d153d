import { Agent, request } from 'node:http'
import { withCookies } from './cookie-jar.ts'
import type { Answer } from './person.ts'

/** The way a browser's requests travel. */
export interface Way {
  /** The site's public address; ends in a slash. */
  readonly site: string
  /** The port of a forward proxy on this machine, as an office has one; undefined: straight to the site's address. */
  readonly through?: number | undefined
  /** The address this browser calls from. */
  readonly from?: string | undefined
}

interface Sending {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A person's browser over real HTTP: sends its cookies as their path says, and keeps those it is given. */
export class Caller {
  readonly way: Way
  cookie: { readonly text: string, readonly path: string } | null = null
  readonly #agent = new Agent({ keepAlive: true })

  constructor (way: Way) { this.way = way }

  get (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('GET', path, { headers })
  }

  post (path: string, body?: unknown): Promise<Answer> {
    return this.send('POST', path, {
      headers: { 'content-type': 'application/json' }, body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    })
  }

  form (path: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    return this.send('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString()
    })
  }

  /** Sends one request; `path` is relative to the site's address, as a link is. Rejects when no whole answer comes. */
  send (method: string, path: string, { headers = {}, body }: Sending = {}): Promise<Answer> {
    const { site, through, from } = this.way
    const url = new URL(path, site)
    const cookie = this.cookie !== null && url.pathname.startsWith(this.cookie.path) ? { cookie: this.cookie.text } : {}
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new Error(`${method} ${path}: ${error.message}`))
      const sent = request({
        agent: this.#agent,
        host: '127.0.0.1',
        port: through ?? url.port,
        path: through === undefined ? url.pathname + url.search : url.href,
        method,
        headers: { host: url.host, ...cookie, ...headers, ...body === undefined ? {} : { 'content-length': Buffer.byteLength(body) } },
        ...from === undefined ? {} : { localAddress: from }
      }, response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', fail)
        response.once('end', () => resolve(this.#answer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString())))
      })
      // A kept connection was closed just as it was reused: retries, as browsers do.
      sent.once('error', error => sent.reusedSocket ? resolve(this.send(method, path, { headers, ...body === undefined ? {} : { body } })) : fail(error))
      sent.end(body)
    })
  }

  close (): void { this.#agent.destroy() }

  #answer (status: number, headers: Answer['headers'], text: string): Answer {
    const given = [headers['set-cookie'] ?? []].flat().map(String)
    const kept = withCookies(this.cookie?.text ?? null, given)
    if (kept !== null && given[0] !== undefined) this.cookie = { text: kept, path: /; *path=([^;]*)/i.exec(given[0])?.[1] ?? '/' }
    const isJson = String(headers['content-type']).startsWith('application/json') && text !== ''
    return { status, headers, text, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> }
  }
}
