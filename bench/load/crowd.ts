import { Connection, type Answered } from './connection.ts'
import type { Driver } from './drivers/driver.ts'
import { eachMark, nowUs, text } from './marks.ts'
import { Tally } from './tally.ts'
import { sleep, until } from './times.ts'

// Enough to be quick, few enough that no server has a backlog when a figure begins.
const ARRIVING_AT_ONCE = 100

/** Called for every message that reached a user other than its sender. */
export type OnHeard = (receiver: number, sentAtUs: number, heardAtUs: number) => void

/** The users of a system: each with a connection that polls and, once they send, one that sends. */
export class Crowd {
  readonly tally: Tally
  readonly size: number
  onHeard: OnHeard = () => {}
  /** The reason for the first refused message, if any. */
  firstRefusal: string | null = null
  #lastAnswerAt = 0
  readonly #port: number
  readonly #driver: Driver
  readonly #eachMark: typeof eachMark
  readonly #polls: Connection[]
  readonly #sends: (Connection | undefined)[]
  readonly #answered: Answered[]

  constructor (port: number, size: number, driver: Driver) {
    this.tally = new Tally(size)
    this.size = size
    this.#port = port
    this.#driver = driver
    this.#eachMark = driver.eachMark ?? eachMark
    this.#polls = Array.from({ length: size }, () => new Connection(port))
    this.#sends = new Array<Connection | undefined>(size).fill(undefined)
    this.#answered = Array.from({ length: size }, (_, who) => (status, body) => this.#polled(who, status, body))
  }

  /** Runs `act` for everybody of a list, a hundred at a time. */
  static async each (people: readonly number[], act: (who: number) => Promise<void>): Promise<void> {
    let next = 0
    const worker = async () => {
      for (let who = people[next++]; who !== undefined; who = people[next++]) await act(who)
    }
    await Promise.all(Array.from({ length: ARRIVING_AT_ONCE }, worker))
  }

  everybody (): number[] {
    return Array.from({ length: this.size }, (_, who) => who)
  }

  /** Brings users in without parking their polls yet. */
  arrive (people: readonly number[], again = false): Promise<void> {
    return Crowd.each(people, who => this.#driver.arrive(who, request => this.#poll(who).fetch(request), again))
  }

  /** Brings one user back and parks their poll in one go; for when all come at once. */
  async comeBack (who: number): Promise<void> {
    await this.#driver.arrive(who, request => this.#poll(who).fetch(request), true)
    this.poll(who)
  }

  /** Parks a poll for each user and waits until all is quiet. */
  async park (people: readonly number[]): Promise<void> {
    for (const [i, who] of people.entries()) {
      this.poll(who)
      if (i % ARRIVING_AT_ONCE === 0) await sleep(5)
    }
    await this.quiet(300)
  }

  poll (who: number): void {
    const answered = this.#answered[who]
    if (answered !== undefined) this.#poll(who).ask(this.#driver.poll(who), answered)
  }

  /** Waits until no answer has come for `ms`, at most 20 s. */
  async quiet (ms: number): Promise<void> {
    this.#lastAnswerAt = performance.now()
    await until(() => performance.now() - this.#lastAnswerAt > ms, 20_000)
  }

  isSending (who: number): boolean {
    return this.#sends[who]?.busy ?? false
  }

  /** One message to this user's pair. `answered` is called with whether the server accepted it. */
  direct (who: number, answered: (accepted: boolean) => void): void {
    const count = this.tally.send(who, 1)
    this.#send(who, this.#driver.direct(who, text(who, count)), 1, answered)
  }

  /** One message to the whole group of the figure. */
  group (who: number, receivers: number): void {
    const count = this.tally.send(who, receivers)
    this.#send(who, this.#driver.group(who, text(who, count)), receivers, () => {})
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

  /** Cuts every poll, as when a cable is pulled. */
  cutPolls (people: readonly number[]): void {
    for (const who of people) this.#poll(who).cut()
  }

  /** Waits for requests in flight. */
  async settle (ms = 10_000): Promise<void> {
    await until(() => this.tally.outstanding <= 0, ms)
  }

  #poll (who: number): Connection {
    return this.#polls[who] as Connection
  }

  #polled (who: number, status: number, body: string): void {
    const heardAtUs = nowUs()
    this.#lastAnswerAt = heardAtUs / 1000
    if (status !== 200) throw new Error(`the poll of u${who} was answered ${status} ${body.slice(0, 300)}`)
    this.#driver.polled(who, body)
    // Polls again first, as every client does; the bookkeeping below is the load's own work.
    this.poll(who)
    this.#eachMark(body, (sender, count, sentAtUs) => {
      // Holdline also delivers to the sender's own browsers; that does not count.
      if (sender === who) return
      this.tally.hear(who, sender, count)
      this.onHeard(who, sentAtUs, heardAtUs)
    })
  }

  #send (who: number, request: string, receivers: number, answered: (accepted: boolean) => void): void {
    const connection = this.#sends[who] ??= new Connection(this.#port)
    connection.ask(request, (status, body) => {
      const accepted = status >= 200 && status < 300
      if (!accepted) {
        this.tally.refuse(receivers)
        this.firstRefusal ??= `${status} ${body.slice(0, 300)}`
      }
      answered(accepted)
    })
  }
}
