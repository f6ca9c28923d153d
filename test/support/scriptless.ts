import { Agent, type IncomingHttpHeaders } from 'node:http'
import type { StandingClock } from './clock.ts'
import { formFor, unescape, wordsIn } from './source/markup.ts'
import { exchange } from './wire.ts'

/** Redirects in a row that the strictest browsers follow; more count as a loop. */
const REDIRECTS_MAX = 3

/** Real time after which an answer is given up, whatever clock the server uses. */
const PATIENCE_MS = 15_000

/** One document as a browser without script has it. */
export interface Document {
  readonly status: number
  /** Path and query it stands at, after redirects. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The refresh it asks for; `to` is an address as it can be requested. */
  readonly refresh: { readonly afterS: number, readonly to: string } | null
}

/** A browser with scripts off, over real connections: keeps its cookie, follows redirects, sends forms. */
export class Scriptless {
  readonly #origin: () => string
  readonly #agent = new Agent({ keepAlive: true })
  readonly #cookie: string
  /** Requests sent so far, redirects among them. */
  requests = 0

  constructor (origin: () => string, cookie: string) {
    this.#origin = origin
    this.#cookie = cookie
  }

  close (): void { this.#agent.destroy() }

  async open (path: string): Promise<Document> {
    return await this.#ask('GET', path)
  }

  /** Sends the form of a document whose action ends so, with these fields besides its hidden ones. */
  async send (document: Document, action: string, fields: Readonly<Record<string, string>> = {}): Promise<Document> {
    const form = formFor(document.text, action, document.url)
    return await this.#ask('POST', below(form.action, document.url), new URLSearchParams({ ...form.hidden, ...fields }).toString())
  }

  async #ask (method: string, path: string, body = '', redirects = 0): Promise<Document> {
    this.requests++
    const form = method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}
    const { status, headers, text } = await exchange(this.#origin() + path, {
      method, headers: { Cookie: this.#cookie, ...form }, body, agent: this.#agent, timeoutMs: PATIENCE_MS
    }).reply
    const { location } = headers
    if (status !== 302 && status !== 303) return { status, url: path, headers, text, refresh: refreshIn(text, path) }
    if (location === undefined || redirects >= REDIRECTS_MAX) throw new Error(`${path} leads on for the ${redirects + 1}th time, to ${location ?? 'nowhere'}`)
    return await this.#ask('GET', below(location, path), '', redirects + 1)
  }
}

/** A frame, or a tab, that goes from one document to the next as each of them asks. */
export class Loop {
  readonly documents: Document[] = []
  /** `asking`: a request is on its way; `resting`: the next will be sent in a while; `dead`: no more will come. */
  state: 'asking' | 'resting' | 'dead' = 'resting'
  readonly #browser: Scriptless
  readonly #clock: StandingClock

  constructor (browser: Scriptless, clock: StandingClock) {
    this.#browser = browser
    this.#clock = clock
  }

  get last (): Document {
    const last = this.documents.at(-1)
    if (last === undefined) throw new Error('nothing has come yet')
    return last
  }

  start (path: string): void {
    this.state = 'asking'
    this.#browser.open(path).then(document => {
      this.documents.push(document)
      const { status, refresh } = document
      this.state = refresh === null || status !== 200 ? 'dead' : 'resting'
      if (refresh !== null && status === 200) this.#clock.after(refresh.afterS * 1_000, () => { this.start(refresh.to) })
    }, () => { this.state = 'dead' })
  }
}

/** The messages a document shows, in the order in which they stand, as `no` and text. */
export function shownIn ({ text }: Document): { no: number, body: string }[] {
  return [...text.matchAll(/<li id="message-[^"]*-(\d+)"[^>]*class="message (?:mine|theirs)[^>]*>[^]*?<div class="text"[^>]*>([^]*?)<\/div>/g)]
    .map(([, no, body = '']) => ({ no: Number(no), body: unescape(body.replace(/<[^>]*>/g, '')) }))
}

/** Everything a reader sees in a document. */
export function wordsOf ({ text }: Document): string {
  return wordsIn(text)
}

/** An address in a document, as it can be requested. */
export function below (address: string, from: string): string {
  const url = new URL(unescape(address), `http://holdline${from}`)
  return url.pathname + url.search
}

function refreshIn (text: string, url: string): Document['refresh'] {
  const head = /<head>([^]*?)<\/head>/.exec(text)?.[1] ?? ''
  const [, after, to] = /<meta http-equiv="refresh" content="(\d+)(?:;url=([^"]*))?">/.exec(head) ?? []
  return after === undefined ? null : { afterS: Number(after), to: to === undefined ? url : below(to, url) }
}
