import type { FastifyInstance, InjectOptions } from 'fastify'
import { withCookies } from '#test/cookie-jar.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly text: string
  /** The body, when it is JSON; tests know the shape they asked for. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Identity {
  readonly userId: string
  readonly username: string
  readonly sessionId: string
  readonly cookie: string | null
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A person's browser: sends its cookies, and keeps those it is given. */
export class Person {
  readonly userId: string
  readonly username: string
  readonly sessionId: string
  readonly #app: FastifyInstance
  cookie: string | null

  constructor (app: FastifyInstance, { userId, username, sessionId, cookie }: Identity) {
    this.#app = app
    this.userId = userId
    this.username = username
    this.sessionId = sessionId
    this.cookie = cookie
  }

  /** The token of its session, as it stands in its cookies; empty when there is none. */
  get token (): string {
    return /\bholdline_session\w*=s\.([\w-]{43})/.exec(this.cookie ?? '')?.[1] ?? ''
  }

  get (url: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', url, { headers })
  }

  post (url: string, body?: unknown): Promise<Answer> {
    return this.#json('POST', url, body)
  }

  put (url: string, body?: unknown): Promise<Answer> {
    return this.#json('PUT', url, body)
  }

  patch (url: string, body?: unknown): Promise<Answer> {
    return this.#json('PATCH', url, body)
  }

  delete (url: string, body?: unknown): Promise<Answer> {
    return this.#json('DELETE', url, body)
  }

  /** A form as a browser without script sends it. */
  form (url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    return this.send('POST', url, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString()
    })
  }

  /** One `GET /poll`; resolves when it is answered. */
  poll (query: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
    return this.get(`/poll?${search.toString()}`)
  }

  async send (method: Method, url: string, { headers = {}, ...more }: InjectOptions): Promise<Answer> {
    const cookie = this.cookie === null ? {} : { cookie: this.cookie }
    const response = await this.#app.inject({ method, url, headers: { ...cookie, ...headers }, ...more })
    this.cookie = withCookies(this.cookie, [response.headers['set-cookie'] ?? []].flat())
    const isJson = String(response.headers['content-type']).startsWith('application/json') && response.payload !== ''
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.payload,
      body: (isJson ? JSON.parse(response.payload) : {}) as Record<string, unknown>
    }
  }

  #json (method: Method, url: string, body: unknown): Promise<Answer> {
    return this.send(method, url, {
      headers: { 'content-type': 'application/json' },
      payload: body === undefined ? '' : JSON.stringify(body)
    })
  }
}
