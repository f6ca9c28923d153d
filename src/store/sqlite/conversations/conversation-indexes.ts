import { UNREAD_WALK } from '#domain/conversations/conversations.ts'
import { eachConversation } from '#domain/delivery/changed-rows.ts'
import type { Delivery } from '#domain/delivery/events.ts'
import { ConversationIndex, type IndexEntry } from './conversation-index.ts'
import { KeptRows } from './kept-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import { UNREAD } from './unread.ts'
import { OWN_SETTING_COLUMNS, OWN_SETTING_JOIN, ownSettingsOf, type OwnSettingRow } from './own/own-setting-rows.ts'
import { IS_LATEST_PERIOD } from './visibility.ts'

// Limit of conversations in the cache, about 200 bytes each: ten thousand people with twenty, or twenty people with ten thousand.
const ENTRIES_MAX = 200_000
// Conversations read in one slice, about 3 ms. A user with more waits for the next turns of the event loop.
const READ_AT_ONCE = 500
// Counting this many unread messages takes as long as reading a conversation.
const MESSAGES_FOR_ONE = 40

type EntryRow = Omit<IndexEntry, 'isMarked' | 'hasLeft' | 'own'> & OwnSettingRow & { readonly isMarked: number, readonly hasLeft: number, readonly isCounted: number }

const ENTRY_COLUMNS = `c.id, c.last_no AS lastNo, p.joined_no AS joinedNo, p.read_no AS readNo,
  p.unread_from IS NOT NULL AS isMarked, p.left_no IS NOT NULL AS hasLeft,
  ifnull(p.left_seq, c.last_seq) AS newsSeq, ${OWN_SETTING_COLUMNS}`

export type ConversationIndexes = ReturnType<typeof createConversationIndexes>

/**
 * Cache of the conversations of recently active users, so that a list and its total cost the same however many there are. Filled when
 * first asked for, updated by every commit, dropped in any doubt.
 */
export function createConversationIndexes (database: Database, nextTurn: () => Promise<void>, entriesMax = ENTRIES_MAX) {
  const slice = database.statement<[string, string, number], EntryRow>(`
    SELECT ${ENTRY_COLUMNS}, 0 AS unread,
      c.kind <> 'self' AND p.left_no IS NULL AND p.read_no < c.last_no AS isCounted
    FROM memberships AS p CROSS JOIN conversations AS c ${OWN_SETTING_JOIN}
    WHERE p.user_id = ? AND p.conversation_id > ? AND c.id = p.conversation_id AND ${IS_LATEST_PERIOD} AND p.removed = 0
    ORDER BY p.conversation_id LIMIT ?`)
  const one = database.statement<[string, string], EntryRow & { readonly removed: number }>(`
    SELECT ${ENTRY_COLUMNS}, ${UNREAD} AS unread, 0 AS isCounted, p.removed
    FROM memberships AS p CROSS JOIN conversations AS c ${OWN_SETTING_JOIN}
    WHERE p.conversation_id = ? AND p.user_id = ? AND c.id = p.conversation_id
    ORDER BY p.joined_seq DESC LIMIT 1`)
  /** By user, least recently used first. */
  const known = new Map<string, ConversationIndex>()
  const rows = new KeptRows()
  let size = 0
  let turns: Promise<void> = Promise.resolve()

  function open (userId: string): ConversationIndex {
    const index = known.get(userId) ?? new ConversationIndex(userId)
    known.delete(userId)
    known.set(userId, index)
    return index
  }

  // Reads one slice of the missing entries; returns true when none is left.
  function catchUp (index: ConversationIndex): boolean {
    const before = index.size
    let left = READ_AT_ONCE
    while (left > 0 && index.loadedTo !== null) left -= load(index, index.loadedTo, left)
    for (const id of index.stale) {
      if (left <= 0) break
      left -= refresh(index, id)
    }
    size += index.size - before
    trim(index)
    return index.loadedTo === null && index.stale.size === 0
  }

  function load (index: ConversationIndex, from: string, limit: number): number {
    const rows = slice.all(index.userId, from, limit)
    index.add(rows.map(entryOf))
    for (const { id, isCounted } of rows) if (isCounted === 1) index.stale.add(id)
    index.loadedTo = rows.length < limit ? null : rows.at(-1)?.id ?? null
    return rows.length
  }

  function refresh (index: ConversationIndex, id: string): number {
    const row = one.get(id, index.userId)
    index.stale.delete(id)
    index.put(id, row === undefined || row.removed === 1 ? undefined : entryOf(row))
    return row === undefined ? 1 : 1 + Math.min(UNREAD_WALK, row.lastNo - row.readNo) / MESSAGES_FOR_ONE
  }

  // Drops the least recently used; keeps those that are being loaded, since a request waits for them.
  function trim (current: ConversationIndex): void {
    for (const [userId, index] of known) {
      // A user without conversations takes some room as well.
      if (size + known.size <= entriesMax) return
      if (index === current || index.loadedTo !== null) continue
      known.delete(userId)
      size -= index.size
    }
  }

  return {
    /** The rows of these conversations that are kept in memory as well. */
    rows,

    /** Returns the user's conversations if memory has them as committed now, without reading; else null. */
    inMemory (userId: string): ConversationIndex | null {
      const index = known.get(userId)
      if (index === undefined || index.loadedTo !== null || index.stale.size > 0) return null
      return open(userId)
    },

    /** Loads missing entries in slices, each in a turn of its own, so that `of` has next to nothing left to read. */
    async ready (userId: string): Promise<void> {
      while (!catchUp(open(userId))) {
        turns = turns.then(nextTurn)
        await turns
      }
    },

    /** Returns the user's conversations as committed now. Use it in the `database.read` that it must agree with. */
    of (userId: string): ConversationIndex {
      const index = open(userId)
      while (!catchUp(index));
      return index
    },

    /** Call it with the events of a commit, before any request is answered. */
    committed (deliveries: readonly Delivery[]): void {
      if (known.size === 0) return
      for (const { event, recipients, senderRead, mentions } of deliveries) {
        // Rows show names, of people who may not be told of a new one.
        if (event.type === 'profile') rows.clear()
        for (const each of eachConversation(event)) {
          for (const userId of recipients) {
            known.get(userId)?.follow(each, senderRead)
            rows.follow(userId, each, senderRead, mentions?.(userId))
          }
        }
      }
    },

    /** Drops everything: something may have been committed without its events. */
    reset (): void {
      known.clear()
      rows.clear()
      size = 0
    }
  }
}

function entryOf (row: EntryRow): IndexEntry {
  const { id, saidSeq, newsSeq, lastNo, joinedNo, readNo, unread, isMarked, hasLeft } = row
  const own = ownSettingsOf(row)
  return { id, saidSeq, newsSeq, lastNo, joinedNo, readNo, unread, isMarked: isMarked === 1, hasLeft: hasLeft === 1, own }
}
