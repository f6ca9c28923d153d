import type { PollEvent } from '../api.ts'
import type { PollAnswer } from '../poll-answer.ts'
import { Broken } from '../verdict.ts'

/** D4: applies answers from any source, each event once. */
export class Consumer {
  cursor: string | null = null
  /** Everything up to here has been applied. */
  seq = 0
  /** The events applied, in that order. */
  readonly applied: PollEvent[] = []
  /** An answer that begins after the last applied event; it waits for those in between. */
  #aside: PollAnswer | null = null

  /** Starts from an answer or a snapshot: nothing up to `seq` is missing. */
  begin (cursor: string, seq: number): void {
    this.cursor = cursor
    this.seq = seq
  }

  get isWaitingForMore (): boolean { return this.#aside !== null }

  /** Applies an answer that moves the cursor. Throws Broken when it is not as D4 describes. */
  take (answer: PollAnswer): readonly PollEvent[] {
    const { fromSeq, toSeq, cursor, events } = answer
    if (cursor === null || toSeq === null) throw new Broken(`expected ${answer.status} to carry a cursor and toSeq; came ${cursor} and ${toSeq}`)
    if (fromSeq !== null && fromSeq > this.seq) {
      this.#aside = answer
      return []
    }
    checkStretch(fromSeq ?? 0, toSeq, events)
    const news = events.filter(({ seq }) => seq > this.seq)
    this.applied.push(...news)
    if (toSeq >= this.seq) {
      this.seq = toSeq
      this.cursor = cursor
    }
    const aside = this.#aside
    this.#aside = null
    return aside === null ? news : [...news, ...this.take(aside)]
  }
}

function checkStretch (fromSeq: number, toSeq: number, events: readonly PollEvent[]): void {
  let last = fromSeq
  for (const { seq } of events) {
    if (seq <= last || seq > toSeq) {
      throw new Broken(`expected the events of an answer in order within (${fromSeq}, ${toSeq}]; came ${events.map(event => event.seq).join(', ')}`)
    }
    last = seq
  }
}
