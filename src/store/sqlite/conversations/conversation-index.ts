import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import { SortedBySeq } from './sorted-by-seq.ts'

/** One conversation of a user's list: the fields that the list is ordered and counted by. */
export interface IndexEntry {
  readonly id: string
  /** Of the last message the user sees; of their joining when they see none. Lists are in this order (never by the clock). */
  readonly saidSeq: number
  /** Of the last event the user may see, or a later one. */
  readonly newsSeq: number
  readonly lastNo: number
  readonly readNo: number
  readonly unread: number
  /** Marked unread by the user. */
  readonly isMarked: boolean
}

/** One user's conversations in memory: which was spoken in last, how much is unread in all. Entries named in `stale` must be read again. */
export class ConversationIndex {
  readonly userId: string
  readonly bySaid = new SortedBySeq<IndexEntry>(entry => entry.saidSeq)
  readonly byNews = new SortedBySeq<IndexEntry>(entry => entry.newsSeq)
  readonly stale = new Set<string>()
  /** All conversations up to this id are here, in the order of ids; null: all of them. */
  loadedTo: string | null = ''
  unread = 0
  readonly #entries = new Map<string, IndexEntry>()

  constructor (userId: string) {
    this.userId = userId
  }

  get size (): number {
    return this.#entries.size
  }

  get (id: string): IndexEntry | undefined {
    return this.#entries.get(id)
  }

  entries (): IterableIterator<IndexEntry> {
    return this.#entries.values()
  }

  /** Adds entries of conversations that are not here yet. */
  add (entries: readonly IndexEntry[]): void {
    for (const entry of entries) {
      this.#entries.set(entry.id, entry)
      this.unread += entry.unread
    }
    this.bySaid.addAll(entries)
    this.byNews.addAll(entries)
  }

  /** Puts an entry in place of the one of its conversation; undefined takes that one away. */
  put (id: string, entry: IndexEntry | undefined): void {
    const before = this.#entries.get(id)
    if (before !== undefined) {
      this.bySaid.remove(before)
      this.byNews.remove(before)
      this.unread -= before.unread
      this.#entries.delete(id)
    }
    if (entry !== undefined) this.add([entry])
  }

  /** Follows an event that this user was told of, without a read where the event says it all. */
  follow (event: LedgerEvent & { readonly conversationId: string }): void {
    const entry = this.#entries.get(event.conversationId)
    if (entry === undefined || this.stale.has(event.conversationId)) this.stale.add(event.conversationId)
    else if (event.type === 'message-edited') this.put(entry.id, { ...entry, newsSeq: event.seq })
    // Sending may have moved `readNo`.
    else if (event.type !== 'message' || event.message.sender.id === this.userId) this.stale.add(entry.id)
    else {
      const { kind, no } = event.message
      const isCounted = no - entry.readNo <= UNREAD_WALK
      const unread = isCounted ? Math.min(UNREAD_CAP, entry.unread + Number(kind === 'text')) : Math.max(1, entry.unread)
      this.put(entry.id, { ...entry, saidSeq: event.seq, newsSeq: event.seq, lastNo: no, unread })
    }
  }
}
