/** The random choices of one world. A seed gives the same sequence on every machine. */
export class Random {
  #state: number

  constructor (seed: number) {
    // Mixed, so that neighbouring seeds do not start alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  }

  /** At least 0, below 1. */
  readonly next = (): number => {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from `low` to `high`, both included. */
  whole (low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance (share: number): boolean {
    return this.next() < share
  }

  /** One of the list, or null when it is empty. */
  pick<T> (list: readonly T[]): T | null {
    return list.length === 0 ? null : list[this.whole(0, list.length - 1)] ?? null
  }

  /** The name of one entry, chosen by weight. */
  weighted<K extends string> (weights: Readonly<Partial<Record<K, number>>>): K {
    const entries = Object.entries(weights) as Array<[K, number]>
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name
    }
    throw new Error('nothing weighs anything')
  }
}
