/**
 * A cursor is `<run>.<seq>.<signal>`, opaque to clients (D11). Polling with it acknowledges every event up to `seq`.
 * A run is one start of the server. Seqs continue over runs; a signal version counts only within its run.
 */
export interface Cursor {
  readonly run: string
  readonly seq: number
  readonly signal: number
}

/** One start of the server and the first seq it could issue. */
export interface RunStart {
  readonly id: string
  readonly firstSeq: number
}

export type ResyncReason = 'run' | 'trimmed' | 'ahead' | 'malformed'

/** Where a poll continues: events after `seq`, signals after `signal` (-1: the whole state). Or the reason why it cannot. */
export type Position =
  | { readonly seq: number, readonly signal: number, readonly resync: null }
  | { readonly resync: ResyncReason }

const FORM = /^([A-Za-z0-9_-]{1,32})\.(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,15})$/

export function formatCursor (run: string, seq: number, signal: number): string {
  return `${run}.${seq}.${signal}`
}

/** Returns null for anything that no server of this kind ever wrote. */
export function parseCursor (text: string): Cursor | null {
  const match = FORM.exec(text)
  if (match === null) return null
  const [, run = '', seq, signal] = match
  return { run, seq: Number(seq), signal: Number(signal) }
}

/** The runs of this database, oldest first; the last one is this process. Decides which cursors can be continued. */
export class Runs {
  readonly current: string
  /** By run id: the first seq that the next run could issue. Without the current run; fixed for the life of the process. */
  readonly #ends = new Map<string, number>()

  constructor (starts: readonly RunStart[]) {
    const current = starts.at(-1)
    if (current === undefined) throw new Error('a server needs a run of its own')
    this.current = current.id
    for (const [index, start] of starts.entries()) {
      const next = starts[index + 1]
      if (next !== undefined) this.#ends.set(start.id, next.firstSeq)
    }
  }

  /** Checks a cursor (null: the text was none) against the committed `head` and the events still kept, those after `trimmedTo`. */
  locate (cursor: Cursor | null, head: number, trimmedTo: number): Position {
    if (cursor === null) return { resync: 'malformed' }
    const isCurrent = cursor.run === this.current
    if (isCurrent) {
      if (cursor.seq > head) return { resync: 'ahead' }
    } else {
      const end = this.#ends.get(cursor.run)
      if (end === undefined) return { resync: 'run' }
      // A restored backup knows the run but not its last events: the same numbers were issued again, to other events.
      if (cursor.seq >= end) return { resync: 'ahead' }
    }
    if (cursor.seq < trimmedTo) return { resync: 'trimmed' }
    return { seq: cursor.seq, signal: isCurrent ? cursor.signal : -1, resync: null }
  }
}
