import type { Reacted, Reacting, ReactionStore, Reactor } from '#domain/messages/reactions.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { listed, namePlace, namePlaceOf, rowsToRead } from '#store/sqlite/paging.ts'
import { hushOf, type Speaker } from '#store/sqlite/people/contact-rows.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import { ACTED_ON, GATE } from './acted-on.ts'
import type { Audience } from './audience.ts'
import type { ReadOne } from './messages-append.ts'
import { STANDING } from './reacted.ts'
import { createUsedEmoji } from './recent-emoji.ts'

interface Place { readonly conversationId: string, readonly no: number }

/** The data that decides about a reaction, read inside the write itself (D32). */
interface Target extends Speaker {
  readonly seq: number
  readonly clientId: string | null
  readonly recalledAt: number | null
  readonly mayWrite: number
  readonly username: string
  readonly displayName: string
}

type ReactorRow = UserRef & { readonly emoji: string }

/** Between the emoji and the user in a place of the list of reactors: in neither of them. */
const APART = ' '

export function sqliteReactions (
  database: Database, commits: GroupCommit, { audience, readOne }: { audience: Audience, readOne: ReadOne }
): ReactionStore {
  const used = createUsedEmoji(database)
  const targetOf = database.statement<[Place & { userId: string }], Target>(`
    SELECT m.seq, ${GATE} ${ACTED_ON}`)
  const standing = database.statement<[Place & { emoji: string, userId: string }], { seq: number }>(`
    SELECT seq FROM reactions WHERE conversation_id = @conversationId AND no = @no AND emoji = @emoji AND user_id = @userId AND off_seq IS NULL`)
  const count = database.statement<[Place & { emoji: string }], { n: number }>(`
    SELECT count(*) AS n FROM reactions WHERE conversation_id = @conversationId AND no = @no AND emoji = @emoji AND off_seq IS NULL`)
  const kinds = database.statement<[Place], { emoji: string }>(`
    SELECT DISTINCT emoji FROM reactions WHERE conversation_id = @conversationId AND no = @no AND off_seq IS NULL`)
  const insert = database.statement<[string, number, string, string, number]>(`
    INSERT INTO reactions (conversation_id, no, emoji, user_id, seq) VALUES (?, ?, ?, ?, ?)`)
  const remove = database.statement<[string, number, string, string, number]>(`
    DELETE FROM reactions WHERE conversation_id = ? AND no = ? AND emoji = ? AND user_id = ? AND seq = ?`)
  const end = database.statement<[number, string, number, string, string, number]>(`
    UPDATE reactions SET off_seq = ? WHERE conversation_id = ? AND no = ? AND emoji = ? AND user_id = ? AND seq = ?`)
  const hasLeftSince = database.statement<[string, number], { one: number }>(`
    SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND left_seq >= ? LIMIT 1`)
  const setReacted = database.statement<[number, number]>('UPDATE messages SET reacted_seq = ? WHERE seq = ?')
  const advance = database.statement<[number, string]>('UPDATE conversations SET last_seq = ? WHERE id = ?')
  const page = database.statement<[Place & { asOf: number, emoji: string, userId: string, limit: number }], ReactorRow>(`
    SELECT r.emoji, u.id, u.username, u.display_name AS displayName
    FROM reactions AS r CROSS JOIN users AS u
    WHERE r.conversation_id = @conversationId AND r.no = @no AND (r.emoji, r.user_id) > (@emoji, @userId) AND ${STANDING} AND u.id = r.user_id
    ORDER BY r.emoji, r.user_id LIMIT @limit`)
  const lastPeriod = database.statement<[string, string], { leftSeq: number | null }>(`
    SELECT left_seq AS leftSeq FROM memberships WHERE conversation_id = ? AND user_id = ? ORDER BY joined_seq DESC LIMIT 1`)

  function judge ({ conversationId, no, emoji, on, kindsMax }: Reacting, target: Target): Exclude<Reacted, { outcome: 'changed' | 'unchanged' }> | null {
    if (target.clientId === null) return { outcome: 'forbidden' }
    if (target.recalledAt !== null) return { outcome: 'recalled' }
    if (target.mayWrite === 0) return { outcome: 'not-a-contact' }
    // Like a recall, taking it back needs no right to speak.
    if (!on) return null
    const hushed = hushOf(target)
    if (hushed !== null) return hushed
    const present = kinds.all({ conversationId, no })
    return present.length >= kindsMax && !present.some(kind => kind.emoji === emoji) ? { outcome: 'too-many' } : null
  }

  function react (transaction: Transaction, change: Reacting, at: number): Reacted {
    const { userId, conversationId, no, emoji, on } = change
    const target = targetOf.get({ userId, conversationId, no })
    if (target === undefined) return { outcome: 'not-found' }
    const refusal = judge(change, target)
    if (refusal !== null) return refusal
    const before = standing.get({ conversationId, no, emoji, userId })
    if ((before !== undefined) !== on) {
      keep(transaction, change, before?.seq ?? null)
      if (on) used(userId, emoji, at)
      setReacted.run(transaction.nextSeq, target.seq)
      advance.run(transaction.nextSeq, conversationId)
      const by = { id: userId, username: target.username, displayName: target.displayName }
      const now = count.get({ conversationId, no, emoji })?.n ?? 0
      transaction.tellMembers(conversationId, audience(conversationId, no), { type: 'reaction', conversationId, no, emoji, by, on, count: now }, at)
    }
    const message = readOne(userId, conversationId, no)
    return message === null ? { outcome: 'not-found' } : { outcome: (before !== undefined) === on ? 'unchanged' : 'changed', message }
  }

  // Keeps a reaction that is taken away for those who left while it stood; else nothing of it is left.
  function keep ({ nextSeq }: Transaction, { conversationId, no, emoji, userId }: Reacting, since: number | null): void {
    if (since === null) insert.run(conversationId, no, emoji, userId, nextSeq)
    else if (hasLeftSince.get(conversationId, since) === undefined) remove.run(conversationId, no, emoji, userId, since)
    else end.run(nextSeq, conversationId, no, emoji, userId, since)
  }

  return {
    react: (change, at) => commits.write(transaction => react(transaction, change, at)),

    reactors: async (viewerId, conversationId, no, list) => database.read(() => {
      const message = readOne(viewerId, conversationId, no)
      if (message === null) return null
      if (message.recalledAt !== undefined) return listed([], list, () => '')
      const [emoji = '', userId = ''] = namePlaceOf(list.after).split(APART)
      const asOf = lastPeriod.get(conversationId, viewerId)?.leftSeq ?? Number.MAX_SAFE_INTEGER
      const rows = page.all({ conversationId, no, asOf, emoji, userId, limit: rowsToRead(list) })
      return listed(rows.map(reactorOf), list, ({ emoji, user }) => namePlace(emoji + APART + user.id))
    })
  }
}

function reactorOf ({ emoji, ...user }: ReactorRow): Reactor {
  return { emoji, user }
}
