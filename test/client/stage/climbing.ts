import { loadScripts, type Ladder } from './scripts.ts'
import { Clock, Storage } from './world.ts'

const { createLadder } = loadScripts()

export const MINUTE = 60_000
export const DAY = 86_400_000

/** A page of a browser, with its polls ended as the test says. */
export class Page {
  readonly clock: Clock
  readonly storage: Storage
  readonly ladder: Ladder
  changes = 0

  constructor ({ clock = new Clock(), storage = new Storage() } = {}) {
    this.clock = clock
    this.storage = storage
    this.ladder = createLadder({ now: clock.now, storage, onChange: () => { this.changes++ } })
  }

  get asks (): number { return this.ladder.holdS() }

  /** The hold ends quietly; the server took `share` of it. */
  quiet (share = 1): number {
    const askedS = this.asks
    this.clock.pass(askedS * share * 1_000)
    this.ladder.answered(askedS, askedS * share * 1_000, { status: 'idle', hold: askedS * share })
    return this.asks
  }

  cut (seconds: number): number {
    const askedS = this.asks
    this.clock.pass(seconds * 1_000)
    this.ladder.cut(askedS, seconds * 1_000)
    return this.asks
  }

  silence (): number { return this.cut(this.asks + 10) }

  to (rungS: number): this {
    for (let polls = 0; this.asks < rungS && polls < 10; polls++) this.quiet()
    if (this.asks !== rungS) throw new Error(`asks for ${this.asks}, not ${rungS}`)
    return this
  }
}
