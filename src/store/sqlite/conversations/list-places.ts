import { listPlace } from '#domain/conversations/own-settings.ts'
import type { ConversationIndex } from './conversation-index.ts'
import { timePlaceOf } from '#store/sqlite/paging.ts'

// Unix ms of September 2001; as a `seq`, ten thousand events a second would reach it in three years.
const TIMES_FROM = 1_000_000_000_000
// Unix ms of the year 2286, below the places of pinned conversations.
const TIMES_TO = 10_000_000_000_000

/**
 * Returns the place in the list where a page begins. Cursors of old lists hold a time in place of the `seq`; it is larger than any, so the
 * conversation's place is looked up.
 */
export function placeOf (index: ConversationIndex, after: string | undefined): { seq: number, id: string } | undefined {
  if (after === undefined) return undefined
  const { at: seq, id } = timePlaceOf(after)
  if (seq < TIMES_FROM || seq >= TIMES_TO) return { seq, id }
  const entry = index.get(id)
  return { seq: entry === undefined ? seq : listPlace(entry.own, entry.saidSeq), id }
}
