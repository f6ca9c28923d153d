import { Connection, type Answered } from './connection.ts'
import type { Driver } from './drivers/driver.ts'
import { eachMark, nowUs, text } from './marks.ts'
import { Tally } from './tally.ts'
import { sleep, until } from './times.ts'

// Enough to be quick, few enough that no server has a backlog when a figure begins.
const ARRIVING_AT_ONCE = 100
const REDIRECT = 302

/** Called for every message that reached a browser of a user other than its sender. */
export type OnHeard = (dueAtUs: number, heardAtUs: number, sender: number, browser: number) => void

/** A message that waits for the one before it of the same user. */
interface Waiting { readonly dueAtUs: number, send (): void }

/** The users of a system: each with one or two browsers that poll and, once they send, a connection that sends. */
export class Crowd {
  readonly tally: Tally
  readonly size: number
  /** For which a browser rests before it asks again. */
  readonly restMs: number
  onHeard: OnHeard = () => {}
  /** The reason for the first refused message, if any. */
  firstRefusal: string | null = null
  #lastAnswerAt = 0
  readonly #port: number
  readonly #driver: Driver
  readonly #settledAt: number
  readonly #owners: readonly number[]
  readonly #browsersOf: Int32Array
  readonly #polls: Connection[]
  readonly #sends: (Connection | undefined)[]
  readonly #waiting: Waiting[][]
  readonly #answered: Answered[]

  /** `settledAt`: Unix ms before which nothing is measured. */
  constructor (port: number, size: number, driver: Driver, settledAt: number) {
    this.size = size
    this.restMs = driver.restMs ?? 0
    this.#port = port
    this.#driver = driver
    this.#settledAt = settledAt
    this.#owners = [...Array.from({ length: size }, (_, who) => who), ...driver.seconds ?? []]
    this.#browsersOf = new Int32Array(size)
    for (const who of this.#owners) this.#browsersOf[who] = (this.#browsersOf[who] ?? 0) + 1
    this.tally = new Tally(this.#owners.length)
    this.#polls = this.#owners.map(() => new Connection(port))
    this.#sends = new Array<Connection | undefined>(size).fill(undefined)
    this.#waiting = Array.from({ length: size }, () => [])
    this.#answered = this.#owners.map((_, browser) => (status, body, atUs, head) => this.#polled(browser, status, body, atUs, head))
  }

  /** Runs `act` for everybody of a list, a hundred at a time. */
  static async each (people: readonly number[], act: (who: number) => Promise<void>): Promise<void> {
    let next = 0
    const worker = async () => {
      for (let who = people[next++]; who !== undefined; who = people[next++]) await act(who)
    }
    await Promise.all(Array.from({ length: ARRIVING_AT_ONCE }, worker))
  }

  /** Every browser: those of the first `size` numbers are the users' own first ones. */
  browsers (): number[] {
    return this.#owners.map((_, browser) => browser)
  }

  /** Brings browsers in without parking their polls yet. */
  arrive (browsers: readonly number[], again = false): Promise<void> {
    return Crowd.each(browsers, browser => this.#driver.arrive(browser, request => this.#poll(browser).fetch(request), again))
  }

  /** Brings one browser back and parks its poll in one go; for when all come at once. */
  async comeBack (browser: number): Promise<void> {
    await this.#driver.arrive(browser, request => this.#poll(browser).fetch(request), true)
    this.poll(browser)
  }

  /** Parks a poll for each browser and waits until all is quiet. */
  async park (browsers: readonly number[]): Promise<void> {
    for (const [i, browser] of browsers.entries()) {
      this.poll(browser)
      if (i % ARRIVING_AT_ONCE === 0) await sleep(5)
    }
    await this.quiet(300)
  }

  /** Brings everybody in, parks their polls, and waits until presence has settled as well. */
  async gather (): Promise<void> {
    await this.arrive(this.browsers())
    await this.park(this.browsers())
    await this.settled()
  }

  async settled (): Promise<void> {
    const ms = this.#settledAt - Date.now()
    if (ms <= 0) return
    await sleep(ms + 500)
    await this.quiet(1_000)
  }

  poll (browser: number): void {
    const answered = this.#answered[browser]
    if (answered !== undefined) this.#poll(browser).ask(this.#driver.poll(browser), answered)
  }

  /** Waits until no answer has come for `ms`, at most 20 s. */
  async quiet (ms: number): Promise<void> {
    this.#lastAnswerAt = performance.now()
    await until(() => performance.now() - this.#lastAnswerAt > ms, 20_000)
  }

  /** When the last poll was answered, on the clock of `performance.now`. */
  get lastAnswerAt (): number {
    return this.#lastAnswerAt
  }

  isSending (who: number): boolean {
    return this.#sends[who]?.busy ?? false
  }

  /**
   * One message to this user's pair, due now unless another time is given: sent at once, or else after those of theirs that wait.
   * `answered` is called with whether the server accepted it.
   */
  direct (who: number, answered: (accepted: boolean) => void, dueAtUs = nowUs()): void {
    const receivers = this.#browsersOf[who ^ 1] ?? 1
    this.#inTurn(who, dueAtUs, () => {
      const count = this.tally.send(who, receivers)
      this.#send(who, this.#driver.direct(who, text(who, count, dueAtUs)), receivers, answered)
    })
  }

  /** One message to the whole group of the figure. */
  group (who: number, receivers: number): void {
    const dueAtUs = nowUs()
    this.#inTurn(who, dueAtUs, () => {
      const count = this.tally.send(who, receivers)
      this.#send(who, this.#driver.group(who, text(who, count, dueAtUs)), receivers, () => {})
    })
  }

