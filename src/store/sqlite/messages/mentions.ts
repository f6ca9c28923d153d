import type { MentionStore } from '#domain/messages/mentions.ts'
import type { Message } from '#domain/messages/messages.ts'
import { numberVisible, numberWithin } from '#store/sqlite/conversations/visibility.ts'
import type { Database } from '#store/sqlite/database.ts'
import { listed, rowsToRead, timePlace, timePlaceOf } from '#store/sqlite/paging.ts'
import { isNotApart, isToldToAll } from './mention-rows.ts'
import type { ReadOne } from './messages-append.ts'

interface Mention { readonly seq: number, readonly conversationId: string, readonly no: number, readonly isNamed: number }
interface ListRead { readonly userId: string, readonly at: number, readonly limit: number }

/** `MentionStore`: a list is read from two indexes, and of each conversation no more than a page of what was said to everybody. */
export function sqliteMentions (database: Database, readOne: ReadOne): MentionStore {
  const isListed = (conversationId: string) => `0 = (
    SELECT last.removed FROM memberships AS last WHERE last.conversation_id = ${conversationId} AND last.user_id = @userId
    ORDER BY last.joined_seq DESC LIMIT 1)`
  const byName = database.statement<[ListRead], Mention>(`
    SELECT n.seq, n.conversation_id AS conversationId, n.no, 1 AS isNamed FROM mentions AS n CROSS JOIN messages AS m
    WHERE n.user_id = @userId AND n.seq < @at AND m.seq = n.seq AND m.recalled_at IS NULL AND ${isNotApart('m', '@userId')} AND ${isListed('n.conversation_id')} AND ${numberVisible('n.no', 'n.conversation_id', '@userId')}
    ORDER BY n.seq DESC LIMIT @limit`)
  const byAll = database.statement<[ListRead], Mention>(`
    SELECT m.seq, m.conversation_id AS conversationId, m.no, 0 AS isNamed FROM memberships AS p CROSS JOIN messages AS m
    WHERE p.user_id = @userId AND m.conversation_id = p.conversation_id AND ${isListed('p.conversation_id')} AND m.no IN (
      SELECT x.no FROM messages AS x
      WHERE x.conversation_id = p.conversation_id AND ${isToldToAll('x', '@userId')} AND x.seq < @at
        AND ${numberWithin('x.no', 'p', '1', String(Number.MAX_SAFE_INTEGER))}
      ORDER BY x.no DESC LIMIT @limit)
    ORDER BY m.seq DESC LIMIT @limit`)

  // A message may do both, and periods may overlap.
  function rowsOf (read: ListRead): Mention[] {
    const found = new Map([...byAll.all(read), ...byName.all(read)].map(row => [row.seq, row]))
    return [...found.values()].sort((a, b) => b.seq - a.seq).slice(0, read.limit)
  }

  // One who has left sees a message as it was then, which may not have been to everybody.
  function shownOf (userId: string, { conversationId, no, isNamed }: Mention): Message | null {
    const message = readOne(userId, conversationId, no)
    return isNamed === 1 || message?.mentionsAll === true ? message : null
  }

  return {
    mentions: async (userId, request) => database.read(() => {
      const { at } = timePlaceOf(request.after)
      const rows = rowsOf({ userId, at, limit: rowsToRead(request) })
      const { rows: shown, ...rest } = listed(rows, request, ({ seq, no }) => timePlace({ at: seq, id: String(no) }))
      const messages = shown.map(row => shownOf(userId, row))
      return { rows: messages.filter((message): message is Message => message !== null), ...rest }
    })
  }
}
