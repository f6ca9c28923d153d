import { api, type PollEvent } from '../api.ts'
import { notOurs, sleep, type Answered, type Browser } from './browser.ts'
import { Consumer } from './consumer.ts'
import { readPollAnswer } from '../poll-answer.ts'
import { Broken } from '../verdict.ts'
import { Unanswered } from '#test/wire.ts'

const RETRY_MOST_MS = 400
const AGAIN_AFTER_MS = 40
const SHORTEST_HOLD_S = 0.5
/** An event later than this counts as lost. */
const WAITED_FOR_MS = 20_000

/** One open page: polls in sequence, each with the cursor of the last answer, and learns the hold that the network allows. */
export class Tab {
  readonly browser: Browser
  readonly consumer = new Consumer()
  /** Answers applied, and polls cut. */
  polls = 0
  cuts = 0
  /** Seconds; falls when the network cuts a poll (D17). */
  hold: number
  readonly answers: Answered[] = []
  #id: string
  #n = 0
  #isLeft = false
  /** The kit cut this poll itself, so it says nothing about the network. */
  #isOwnCut = false
  #leave = (): void => {}

  constructor (browser: Browser, hold: number) {
    this.browser = browser
    this.hold = hold
    this.#id = browser.fresh('tab')
  }

  async begin (): Promise<this> {
    const first = await this.browser.ask()
    if (first.cursor === null || first.toSeq === null) throw new Broken(`expected a poll without a cursor to bring one; came ${first.status}`)
    this.consumer.begin(first.cursor, first.toSeq)
    return this
  }

  /** Continues from another page's position: after a reload, a restart, or in another browser. */
  from (cursor: string, seq: number): this {
    this.consumer.begin(cursor, seq)
    return this
  }

  /** Breaks the connection of the waiting poll, as a network does. */
  cut (): void {
    this.#isOwnCut = true
    this.#leave()
  }

  /** One poll and its events. A cut brings none, and the caller polls again (D18). */
  async next (hold = this.hold): Promise<readonly PollEvent[]> {
    const { consumer, browser } = this
    if (browser.isClosed) throw new Unanswered('the browser was closed', 0, false)
    const wanted = consumer.isWaitingForMore ? 0 : hold
    const answer = await this.#poll(wanted)
    if (answer === null) {
      browser.failures.count++
      await sleep(AGAIN_AFTER_MS)
      return []
    }
    this.answers.push(answer)
    this.polls++
    const { status, retryMs, reason } = answer
    if (status === 'resync') throw new Broken(`expected a good cursor to be continued; came resync ${reason ?? ''} for ${consumer.cursor}`)
    if (status === 'signed-out') throw new Broken(`expected a session to last; ${browser.username} was answered signed-out`)
    const news = status === 'events' || status === 'idle' ? consumer.take(answer) : []
    if (status === 'superseded') this.#renew()
    if (retryMs > 0) await sleep(Math.min(retryMs, RETRY_MOST_MS))
    return news
  }

  /** Polls until the events so far are enough. */
  async until (expected: string, isEnough: (applied: readonly PollEvent[]) => boolean, withinMs = WAITED_FOR_MS): Promise<void> {
    const deadline = performance.now() + withinMs
    while (!isEnough(this.consumer.applied)) {
      if (performance.now() > deadline) {
        const came = this.consumer.applied.map(event => `${event.seq} ${event.type}`).slice(-10).join(', ')
        const who = this.browser.username
        throw new Broken(`expected ${who} to be told ${expected} within ${withinMs / 1_000} s; came ${came === '' ? 'nothing' : came}`)
      }
      await this.next()
    }
  }

  /** Polls until the tab is left. */
  async listen (): Promise<void> {
    while (!this.#isLeft) await this.next()
  }

  leave (): void {
    this.#isLeft = true
    this.cut()
  }

  async #poll (hold: number): Promise<Answered | null> {
    const { browser, consumer: { cursor } } = this
    const sent = browser.send(api.poll({ cursor, hold, tab: this.#id, n: ++this.#n }), hold * 1_000 + browser.way.patienceMs)
    this.#leave = sent.leave
    const startedAt = performance.now()
    this.#isOwnCut = false
    try {
      const reply = await sent.reply
      const answer = reply.status === 200 ? readPollAnswer(reply.body) : null
      if (answer !== null) return { ...answer, elapsedMs: reply.elapsedMs }
      if (!browser.way.isHostile) throw notOurs(reply)
      this.#learn(hold, reply.elapsedMs)
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      this.#learn(hold, error.isTimeout ? hold * 500 : performance.now() - startedAt)
    }
    return null
  }

  /** D17 in miniature: after a cut the next holds are nine tenths of the time the network allowed. */
  #learn (hold: number, afterMs: number): void {
    this.cuts++
    if (this.#isOwnCut || afterMs < SHORTEST_HOLD_S * 1_000) return
    this.hold = Math.max(SHORTEST_HOLD_S, Math.min(hold, this.hold, afterMs * 0.0009))
  }

  #renew (): void {
    this.#id = this.browser.fresh('tab')
    this.#n = 0
  }
}
