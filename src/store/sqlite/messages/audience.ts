import type { Roster } from '#store/sqlite/conversations/roster.ts'
import type { Database } from '#store/sqlite/database.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'

/** Returns the current members who may see message `no`, in id order: a newcomer is not told of changes to earlier ones. */
export type Audience = (conversationId: string, no: number) => readonly string[]

export function createAudience (database: Database, roster: Roster): Audience {
  const current = database.statement<[{ conversationId: string, no: number }], { userId: string }>(`
    SELECT p.user_id AS userId FROM memberships AS p
    WHERE p.conversation_id = @conversationId AND p.left_seq IS NULL
      AND (p.joined_no <= @no OR ${numberVisible('@no', '@conversationId', 'p.user_id')})
    ORDER BY p.user_id`)

  // As a rule all of them may, which memory knows: one who reacts in a loop must not have ten thousand members read each time.
  return (conversationId, no) => roster.newestJoinedNo(conversationId) <= no
    ? roster.of(conversationId)
    : current.all({ conversationId, no }).map(({ userId }) => userId)
}
