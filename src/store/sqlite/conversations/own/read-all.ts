import { isMuted } from '#domain/conversations/own-settings.ts'
import type { ConversationStore } from '#domain/conversations/conversations.ts'
import { countedIn, type IndexEntry } from '#store/sqlite/conversations/conversation-index.ts'
import type { ConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { NEWEST_VISIBLE } from '#store/sqlite/conversations/visibility.ts'

interface Reading {
  readonly joinedSeq: number
  readonly readNo: number
  readonly unreadFrom: number | null
  readonly newestNo: number
}

// About 10 ms of writing; sends of other people go in between.
const READ_AT_ONCE = 200

export type ReadingToEnd = ReturnType<typeof createReadingToEnd>

/** Moves read marks to the newest message. Use it in a unit of write, which then has to tell the reader's browsers. */
export function createReadingToEnd (database: Database) {
  const stateOf = database.statement<[string, string], Reading>(`
    SELECT p.joined_seq AS joinedSeq, p.read_no AS readNo, p.unread_from AS unreadFrom, ${NEWEST_VISIBLE} AS newestNo
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = ? AND p.user_id = ?
    ORDER BY p.joined_seq DESC LIMIT 1`)
  const setReading = database.statement<[number, string, string, number]>(`
    UPDATE memberships SET read_no = ?, unread_from = NULL WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)

  /** Returns the new `readNo`; null when that changed nothing. */
  return function readToEnd (userId: string, conversationId: string): number | null {
    const before = stateOf.get(conversationId, userId)
    if (before === undefined || (before.newestNo <= before.readNo && before.unreadFrom === null)) return null
    const readNo = Math.max(before.readNo, before.newestNo)
    setReading.run(readNo, conversationId, userId, before.joinedSeq)
    return readNo
  }
}

/** Reads everything; finds what is to be read next. */
export function sqliteReadAll (
  database: Database, commits: GroupCommit, indexes: ConversationIndexes, readToEnd: ReadingToEnd
): Pick<ConversationStore, 'readAll' | 'nextUnread'> {
  return {
    // Works in slices, each a unit of write with one event: after a long absence there are thousands.
    async readAll (userId, at) {
      await indexes.ready(userId)
      const unread = [...database.read(() => indexes.of(userId)).entries()].filter(entry => entry.unread > 0 || entry.isMarked)
      const changed: string[] = []
      for (let from = 0; from < unread.length; from += READ_AT_ONCE) {
        const slice = unread.slice(from, from + READ_AT_ONCE)
        changed.push(...await commits.write(transaction => {
          const conversations = slice.flatMap(({ id }) => {
            const readNo = readToEnd(userId, id)
            return readNo === null ? [] : [{ conversationId: id, readNo }]
          })
          if (conversations.length > 0) transaction.tellUser(userId, { type: 'read-all', conversations }, at)
          return conversations.map(({ conversationId }) => conversationId)
        }))
      }
      return changed
    },

    async nextUnread (userId, conversationId) {
      await indexes.ready(userId)
      return database.read(() => {
        const { listed, archived } = indexes.of(userId)
        const all = [...listed.newest(listed.size), ...archived.newest(archived.size)]
        const here = all.findIndex(({ id }) => id === conversationId)
        return [...all.slice(here + 1), ...all.slice(0, Math.max(0, here))].find(isWaiting)?.id ?? null
      })
    }
  }
}

function isWaiting (entry: IndexEntry): boolean {
  return countedIn(entry) > 0 || (entry.isMarked && !isMuted(entry.own))
}
