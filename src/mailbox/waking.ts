import type { Clock } from './clock.ts'
import { Due } from './due.ts'
import type { Poll } from './polls.ts'

/**
 * D33: a session's own messages come with the next answer of its polls, at latest after this time, by which receipts come as well. Saves a
 * third of a talk's answers. The contract allows a second, but then one sees one's message wait.
 */
const PATIENCE_MS = 300

/** The part of a mailbox that waking needs. */
interface Box {
  readonly parked: readonly Poll[]
  readonly signals: { quietMs (now: number): number }
  stopQuietTimer: (() => void) | null
  stopPatience: (() => void) | null
}

/**
 * Decides when the polls parked on a mailbox are woken by its news: at once, and from where the turn of the event loop is over, in the
 * next turns, those of messages to few people first. A mailbox waits but once, whatever comes meanwhile: its polls look when they are
 * woken, and find all of it.
 */
export class Waking {
  readonly #clock: Clock
  readonly #resume: (poll: Poll) => void
  /** Mailboxes whose polls are to be woken. By each the session that sent all of its news; undefined: not one session's. */
  readonly #due = new Due<Box, string | undefined>()
  /** Set while the rest waits for the next turn. */
  #stopNext: (() => void) | null = null

  constructor (clock: Clock, resume: (poll: Poll) => void) {
    this.#clock = clock
    this.#resume = resume
  }

  /** Mailboxes whose polls wait for the next turns. */
  get dueCount (): number { return this.#due.size }

  /** Adds news of a mailbox, of which `sentBy` was told already; `isFirst`: they go before what is told to many. `wake` has to follow. */
  add (box: Box, isFirst: boolean, sentBy?: string): void {
    if (box.parked.length === 0) return
    const before = this.#due.of(box)
    this.#due.set(box, before !== null && before.news !== sentBy ? undefined : sentBy, isFirst)
  }

  /** Wakes what was added, until the turn is over; the rest in the next turns. */
  wake (): void {
    if (this.#stopNext === null) this.#wakeSome(false)
  }

  // Checked again when the timer fires: other news may have gone out meanwhile, and a new quiet time begun.
  whenQuietEnds (box: Box): void {
    const quietMs = box.signals.quietMs(this.#clock.now())
    if (quietMs === 0) {
      this.add(box, false)
      return this.wake()
    }
    box.stopQuietTimer ??= this.#clock.after(quietMs, () => {
      box.stopQuietTimer = null
      this.whenQuietEnds(box)
    })
  }

  /** Cancels the timers of a mailbox. */
  stop (box: Box): void {
    box.stopQuietTimer?.()
    this.#endPatience(box)
  }

  /** Wakes nobody any more. */
  end (): void {
    this.#due.clear()
    this.#stopNext?.()
  }

  // `isNext`: at least one is woken, even when other work has filled this turn.
  #wakeSome (isNext: boolean): void {
    let canWork = isNext
    while (this.#due.size > 0) {
      if (!canWork && this.#clock.isTurnOver()) {
        this.#stopNext = this.#clock.after(0, () => {
          this.#stopNext = null
          this.#wakeSome(true)
        })
        return
      }
      canWork = false
      const next = this.#due.take()
      if (next === null) return
      const [box, sentBy] = next
      if (sentBy === undefined) this.#all(box)
      else this.#others(box, sentBy)
    }
  }

  #all (box: Box): void {
    this.#endPatience(box)
    for (const poll of [...box.parked]) this.#resume(poll)
  }

  /** Wakes all but the polls of the session that sent the news. Those are woken in a moment, unless other news wake them before. */
  #others (box: Box, sessionId: string): void {
    const isPatient = ({ request }: Poll): boolean => request.isPatient && request.sessionId === sessionId
    for (const poll of box.parked.filter(poll => !isPatient(poll))) this.#resume(poll)
    if (box.parked.length === 0) return this.#endPatience(box)
    box.stopPatience ??= this.#clock.after(PATIENCE_MS, () => {
      box.stopPatience = null
      this.add(box, true)
      this.wake()
    })
  }

  #endPatience (box: Box): void {
    box.stopPatience?.()
    box.stopPatience = null
  }
}
