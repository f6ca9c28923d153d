import type { Reply } from './client.ts'
import type { OpenPage } from './page.ts'
import type { Browser, Stage } from './stage.ts'

/** Redirects in a row that a browser follows. */
const HOPS_MAX = 5
/** Seconds until somebody reloads a page that did not come. */
const LOST_S = 1

/** The list of messages of a page without script: each document asks for the next, which the server holds. */
export class HeldPage implements OpenPage {
  readonly #stage: Pick<Stage, 'settled'>
  readonly #browser: Browser
  #next: string
  /** Time that a browser lets pass before it goes on, in ms, as the last document says. */
  restMs = 0
  #asked: Promise<Reply | null> | null = null

  constructor (conversationId: string, stage: Pick<Stage, 'settled'>, browser: Browser) {
    this.#stage = stage
    this.#browser = browser
    this.#next = `held/${conversationId}`
  }

  async open (): Promise<void> { await this.take() }

  async park (): Promise<void> {
    let isOver = false
    this.#asked = this.#ask(this.#next).finally(() => { isOver = true })
    await this.#stage.settled(() => isOver)
  }

  /** Resolves with the numbers of all messages that the document shows. */
  async take (): Promise<readonly string[]> {
    const reply = await (this.#asked ?? this.#ask(this.#next))
    this.#asked = null
    const [, afterS, next] = /<meta http-equiv="refresh" content="(\d+);url=([^"]*)"/.exec(reply?.text ?? '') ?? []
    this.restMs = Number(afterS ?? LOST_S) * 1_000
    if (next !== undefined) this.#next = next.replaceAll('&amp;', '&').replace(/^\//, '')
    return [...reply?.text.matchAll(/<li id="message-[^"]*-(\d+)"/g) ?? []].map(([, no = '']) => no)
  }

  async #ask (path: string, hops = 0): Promise<Reply | null> {
    const reply = await this.#browser.client.ask('GET', path)
    const { location } = reply?.headers ?? {}
    return location === undefined || hops >= HOPS_MAX ? reply : await this.#ask(location.replace(/^\//, ''), hops + 1)
  }
}
