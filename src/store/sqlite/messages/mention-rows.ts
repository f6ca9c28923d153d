import type { Mentioned } from '#domain/messages/mentioning.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import { areApart } from '#store/sqlite/people/contact-rows.ts'

interface Place { readonly conversationId: string, readonly no: number }
interface Found { readonly userId: string, readonly username: string, readonly isApart: number }

/** Whom a message mentions, as it is stored. `told`: their ids, without those who are apart from the sender by a block. */
export interface MentionedMembers {
  readonly usernames: readonly string[]
  readonly all: boolean
  /** Whether a member is told that it mentions them. */
  readonly tells: (userId: string) => boolean
  readonly told: readonly string[]
}

export const NOBODY_MENTIONED: MentionedMembers = { usernames: [], all: false, tells: () => false, told: [] }

/** Returns the fields of a message. */
export function mentionsIn ({ usernames, all }: Pick<MentionedMembers, 'usernames' | 'all'>): Pick<Message, 'mentions' | 'mentionsAll'> {
  return { ...(usernames.length > 0 && { mentions: [...usernames] }), ...(all && { mentionsAll: true as const }) }
}

/** Returns the columns of a message. */
export function columnsOf ({ usernames, all }: MentionedMembers): { mentions: string | null, mentionsAll: number } {
  return { mentions: usernames.length === 0 ? null : JSON.stringify(usernames), mentionsAll: Number(all) }
}

/** SQL: neither the sender of `message` nor `userId` has blocked the other. */
export function isNotApart (message: string, userId: string): string {
  return `NOT ${areApart(`${message}.sender_id`, userId)}`
}

/** SQL: `message` to everybody is told to `userId`. */
export function isToldToAll (message: string, userId: string): string {
  return `${message}.mentions_all = 1 AND ${message}.sender_id <> ${userId} AND ${isNotApart(message, userId)}`
}

// SQL: the first or last unread message of conversation `c` that mentions the member of `p`, by name and by everybody.
function unreadMention (column: 'no' | 'seq', order: 'ASC' | 'DESC'): { readonly byName: string, readonly byAll: string } {
  const isUnread = (no: string) => `${no} > max(p.read_no, p.joined_no - 1)`
  return {
    byName: `(SELECT n.${column} FROM mentions AS n CROSS JOIN messages AS m
      WHERE n.user_id = p.user_id AND n.conversation_id = c.id AND ${isUnread('n.no')} AND m.seq = n.seq AND m.recalled_at IS NULL AND ${isNotApart('m', 'p.user_id')}
      ORDER BY n.no ${order} LIMIT 1)`,
    byAll: `(SELECT m.${column} FROM messages AS m WHERE m.conversation_id = c.id AND ${isUnread('m.no')} AND ${isToldToAll('m', 'p.user_id')}
      ORDER BY m.no ${order} LIMIT 1)`
  }
}

const FIRST = unreadMention('no', 'ASC')
const LAST = unreadMention('seq', 'DESC')
const NOTHING_UNREAD = 'p.left_no IS NOT NULL OR p.read_no >= c.last_no'
const NONE = Number.MAX_SAFE_INTEGER

/** SQL: of the unread messages that mention the member of `p`: the `no` of the first, and the `seq` of the last. */
export const MENTION_COLUMNS = `
  CASE WHEN ${NOTHING_UNREAD} THEN NULL ELSE nullif(min(ifnull(${FIRST.byName}, ${NONE}), ifnull(${FIRST.byAll}, ${NONE})), ${NONE}) END AS mentionNo,
  CASE WHEN ${NOTHING_UNREAD} THEN NULL ELSE nullif(max(ifnull(${LAST.byName}, 0), ifnull(${LAST.byAll}, 0)), 0) END AS mentionSeq`

export type MentionRows = ReturnType<typeof createMentionRows>

/** Finds and keeps whom messages mention. Use it inside a unit of write. */
export function createMentionRows (database: Database) {
  const member = database.statement<[{ conversationId: string, senderId: string, username: string }], Found>(`
    SELECT u.id AS userId, u.username, ${areApart('u.id', '@senderId')} AS isApart
    FROM users AS u JOIN memberships AS p ON p.user_id = u.id AND p.conversation_id = @conversationId AND p.left_seq IS NULL
    WHERE u.username = @username AND u.id <> @senderId`)
  const apartFrom = database.statement<[{ userId: string }], { userId: string }>(`
    SELECT user_id AS userId FROM blocks WHERE holder_id = @userId
    UNION ALL SELECT holder_id FROM blocks WHERE user_id = @userId`)
  const insert = database.statement<[string, string, number, number]>(`
    INSERT INTO mentions (user_id, conversation_id, no, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
  const set = database.statement<[string | null, number, number]>('UPDATE messages SET mentions = ?, mentions_all = ? WHERE seq = ?')
  // Those who left keep what they knew.
  const dropOfMembers = database.statement<[Place]>(`
    DELETE FROM mentions WHERE conversation_id = @conversationId AND no = @no AND EXISTS (
      SELECT 1 FROM memberships AS p WHERE p.conversation_id = @conversationId AND p.user_id = mentions.user_id AND p.left_seq IS NULL)`)

  return {
    /** Returns those of a request who are members now; `mayAll`: the sender may mention everybody. */
    find (conversationId: string, senderId: string, { usernames, all }: Mentioned, mayAll: boolean): MentionedMembers {
      const found = usernames.flatMap(username => member.get({ conversationId, senderId, username }) ?? [])
      const isToAll = all !== 'no' && mayAll
      const told = found.filter(({ isApart }) => isApart === 0).map(({ userId }) => userId)
      if (found.length === 0 && !isToAll) return NOBODY_MENTIONED
      const hidden = isToAll ? new Set(apartFrom.all({ userId: senderId }).map(({ userId }) => userId)) : null
      const named = new Set(told)
      const tells = (userId: string) => named.has(userId) || (hidden !== null && userId !== senderId && !hidden.has(userId))
      return { usernames: found.map(({ username }) => username), all: isToAll, tells, told }
    },

    /** Keeps what a message mentions now; `isEdit`: in the place of what it did before. */
    keep ({ conversationId, no }: Place, messageSeq: number, mentioned: MentionedMembers, isEdit: boolean): void {
      if (isEdit) dropOfMembers.run({ conversationId, no })
      else if (mentioned === NOBODY_MENTIONED) return
      const { mentions, mentionsAll } = columnsOf(mentioned)
      set.run(mentions, mentionsAll, messageSeq)
      for (const userId of mentioned.told) insert.run(userId, conversationId, no, messageSeq)
    },

    /** A recalled message mentions nobody. The rows of lists go with the other leftovers of a recall. */
    clear (messageSeq: number): void {
      set.run(null, 0, messageSeq)
    }
  }
}
