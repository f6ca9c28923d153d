import type { Message } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import { STANDING } from '#store/sqlite/messages/reacted.ts'

interface Within { readonly conversationId: string, readonly from: number, readonly to: number }

export type MarkedMessages = ReturnType<typeof createMarked>

/** Marks messages that are read as pinned, and as starred by their reader. Use it inside one `database.read`, or a unit of write. */
export function createMarked (database: Database) {
  const own = database.statement<[Within & { userId: string }], { no: number }>(`
    SELECT no FROM stars WHERE user_id = @userId AND conversation_id = @conversationId AND no >= @from AND no <= @to`)
  const pins = database.statement<[Within & { asOf: number }], { no: number }>(`
    SELECT no FROM pins WHERE conversation_id = @conversationId AND no >= @from AND no <= @to AND ${STANDING}`)

  /** Returns the messages of one conversation, in the order of their numbers, as this user sees them; pinned at the event `asOf`. */
  return (userId: string, messages: readonly Message[], asOf: number): readonly Message[] => {
    const [first, last] = [messages[0], messages.at(-1)]
    if (first === undefined || last === undefined) return messages
    const within = { conversationId: first.conversationId, from: first.no, to: last.no }
    const pinned = new Set(pins.all({ ...within, asOf }).map(({ no }) => no))
    const starred = new Set(own.all({ ...within, userId }).map(({ no }) => no))
    if (pinned.size + starred.size === 0) return messages
    return messages.map(message => message.recalledAt !== undefined
      ? message
      : { ...message, ...pinned.has(message.no) && { pinned: true as const }, ...starred.has(message.no) && { starred: true as const } })
  }
}
