import type { Clock } from './clock.ts'
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

/** Decides when the polls parked on a mailbox are woken by its news. */
export class Waking {
  readonly #clock: Clock
  readonly #resume: (poll: Poll) => void

  constructor (clock: Clock, resume: (poll: Poll) => void) {
    this.#clock = clock
    this.#resume = resume
  }

  all (box: Box): void {
    this.#endPatience(box)
    for (const poll of [...box.parked]) this.#resume(poll)
  }

  /** Wakes all but the polls of the session that sent the news. Those are woken in a moment, unless other news wake them before. */
  others (box: Box, sessionId: string): void {
    const isPatient = ({ request }: Poll): boolean => request.isPatient && request.sessionId === sessionId
    for (const poll of box.parked.filter(poll => !isPatient(poll))) this.#resume(poll)
    if (box.parked.length === 0) return this.#endPatience(box)
    box.stopPatience ??= this.#clock.after(PATIENCE_MS, () => this.all(box))
  }

  // Checked again when the timer fires: other news may have gone out meanwhile, and a new quiet time begun.
  whenQuietEnds (box: Box): void {
    const quietMs = box.signals.quietMs(this.#clock.now())
    if (quietMs === 0) return this.all(box)
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

  #endPatience (box: Box): void {
    box.stopPatience?.()
    box.stopPatience = null
  }
}
