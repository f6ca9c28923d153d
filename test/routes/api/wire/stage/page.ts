import { Agent } from 'node:http'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Fault } from '#domain/wire/faults/fault-table.ts'
import { loadScripts, type Cores, type Outbox, type Polls, type Result } from '../../../../client/stage/scripts.ts'
import { FixedLadder, Storage } from '../../../../client/stage/world.ts'
import { PATIENCE_MS, saidIn, type Browser } from '../../../../rules/stage/browser.ts'
import type { Site } from '../../../../rules/stage/site.ts'
import { exchange } from '#test/wire.ts'

const SCRIPTS = loadScripts()

interface Call { readonly method: string, readonly url: string, readonly body: string | null, readonly timeoutMs: number }

/** An open page: the real delivery scripts over real HTTP, on the clock of the site, with the cookie of a browser. */
export class Page {
  /** Texts in the order in which they were shown. */
  readonly shown: string[] = []
  readonly links: string[] = []
  readonly outbox: Outbox
  readonly #polls: Polls
  readonly #site: Site
  readonly #browser: Browser
  readonly #agent = new Agent({ keepAlive: true })

  constructor (
    site: Site, browser: Browser, { cursor, seq }: { cursor: string, seq: number }, { createConsumer, createPolls, createOutbox }: Cores
  ) {
    this.#site = site
    this.#browser = browser
    const { clock } = site
    let ids = 0
    const shared = {
      now: () => clock.now(),
      setTimer: (run: () => void, ms: number) => clock.after(ms, run),
      clearTimer: (stop: () => void) => { stop() },
      random: () => 0.5,
      newId: () => `${browser.username}-page-${++ids}`,
      root: `${site.origin}/`,
      request: (call: Call, done: (result: Result) => void) => this.#request(call, done)
    }
    const consumer = createConsumer({
      cursor,
      seq,
      items: (answer: { events: readonly LedgerEvent[] }) => answer.events,
      apply: (event: LedgerEvent) => { this.shown.push(...saidIn([event])) },
      skip: (_item: unknown, error: unknown) => { if (error !== null) throw error },
      signals () {},
      marks: new Storage()
    })
    this.outbox = createOutbox({
      ...shared,
      user: browser.userId,
      tab: 'page',
      storage: new Storage(),
      onChange () {},
      link: () => 'ok',
      onOffline () {},
      onProxy () {}
    })
    this.#polls = createPolls({
      ...shared,
      view: 'json',
      ladder: new FixedLadder(),
      isActive: () => true,
      consumer,
      onAnswer () {},
      onLink: (state: string) => { this.links.push(state) },
      onEnd: (status: string) => { this.links.push(status) }
    })
    this.#polls.start()
  }

  /** Opens a page of this browser at the present, and waits until its poll is parked. `scripts`: others than ours. */
  static async open (site: Site, browser: Browser, scripts = SCRIPTS): Promise<Page> {
    const { cursor, toSeq } = await browser.ask()
    const page = new Page(site, browser, { cursor: cursor ?? '', seq: toSeq ?? 0 }, scripts)
    await page.until('a parked poll', () => site.world.messenger.mailboxes.parkedCount > 0)
    return page
  }

  close (): void {
    this.#polls.end()
    this.outbox.end()
    this.#agent.destroy()
  }

  /** Switches a fault on, and waits until the page's poll has met it. */
  async arm (order: object): Promise<Fault> {
    const { fault } = await this.#browser.do<{ fault: Fault }>('POST', '/api/wire/faults', order)
    // Its hold was ended early: it asks again after a second.
    this.#site.clock.advance(1_000)
    await this.#site.heard(this.#browser)
    await this.#site.heard(this.#browser)
    return fault
  }

  /** The faults of this browser, the last one pressed first. */
  async faults (): Promise<readonly Fault[]> {
    return (await this.#browser.do<{ faults: Fault[] }>('GET', '/api/wire/faults')).faults
  }

  /** Lets time pass until the last fault has ended. */
  async ending (): Promise<Fault | undefined> {
    let last: Fault | undefined
    await this.until('the end of the fault', async () => {
      [last] = await this.faults()
      return last?.state === 'ended'
    })
    return last
  }

  /** Lets time pass until the condition holds. */
  async until (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const startedAt = performance.now()
    while (!await isSo()) {
      if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`waited in vain for ${what}; shown: ${this.shown.join(', ')}`)
      await this.#site.heard(this.#browser)
      this.#site.clock.advance(250)
    }
  }

  #request ({ method, url, body, timeoutMs }: Call, done: (result: Result) => void): () => void {
    const { reply, leave } = exchange(url, {
      method, headers: { ...this.#browser.credential }, body: body ?? '', agent: this.#agent, timeoutMs: Infinity
    })
    let isDone = false
    const end = (result: Result | null): void => {
      if (isDone) return
      isDone = true
      stop()
      if (result === null) leave()
      else done(result)
    }
    const stop = this.#site.clock.after(timeoutMs, () => {
      end({ status: 0, body: '', retryAfter: null })
      leave()
    })
    reply.then(
      ({ status, text, headers }) => end({ status, body: text, retryAfter: headers['retry-after'] ?? null }),
      () => end({ status: 0, body: '', retryAfter: null })
    )
    return () => end(null)
  }
}
