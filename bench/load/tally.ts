/** The delivery record of a load. `lost`, `doubled` and `reordered` are 0 in a correct system. */
export interface Verdict {
  readonly sent: number
  readonly delivered: number
  readonly refused: number
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
}

/** One sender as seen by one receiver: the next count due, and the counts skipped so far. */
class Ear {
  next = 0
  readonly skipped = new Set<number>()
}

/** Tracks, per receiver and sender, which of the sender's counts arrived, and records losses, doubles and reorderings. */
export class Tally {
  #due = 0
  #delivered = 0
  #refused = 0
  #doubled = 0
  #reordered = 0
  readonly #counts: Int32Array
  readonly #ears = new Map<number, Ear>()

  constructor (size: number) {
    this.#counts = new Int32Array(size)
  }

  get delivered (): number {
    return this.#delivered
  }

  /** Deliveries that accepted messages still owe. */
  get outstanding (): number {
    return this.#due - this.#delivered
  }

  /** The count for this sender's next message, due to `receivers` users. */
  send (sender: number, receivers: number): number {
    this.#due += receivers
    const count = this.#counts[sender] ?? 0
    this.#counts[sender] = count + 1
    return count
  }

  /** A message that the server refused: it is due to nobody. */
  refuse (receivers: number): void {
    this.#due -= receivers
    this.#refused += 1
  }

  hear (receiver: number, sender: number, count: number): void {
    const key = receiver * this.#counts.length + sender
    let ear = this.#ears.get(key)
    if (ear === undefined) this.#ears.set(key, ear = new Ear())
    if (count >= ear.next) {
      for (let skipped = ear.next; skipped < count; skipped++) ear.skipped.add(skipped)
      ear.next = count + 1
    } else if (ear.skipped.delete(count)) {
      this.#reordered += 1
    } else {
      this.#doubled += 1
      return
    }
    this.#delivered += 1
  }

  verdict (): Verdict {
    return {
      sent: this.#due,
      delivered: this.#delivered,
      refused: this.#refused,
      lost: Math.max(0, this.outstanding),
      doubled: this.#doubled,
      reordered: this.#reordered
    }
  }
}
