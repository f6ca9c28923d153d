import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { forgetOf, type Transaction } from '#store/sqlite/transaction.ts'
import { withoutName } from './former-names.ts'
import { START, type Deletion, type Place } from './steps.ts'

/** Events looked at in one unit, and rows renamed: a millisecond or two. */
const EVENTS_AT_ONCE = 2_000
const ROWS_AT_ONCE = 500

/** The last steps of a deletion: takes the name out of the ledger, and gives the username another. */
export function createDeletionNames (database: Database, commits: Pick<GroupCommit, 'head'>) {
  const naming = database.statement<[{ from: number, to: number, mark: string }], { seq: number, detail: string }>(`
    SELECT seq, detail FROM ledger WHERE seq > @from AND seq <= @to AND detail IS NOT NULL AND instr(detail, @mark) > 0 ORDER BY seq`)
  const oldest = database.statement<[], { seq: number | null }>('SELECT min(seq) AS seq FROM ledger')
  const setDetail = database.statement<[string, number]>('UPDATE ledger SET detail = ? WHERE seq = ?')
  const rename = database.statement<[{ former: string, userId: string, limit: number }]>(`
    UPDATE memberships SET username = @former WHERE (conversation_id, user_id, joined_seq) IN (
      SELECT conversation_id, user_id, joined_seq FROM memberships WHERE user_id = @userId AND username <> @former LIMIT @limit)`)
  const setUsername = database.statement<[string, string]>('UPDATE users SET username = ? WHERE id = ?')
  const forgetNames = database.statement<[{ userId: string, limit: number }]>(`
    DELETE FROM former_names WHERE (user_id, last_seq) IN (SELECT user_id, last_seq FROM former_names WHERE user_id = @userId LIMIT @limit)`)
  const finish = database.statement<[string]>('DELETE FROM deletions WHERE user_id = ?')

  return {
    /**
     * Walks through a slice of the events before the deletion. Those that tell of it keep the username, by which open pages know the
     * person, until the ledger is trimmed.
     */
    ledger (transaction: Transaction, { id, username, displayName, former, beganSeq, no }: Deletion, at: number): Place {
      const from = Math.max(no, (oldest.get()?.seq ?? 1) - 1)
      const to = Math.min(from + EVENTS_AT_ONCE, beganSeq - 1, commits.head)
      const forget: number[] = []
      for (const { seq, detail } of naming.all({ from, to, mark: JSON.stringify(id) })) {
        const renamed = withoutName(detail, { id, username: former, formerly: username })
        if (renamed === null) continue
        setDetail.run(renamed, seq)
        forget.push(seq)
      }
      if (forget.length > 0) {
        database.erased()
        transaction.tellUser(id, { type: 'profile', user: { id, username, displayName } }, at, undefined, forgetOf(forget))
      }
      return to >= beganSeq - 1 ? null : { conversationId: '', no: to }
    },

    /**
     * Renames a slice of the memberships, then of what the ledger adds to messages: from then on nothing says which name was whose, and
     * what memory has told with it is read again.
     */
    end (transaction: Transaction, { id, username, former, displayName }: Deletion, at: number): Place {
      if (rename.run({ former, userId: id, limit: ROWS_AT_ONCE }) > 0) return START
      if (forgetNames.run({ userId: id, limit: ROWS_AT_ONCE }) === ROWS_AT_ONCE) {
        transaction.tellUser(id, { type: 'profile', user: { id, username, displayName } }, at, undefined, 'all')
        return START
      }
      setUsername.run(former, id)
      finish.run(id)
      database.erased()
      transaction.tellUser(id, { type: 'profile', user: { id, username: former, displayName } }, at, undefined, 'all')
      return null
    }
  }
}
