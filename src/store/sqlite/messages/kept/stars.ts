import { takesAnswers, type Message } from '#domain/messages/messages.ts'
import type { Starred, Starring, StarStore } from '#domain/messages/stars.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { ReadOne } from '#store/sqlite/messages/messages-append.ts'
import { isNoLeftover } from './leftovers.ts'
import { listed, rowsToRead, timePlace, timePlaceOf } from '#store/sqlite/paging.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

interface Star { readonly conversationId: string, readonly no: number, readonly seq: number }
interface ListRead { readonly userId: string, readonly before: number, readonly limit: number }

/** `StarStore`. Whether a message may be starred is whether it may be read. */
export function sqliteStars (database: Database, commits: GroupCommit, readOne: ReadOne): StarStore {
  const count = database.statement<[string], { n: number }>(`
    SELECT count(*) AS n FROM stars WHERE user_id = ? AND ${isNoLeftover('stars')}`)
  const insert = database.statement<[string, string, number, number]>('INSERT INTO stars (user_id, conversation_id, no, seq) VALUES (?, ?, ?, ?)')
  const remove = database.statement<[string, string, number]>('DELETE FROM stars WHERE user_id = ? AND conversation_id = ? AND no = ?')
  const page = database.statement<[ListRead], Star>(`
    SELECT x.conversation_id AS conversationId, x.no, x.seq FROM stars AS x
    WHERE x.user_id = @userId AND x.seq < @before AND ${isNoLeftover('x')} AND ${numberVisible('x.no', 'x.conversation_id', '@userId')} AND 0 = (
      SELECT last.removed FROM memberships AS last WHERE last.conversation_id = x.conversation_id AND last.user_id = @userId
      ORDER BY last.joined_seq DESC LIMIT 1)
    ORDER BY x.seq DESC LIMIT @limit`)

  function star (transaction: Transaction, { userId, conversationId, no, on, max }: Starring, at: number): Starred {
    const before = readOne(userId, conversationId, no)
    if (before === null) return { outcome: 'not-found' }
    if (before.recalledAt !== undefined) return { outcome: 'recalled' }
    if (!takesAnswers(before)) return { outcome: 'forbidden' }
    if ((before.starred === true) === on) return { outcome: 'unchanged', message: before }
    if (on && (count.get(userId)?.n ?? 0) >= max) return { outcome: 'too-many' }
    if (on) insert.run(userId, conversationId, no, transaction.nextSeq)
    else remove.run(userId, conversationId, no)
    transaction.tellUser(userId, { type: 'star', conversationId, no, on }, at)
    return { outcome: 'changed', message: readOne(userId, conversationId, no) ?? before }
  }

  return {
    star: (change, at) => commits.write(transaction => star(transaction, change, at)),

    stars: async (userId, list) => database.read(() => {
      const rows = page.all({ userId, before: timePlaceOf(list.after).at, limit: rowsToRead(list) })
      const { rows: shown, ...rest } = listed(rows, list, ({ seq, no }) => timePlace({ at: seq, id: String(no) }))
      const messages = shown.map(({ conversationId, no }) => readOne(userId, conversationId, no))
      return { rows: messages.filter((message): message is Message => message !== null), ...rest }
    })
  }
}
