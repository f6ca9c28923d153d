import type { ConversationStore } from '#domain/conversations/conversations.ts'
import type { MuteStore } from '#domain/conversations/mutes.ts'
import { areSame, changedOwnSettings, type OwnSettings, type OwnSettingsChange } from '#domain/conversations/own-settings.ts'
import type { ConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { OWN_SETTING_COLUMNS, OWN_SETTING_JOIN, ownSettingsOf, type OwnSettingRow } from './own-setting-rows.ts'
import type { ReadingToEnd } from './read-all.ts'

interface Kept extends Pick<OwnSettings, 'notify' | 'mutedUntil'> {
  readonly userId: string
  readonly conversationId: string
  readonly pinned: number
  readonly archivedSeq: number | null
  readonly hiddenSeq: number | null
}

// Mutes ended in one unit, each with an event; sends of other people go in between.
const END_AT_ONCE = 200

/** Keeps what users have chosen about their conversations. */
export function sqliteOwnSettings (
  database: Database, commits: GroupCommit, summaries: ConversationSummaries, readToEnd: ReadingToEnd
): Pick<ConversationStore, 'choose' | keyof MuteStore> {
  const chosen = database.statement<[string, string], OwnSettingRow & { readonly removed: number }>(`
    SELECT ${OWN_SETTING_COLUMNS}, p.removed
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id ${OWN_SETTING_JOIN}
    WHERE p.conversation_id = ? AND p.user_id = ?
    ORDER BY p.joined_seq DESC LIMIT 1`)
  const keep = database.statement<[Kept]>(`
    INSERT INTO conversation_settings (user_id, conversation_id, pinned, notify, muted_until, archived_seq, hidden_seq)
    VALUES (@userId, @conversationId, @pinned, @notify, @mutedUntil, @archivedSeq, @hiddenSeq)
    ON CONFLICT (user_id, conversation_id) DO UPDATE SET pinned = excluded.pinned, notify = excluded.notify,
      muted_until = excluded.muted_until, archived_seq = excluded.archived_seq, hidden_seq = excluded.hidden_seq`)
  const due = database.statement<[number, number], { userId: string, conversationId: string }>(`
    SELECT user_id AS userId, conversation_id AS conversationId FROM conversation_settings
    WHERE muted_until <= ? ORDER BY muted_until, user_id, conversation_id LIMIT ?`)
  const nextEnd = database.statement<[], { at: number | null }>(
    'SELECT min(muted_until) AS at FROM conversation_settings WHERE muted_until IS NOT NULL')
  const unmute = database.statement<[string, string]>(`
    UPDATE conversation_settings SET muted_until = NULL WHERE user_id = ? AND conversation_id = ?`)

  // Returns false when they do not see it.
  function change (transaction: Transaction, userId: string, conversationId: string, wanted: OwnSettingsChange, at: number): boolean {
    const row = chosen.get(conversationId, userId)
    if (row === undefined || row.removed === 1) return false
    const before = ownSettingsOf(row)
    const own = changedOwnSettings(before, wanted, at)
    if (areSame(before, own)) return true
    const readNo = own.hidden && !before.hidden ? readToEnd(userId, conversationId) : null
    if (readNo !== null) transaction.tellUser(userId, { type: 'read', conversationId, readNo, unreadFrom: null }, at)
    const { pinned, notify, mutedUntil, archived, hidden } = own
    // As of now each time: what was said while it was muted does not bring it back when that ends.
    const [archivedSeq, hiddenSeq] = [archived, hidden].map(isAway => isAway ? row.saidSeq : null) as [number | null, number | null]
    keep.run({ userId, conversationId, pinned: Number(pinned), notify, mutedUntil, archivedSeq, hiddenSeq })
    transaction.tellUser(userId, { type: 'conversation-settings', conversationId, pinned, notify, mutedUntil, archived, hidden }, at)
    return true
  }

  function endSome (transaction: Transaction, at: number): number {
    const ended = due.all(at, END_AT_ONCE)
    for (const { userId, conversationId } of ended) {
      if (!change(transaction, userId, conversationId, { mutedUntil: null }, at)) unmute.run(userId, conversationId)
    }
    return ended.length
  }

  return {
    choose: (userId, conversationId, wanted, at) => commits.write(transaction =>
      change(transaction, userId, conversationId, wanted, at) ? summaries.one(userId, conversationId) : null),

    nextMuteEnd: async () => database.read(() => nextEnd.get())?.at ?? null,

    async endMutes (at) {
      while (await commits.write(transaction => endSome(transaction, at)) === END_AT_ONCE);
    }
  }
}
