import type { Database } from '#store/sqlite/database.ts'
import type { Roster } from '#store/sqlite/conversations/roster.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { memberOf, type Standing } from './standings.ts'

/** Gives a current member another nickname, or none, and tells all members; inside a unit that has judged its caller. */
export function createNicknaming (database: Database, roster: Roster) {
  const set = database.statement<[string | null, string, string]>(`
    UPDATE memberships SET nickname = ? WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)
  const advance = database.statement<[number, string]>('UPDATE conversations SET last_seq = ? WHERE id = ?')

  return (transaction: Transaction, conversationId: string, to: Standing, nickname: string | null, at: number): void => {
    set.run(nickname, conversationId, to.id)
    advance.run(transaction.nextSeq, conversationId)
    const member = memberOf({ ...to, nickname })
    transaction.tellMembers(conversationId, roster.of(conversationId), { type: 'member', conversationId, change: 'nickname', member }, at)
  }
}
