import type { Message, Reaction } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'

interface Within {
  readonly conversationId: string
  readonly from: number
  readonly to: number
  /** Reactions are those that stood at this `seq`. */
  readonly asOf: number
}

interface CountRow { readonly no: number, readonly emoji: string, readonly count: number, readonly first: number }

/** SQL: a reaction, or a pin, that stood at `@asOf`. */
export const STANDING = 'seq <= @asOf AND (off_seq IS NULL OR off_seq > @asOf)'

export type ReactedMessages = ReturnType<typeof createReacted>

/** Adds reactions to messages that are read. Use it inside one `database.read`, or a unit of write. */
export function createReacted (database: Database) {
  const counts = database.statement<[Within], CountRow>(`
    SELECT no, emoji, count(*) AS count, min(seq) AS first FROM reactions
    WHERE conversation_id = @conversationId AND no >= @from AND no <= @to AND ${STANDING}
    GROUP BY no, emoji`)
  const own = database.statement<[Within & { userId: string }], Pick<CountRow, 'no' | 'emoji'>>(`
    SELECT no, emoji FROM reactions
    WHERE user_id = @userId AND conversation_id = @conversationId AND no >= @from AND no <= @to AND ${STANDING}`)
  const lastChange = database.statement<[{ conversationId: string, no: number, asOf: number }], { seq: number | null }>(`
    SELECT max(CASE WHEN off_seq <= @asOf THEN off_seq ELSE seq END) AS seq FROM reactions
    WHERE conversation_id = @conversationId AND no = @no AND seq <= @asOf`)

  return {
    /** Returns the messages of one conversation with their reactions, as nobody's: `mine` is false. */
    counted (messages: readonly Message[], asOf: number): readonly Message[] {
      const within = withinOf(messages, asOf)
      if (within === null) return messages
      const byNo = new Map<number, CountRow[]>()
      for (const row of counts.all(within)) byNo.set(row.no, [...byNo.get(row.no) ?? [], row])
      return messages.map(message => {
        const rows = byNo.get(message.no)
        return rows === undefined || message.recalledAt !== undefined ? message : { ...message, reactions: kindsOf(rows) }
      })
    },

    /** Returns the same as this user sees them. */
    seenBy (userId: string, messages: readonly Message[], asOf: number): readonly Message[] {
      const within = withinOf(messages.filter(({ reactions }) => reactions !== undefined), asOf)
      if (within === null) return messages
      const mine = new Set(own.all({ ...within, userId }).map(({ no, emoji }) => `${no} ${emoji}`))
      if (mine.size === 0) return messages
      return messages.map(message => {
        const reactions = message.reactions?.map(kind => ({ ...kind, mine: mine.has(`${message.no} ${kind.emoji}`) }))
        return reactions === undefined ? message : { ...message, reactions }
      })
    },

    /** Returns the `seq` of the last change to the reactions of a message up to this one; null without any. */
    lastChange: (conversationId: string, no: number, asOf: number): number | null =>
      lastChange.get({ conversationId, no, asOf })?.seq ?? null
  }
}

// The first kind first.
function kindsOf (rows: readonly CountRow[]): Reaction[] {
  return [...rows].sort((one, other) => one.first - other.first).map(({ emoji, count }) => ({ emoji, count, mine: false }))
}

function withinOf (messages: readonly Message[], asOf: number): Within | null {
  const [first, last] = [messages[0], messages.at(-1)]
  if (first === undefined || last === undefined) return null
  return { conversationId: first.conversationId, from: Math.min(first.no, last.no), to: Math.max(first.no, last.no), asOf }
}
