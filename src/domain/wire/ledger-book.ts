import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { LedgerStore } from '#domain/delivery/ledger.ts'

/** One event of the ledger, as far as counting needs it: without its text. */
export interface LedgerLine {
  readonly seq: number
  readonly type: string
  readonly conversationId: string | null
  readonly no: number | null
  readonly clientId: string | null
  /** The user's own message. */
  readonly isOwn: boolean
}

/** All that the ledger has for one user in (fromSeq, toSeq], and their delivered watermark. */
export interface LedgerPart {
  readonly fromSeq: number
  readonly toSeq: number
  readonly lines: readonly LedgerLine[]
  readonly ackedSeq: number
}

/** Events read at once, and times that one look reads: a table that is drawn four times a second reads the rest with its next looks. */
const READ_AT_ONCE = 100
const READS_MAX = 5
/** Lines kept of one user: more than the exchanges that are kept can have carried in a talk. */
const LINES_MAX = 4_000
/** Users whose lines are kept, as many as may watch; the one who looked longest ago goes first. */
const BOOKS_MAX = 32

interface Book { fromSeq: number, toSeq: number, lines: LedgerLine[] }

export type LedgerBooks = ReturnType<typeof createLedgerBooks>

/** Reads what the ledger has for watching users, each event once. Droppable: the ledger has it all. */
export function createLedgerBooks (
  ledger: Pick<LedgerStore, 'after' | 'head' | 'trimmedTo'>, { deliveredTo }: { readonly deliveredTo: (userId: string) => Promise<number> }
) {
  const books = new Map<string, Book>()

  /** Returns the part of this user's ledger after `fromSeq`, or as much of it as was read so far; nothing for Infinity. */
  return async function read (userId: string, fromSeq: number): Promise<LedgerPart> {
    if (fromSeq === Infinity) return { fromSeq: 0, toSeq: 0, lines: [], ackedSeq: 0 }
    const from = Math.max(fromSeq, ledger.trimmedTo())
    const known = books.get(userId)
    const book = known !== undefined && from >= known.fromSeq && from <= known.toSeq ? known : { fromSeq: from, toSeq: from, lines: [] }
    books.delete(userId)
    books.set(userId, book)
    const [oldest = userId] = books.keys()
    if (books.size > BOOKS_MAX) books.delete(oldest)
    for (let reads = 0; reads < READS_MAX && book.toSeq < ledger.head(); reads++) {
      const before = book.toSeq
      const { events, toSeq } = await ledger.after(userId, before, READ_AT_ONCE)
      // Two looks at once read the same part: the first has added it.
      if (book.toSeq !== before) continue
      book.lines.push(...events.map(event => lineOf(event, userId)))
      book.toSeq = toSeq
      if (toSeq === before) break
    }
    const surplus = book.lines.length - LINES_MAX
    if (surplus > 0) book.fromSeq = book.lines.splice(0, surplus).at(-1)?.seq ?? book.fromSeq
    return { ...book, lines: [...book.lines], ackedSeq: await deliveredTo(userId) }
  }
}

function lineOf (event: LedgerEvent, userId: string): LedgerLine {
  const { seq, type } = event
  const conversationId = 'conversationId' in event ? event.conversationId : null
  const message = 'message' in event ? event.message : null
  return { seq, type, conversationId, no: message?.no ?? null, clientId: message?.clientId ?? null, isOwn: message?.sender.id === userId }
}
