import type { Message } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'

interface Within { readonly userId: string, readonly conversationId: string, readonly from: number, readonly to: number }

export type StarredMessages = ReturnType<typeof createStarred>

/** Marks messages that are read as starred by their reader. Use it inside one `database.read`, or a unit of write. */
export function createStarred (database: Database) {
  const own = database.statement<[Within], { no: number }>(`
    SELECT no FROM stars WHERE user_id = @userId AND conversation_id = @conversationId AND no >= @from AND no <= @to`)

  /** Returns the messages of one conversation, in the order of their numbers, as this user sees them. */
  return (userId: string, messages: readonly Message[]): readonly Message[] => {
    const [first, last] = [messages[0], messages.at(-1)]
    if (first === undefined || last === undefined) return messages
    const starred = new Set(own.all({ userId, conversationId: first.conversationId, from: first.no, to: last.no }).map(({ no }) => no))
    if (starred.size === 0) return messages
    return messages.map(message => message.recalledAt === undefined && starred.has(message.no) ? { ...message, starred: true } : message)
  }
}
