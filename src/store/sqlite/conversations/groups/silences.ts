import type { MuteStore } from '#domain/conversations/mutes.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

interface Period { readonly conversationId: string, readonly userId: string, readonly joinedSeq: number, readonly isMember: number }

/** Silences ended in one unit, each with an event; sends of other people go in between. */
const END_AT_ONCE = 200

/** Sets until when a current member may not write, and tells their browsers; inside a unit that has judged its caller. */
export type Silencing = (
  transaction: Transaction, of: { readonly conversationId: string, readonly userId: string }, until: number | null, at: number
) => void

export function createSilencing (database: Database): Silencing {
  const set = database.statement<[number | null, string, string]>(`
    UPDATE memberships SET silenced_until = ? WHERE conversation_id = ? AND user_id = ? AND left_seq IS NULL`)

  return (transaction, { conversationId, userId }, until, at) => {
    set.run(until, conversationId, userId)
    transaction.tellUser(userId, { type: 'silenced', conversationId, silencedUntil: until }, at)
  }
}

/** Ends silences at their time. */
export function sqliteSilences (database: Database, commits: GroupCommit): MuteStore {
  const due = database.statement<[number, number], Period>(`
    SELECT conversation_id AS conversationId, user_id AS userId, joined_seq AS joinedSeq, left_seq IS NULL AS isMember
    FROM memberships WHERE silenced_until <= ? ORDER BY silenced_until LIMIT ?`)
  const nextEnd = database.statement<[], { at: number | null }>(
    'SELECT min(silenced_until) AS at FROM memberships WHERE silenced_until IS NOT NULL')
  const lift = database.statement<[string, string, number]>(`
    UPDATE memberships SET silenced_until = NULL WHERE conversation_id = ? AND user_id = ? AND joined_seq = ?`)

  function endSome (transaction: Transaction, at: number): number {
    const ended = due.all(at, END_AT_ONCE)
    for (const { conversationId, userId, joinedSeq, isMember } of ended) {
      lift.run(conversationId, userId, joinedSeq)
      if (isMember === 1) transaction.tellUser(userId, { type: 'silenced', conversationId, silencedUntil: null }, at)
    }
    return ended.length
  }

  return {
    nextMuteEnd: async () => database.read(() => nextEnd.get())?.at ?? null,

    async endMutes (at) {
      while (await commits.write(transaction => endSome(transaction, at)) === END_AT_ONCE);
    }
  }
}
