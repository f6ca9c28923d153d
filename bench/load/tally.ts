/** What a load found out about delivery. `lost`, `doubled` and `reordered` are 0 in a system that keeps its word. */
export interface Verdict {
  readonly sent: number
  readonly delivered: number
  readonly refused: number
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
}

/** One sender as one receiver hears him: the next count he should hear, and those that were skipped so far. */
class Ear {
  next = 0
  readonly skipped = new Set<number>()
}

/** Keeps, per receiver and sender, which of the sender's counts arrived: each once and in their order, or it is written down here. */
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

  /** The count for this sender's next message, which `receivers` people will have to hear. */
  send (sender: number, receivers: number): number {
    this.#due += receivers
    const count = this.#counts[sender] ?? 0
    this.#counts[sender] = count + 1
    return count
  }

  /** A message that the server did not accept: nobody need hear it. */
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
