import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import { kindRules } from '#domain/messages/message-kinds.ts'
import { SortedBySeq } from './sorted-by-seq.ts'

/** One conversation of a user's list: the fields that the list is ordered and counted by. */
export interface IndexEntry {
  readonly id: string
  /** `seq` of the last message the user sees, or of their joining. Lists are in this order, never by the clock. */
  readonly saidSeq: number
  /** `seq` of the last event the user may see, or of a later one. */
  readonly newsSeq: number
  readonly lastNo: number
  readonly joinedNo: number
  readonly readNo: number
  readonly unread: number
  /** True when the user has marked it unread. */
  readonly isMarked: boolean
}

/** One user's conversations in memory: their order, and the unread total. Entries named in `stale` must be read again. */
export class ConversationIndex {
  readonly userId: string
  readonly bySaid = new SortedBySeq<IndexEntry>(entry => entry.saidSeq)
  readonly byNews = new SortedBySeq<IndexEntry>(entry => entry.newsSeq)
  readonly stale = new Set<string>()
  /** All conversations up to this id are loaded, in the order of ids; null when all are. */
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

  /** Replaces the entry of a conversation; undefined removes it. */
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

  /** Applies an event that this user was told of; reads nothing where the event has all the data. */
  follow (event: LedgerEvent & { readonly conversationId: string }): void {
    const entry = this.#entries.get(event.conversationId)
    if (entry === undefined || this.stale.has(event.conversationId)) this.stale.add(event.conversationId)
    else if (event.type === 'message-edited') this.put(entry.id, { ...entry, newsSeq: event.seq })
    // Sending may have moved `readNo`.
    else if (event.type !== 'message' || event.message.sender.id === this.userId) this.stale.add(entry.id)
    // Being new may count as one, or may be that one.
    else if (entry.readNo < entry.joinedNo && entry.unread <= 1) this.stale.add(entry.id)
    else {
      const { kind, no } = event.message
      const isCounted = no - entry.readNo <= UNREAD_WALK
      const unread = isCounted ? Math.min(UNREAD_CAP, entry.unread + Number(kindRules(kind).isUnread)) : Math.max(1, entry.unread)
      this.put(entry.id, { ...entry, saidSeq: event.seq, newsSeq: event.seq, lastNo: no, unread })
    }
  }
}