  /** One message of each of these users to their pair, over connections that end with it. Not measured. */
  async speakOnce (people: readonly number[]): Promise<void> {
    await Crowd.each(people, who => new Promise(resolve => {
      this.direct(who, () => {
        this.#sends[who]?.cut()
        resolve()
      })
    }))
  }

  /** Drops the messages that wait for one before them, and returns when they were due. */
  dropWaiting (): number[] {
    return this.#waiting.flatMap(waiting => waiting.splice(0).map(({ dueAtUs }) => dueAtUs))
  }

  /** Cuts every poll, as when a cable is pulled. */
  cutPolls (browsers: readonly number[]): void {
    for (const browser of browsers) this.#poll(browser).cut()
  }

  /** Waits for requests in flight: an overloaded server may be far behind. */
  async settle (ms = 60_000): Promise<void> {
    await until(() => this.tally.outstanding <= 0, ms)
  }

  #poll (browser: number): Connection {
    return this.#polls[browser] as Connection
  }

  #polled (browser: number, status: number, body: string, heardAtUs: number, head: string): void {
    this.#lastAnswerAt = heardAtUs / 1000
    if (status !== 200 && status !== REDIRECT) throw new Error(`a poll of u${this.#owners[browser]} was answered ${status} ${body.slice(0, 300)}`)
    this.#driver.polled(browser, body, head)
    // Polls again first, as every client does; the bookkeeping below is the load's own work.
    if (this.restMs === 0 || status === REDIRECT) this.poll(browser)
    else setTimeout(() => this.poll(browser), this.restMs)
    const each = this.#driver.eachMark ?? eachMark
    each(body, (sender, count, dueAtUs) => {
      // Holdline also delivers to the sender's own browsers; that does not count.
      if (sender === this.#owners[browser]) return
      this.tally.hear(browser, sender, count)
      this.onHeard(dueAtUs, heardAtUs, sender, browser)
    }, browser)
  }

  #inTurn (who: number, dueAtUs: number, send: () => void): void {
    if (this.isSending(who)) this.#waiting[who]?.push({ dueAtUs, send })
    else send()
  }

  #send (who: number, request: string, receivers: number, answered: (accepted: boolean) => void): void {
    const connection = this.#sends[who] ??= new Connection(this.#port)
    connection.ask(request, (status, body) => {
      const accepted = status >= 200 && status < 300
      if (!accepted) {
        this.tally.refuse(receivers)
        this.firstRefusal ??= `${status} ${body.slice(0, 300)}`
      }
      this.#waiting[who]?.shift()?.send()
      answered(accepted)
    })
  }
}
