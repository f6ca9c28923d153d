import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import type { EventOf, LedgerEvent, SenderRead } from '#domain/delivery/events.ts'
import { kindRules } from '#domain/messages/message-kinds.ts'
import { afterMessage, countedUnread, listPlace, ownSettingsIn, type OwnSettings } from '#domain/conversations/own-settings.ts'
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
  /** The user has left it; an event of it then tells that they are back. */
  readonly hasLeft: boolean
  readonly own: OwnSettings
}

/** One user's conversations in memory: their order, and the unread total. Entries named in `stale` must be read again. */
export class ConversationIndex {
  readonly userId: string
  readonly bySaid = new SortedBySeq<IndexEntry>(entry => entry.saidSeq)
  readonly byNews = new SortedBySeq<IndexEntry>(entry => entry.newsSeq)
  /** The list: neither hidden nor archived, those that are pinned in front. */
  readonly listed = new SortedBySeq<IndexEntry>(placeOf)
  readonly archived = new SortedBySeq<IndexEntry>(placeOf)
  readonly stale = new Set<string>()
  /** All conversations up to this id are loaded, in the order of ids; null when all are. */
  loadedTo: string | null = ''
  /** Sum over the conversations that are not muted. */
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
      this.unread += countedIn(entry)
    }
    this.bySaid.addAll(entries)
    this.byNews.addAll(entries)
    this.listed.addAll(entries.filter(({ own }) => !own.hidden && !own.archived))
    this.archived.addAll(entries.filter(({ own }) => !own.hidden && own.archived))
  }

  /** Replaces the entry of a conversation; undefined removes it. */
  put (id: string, entry: IndexEntry | undefined): void {
    const before = this.#entries.get(id)
    if (before !== undefined) {
      this.bySaid.remove(before)
      this.byNews.remove(before)
      this.listed.remove(before)
      this.archived.remove(before)
      this.unread -= countedIn(before)
      this.#entries.delete(id)
    }
    if (entry !== undefined) this.add([entry])
  }

  /** Applies an event that this user was told of; reads nothing where the event has all the data. */
  follow (event: ConversationEvent, senderRead?: SenderRead): void {
    const { conversationId } = event
    const entry = this.#entries.get(conversationId)
    const next = entry === undefined || this.stale.has(conversationId) ? null : followed(entry, this.userId, event, senderRead)
    if (next === null) this.stale.add(conversationId)
    else if (next !== entry) this.put(conversationId, next)
  }
}

type ConversationEvent = LedgerEvent & { readonly conversationId: string }

function placeOf ({ own, saidSeq }: IndexEntry): number {
  return listPlace(own, saidSeq)
}

/** Returns the part of the user's total that is in this conversation (D14). */
export function countedIn ({ own, unread }: IndexEntry): number {
  return countedUnread(own, unread)
}

// Returns the entry after the event; null: it must be read again.
function followed (entry: IndexEntry, userId: string, event: ConversationEvent, senderRead?: SenderRead): IndexEntry | null {
  switch (event.type) {
    case 'message': {
      const { message: { sender }, seq } = event
      const said = { ...entry, saidSeq: seq, newsSeq: seq, lastNo: event.message.no, own: afterMessage(entry.own) }
      if (sender.id !== userId) return counted(said, entry, event)
      return senderRead === undefined ? null : marked(said, senderRead)
    }
    case 'message-edited':
    case 'reaction':
    case 'pin': return { ...entry, newsSeq: event.seq }
    case 'message-recalled': return uncounted({ ...entry, newsSeq: event.seq }, userId, event)
    // One's own, which is no news of the conversation's.
    case 'read': return marked(entry, event)
    case 'draft':
    case 'silenced':
    case 'join-requests':
    case 'star': return entry
    case 'member': return event.change !== 'nickname' && event.member.user.id === userId ? null : { ...entry, newsSeq: event.seq }
    case 'conversation': return isSettled(entry, event) ? { ...entry, newsSeq: event.seq } : null
    case 'conversation-settings': return { ...entry, own: ownSettingsIn(event) }
    default: return null
  }
}

// A group that one stays a member of has the same place in the list.
function isSettled ({ hasLeft }: IndexEntry, { conversation: { kind, memberCount } }: EventOf<'conversation'>): boolean {
  return !hasLeft && kind === 'group' && memberCount > 0
}

function counted (said: IndexEntry, before: IndexEntry, { message: { no, kind } }: EventOf<'message'>): IndexEntry | null {
  // Being new may count as one, or may be that one.
  if (before.readNo < before.joinedNo && before.unread <= 1) return null
  if (no - before.readNo > UNREAD_WALK) return { ...said, unread: Math.max(1, before.unread) }
  return { ...said, unread: Math.min(UNREAD_CAP, before.unread + Number(kindRules(kind).isUnread)) }
}

function uncounted (entry: IndexEntry, userId: string, { message: { no, kind, sender } }: EventOf<'message-recalled'>): IndexEntry | null {
  if (no <= entry.readNo || sender.id === userId || !kindRules(kind).isUnread) return entry
  // At a cap, or where being new counts as one, there may be others to count instead.
  const isAllCounted = entry.unread < UNREAD_CAP && entry.lastNo - entry.readNo <= UNREAD_WALK
  return isAllCounted && (entry.readNo >= entry.joinedNo || entry.unread > 1) ? { ...entry, unread: entry.unread - 1 } : null
}

function marked (entry: IndexEntry, { readNo, unreadFrom }: SenderRead): IndexEntry | null {
  const to = { ...entry, readNo, isMarked: unreadFrom !== null }
  if (readNo >= entry.lastNo) return { ...to, unread: 0 }
  return readNo === entry.readNo ? to : null
}
