import type { StandingClock } from '#test/clock.ts'
import type { Result } from '../../client/stage/scripts.ts'
import { Connection } from './connection.ts'
import type { Random } from '../random.ts'
import { WEATHERS, type Weather } from './weather.ts'

/** A request as the scripts of `public/` make it. */
export interface Call {
  readonly method: string
  readonly url: string
  readonly body: string | null
  readonly timeoutMs: number
}

/** The session that a request's cookie belongs to. */
export interface Caller { readonly userId: string, readonly sessionId: string }

export interface Destination {
  readonly isUp: boolean
  handle (call: Call, caller: Caller, connection: Connection): void
}

const NOTHING: Result = { status: 0, body: '', retryAfter: null }
const FOREIGN: Result = { status: 200, body: '<html><body>Please sign in to the guest network</body></html>', retryAfter: null }
const GATEWAY_TIMEOUT: Result = { status: 504, body: '<html><body>504 Gateway Time-out</body></html>', retryAfter: null }

/** The network between browsers and the server: loses, repeats, delays, reorders, cuts and forges, at random and by the weather. */
export class Network {
  readonly #clock: StandingClock
  readonly #random: Random
  readonly #server: Destination

  constructor (clock: StandingClock, random: Random, server: Destination) {
    this.#clock = clock
    this.#random = random
    this.#server = server
  }

  /** `request` of public/delivery/poll-loop.js: `done` is called once, never before this returns; calling the returned function aborts. */
  request (weather: Weather, caller: Caller, call: Call, done: (result: Result) => void): () => void {
    const stops: (() => void)[] = []
    const connections: Connection[] = []
    let isOpen = true

    const leave = (): void => {
      isOpen = false
      for (const stop of stops) stop()
      // A proxy may hide from the server that the browser has left (D29).
      if (this.#random.chance(weather.hidden)) return
      this.#clock.after(this.#trip(weather), () => { for (const connection of connections) connection.hangUp() })
    }
    const finish = (result: Result): void => {
      if (!isOpen) return
      leave()
      done(result)
    }
    let isDead = false
    const deliver = (result: Result): void => {
      if (isDead) return
      const fate = this.#answerFate(weather)
      if (fate === 'silent') return
      this.#clock.after(this.#trip(weather), () => finish(fate === 'broken' ? NOTHING : fate === 'foreign' ? FOREIGN : result))
    }
    const arrive = (answers: boolean): void => {
      if (!this.#server.isUp) {
        if (answers) finish(NOTHING)
        return
      }
      const connection = new Connection(answers ? deliver : () => {})
      connections.push(connection)
      this.#server.handle(call, caller, connection)
    }

    stops.push(this.#clock.after(call.timeoutMs, () => finish(NOTHING)))
    if (weather.cut !== null) {
      const { ms, how } = weather.cut
      const cut = (repeats: number): void => {
        if (how === 'silence') isDead = true
        else if (repeats === 0) finish(how === 'status' || (how === 'either' && this.#random.chance(0.5)) ? GATEWAY_TIMEOUT : NOTHING)
        else {
          for (const connection of connections.splice(0)) connection.hangUp()
          this.#send(weather, arrive)
          stops.push(this.#clock.after(ms, () => cut(repeats - 1)))
        }
      }
      stops.push(this.#clock.after(ms, () => cut(how === 'repeat' ? 1 : 0)))
    }
    if (weather === WEATHERS.dark) stops.push(this.#clock.after(this.#trip(weather), () => finish(NOTHING)))
    else if (!this.#random.chance(weather.lost)) this.#send(weather, arrive)
    return leave
  }

  // A proxy that sends a request twice returns one of the two answers.
  #send (weather: Weather, arrive: (answers: boolean) => void): void {
    if (!this.#random.chance(weather.repeated)) {
      this.#clock.after(this.#trip(weather), () => arrive(true))
      return
    }
    const secondAnswers = this.#random.chance(0.5)
    this.#clock.after(this.#trip(weather), () => arrive(!secondAnswers))
    this.#clock.after(this.#trip(weather) + this.#random.whole(0, 50), () => arrive(secondAnswers))
  }

  #answerFate (weather: Weather): 'whole' | 'silent' | 'broken' | 'foreign' {
    if (this.#random.chance(weather.mute)) return this.#random.chance(0.5) ? 'silent' : 'broken'
    return this.#random.chance(weather.foreign) ? 'foreign' : 'whole'
  }

  #trip (weather: Weather): number {
    return this.#random.chance(weather.slow) ? this.#random.whole(100, 25_000) : this.#random.whole(1, 12)
  }
}
