import type { Receipt } from '#domain/conversations/members.ts'
import { isOn } from '#store/sqlite/account/setting-rows.ts'
import { MAY_WRITE } from '#store/sqlite/people/contact-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { MessagePlaces } from '#store/sqlite/messages/message-places.ts'

/** The delivered and read watermarks of a member. */
interface Watermark {
  readonly username: string
  readonly conversationId: string
  readonly lastNo: number
  readonly readNo: number
  /** The highest `seq` delivered to the user (D13). */
  readonly deliveredSeq: number
}

type Place = { readonly userId: string, readonly conversationId: string, readonly max: number }

/** Reads receipts that others may see: of direct conversations and groups up to `max`. Call it inside one `database.read`. */
export function createWatermarks (database: Database, places: MessagePlaces) {
  const watermarks = `
    SELECT u.username, p.conversation_id AS conversationId, c.last_no AS lastNo, p.read_no AS readNo, u.delivered_seq AS deliveredSeq`
  const shown = `p.left_seq IS NULL AND ${isOn('receipts', 'p.user_id')} AND c.kind <> 'self' AND c.member_count <= @max AND ${MAY_WRITE}`
  const one = database.statement<[Place], Watermark>(`${watermarks}
    FROM memberships AS p
      JOIN conversations AS c ON c.id = p.conversation_id
      JOIN users AS u ON u.id = p.user_id
    WHERE p.conversation_id = @conversationId AND p.user_id = @userId AND ${shown}`)
  const others = database.statement<[Place], Watermark>(`${watermarks}
    FROM memberships AS own
      JOIN conversations AS c ON c.id = own.conversation_id
      JOIN memberships AS p ON p.conversation_id = c.id AND p.user_id <> own.user_id
      JOIN users AS u ON u.id = p.user_id
    WHERE own.conversation_id = @conversationId AND own.user_id = @userId AND own.left_seq IS NULL
      AND ${isOn('receipts', 'own.user_id')} AND ${shown}
    ORDER BY u.username`)

  return {
    /** Returns the receipt of one member, or none when it is private. */
    of: (userId: string, conversationId: string, max: number) => receiptsOf(places, one.all({ userId, conversationId, max })),

    /** Returns the receipts of the other members that this one may see. */
    ofOthers: (userId: string, conversationId: string, max: number): Receipt[] =>
      receiptsOf(places, others.all({ userId, conversationId, max })).map(({ conversationId: _, ...receipt }) => receipt)
  }
}

/**
 * Turns `deliveredSeq` into a `no`: that of the newest message up to it, or `readNo` when that is more. A binary search, once for all
 * members of a conversation with the same `deliveredSeq`.
 */
export function receiptsOf (places: MessagePlaces, watermarks: readonly Watermark[]): Array<Receipt & { conversationId: string }> {
  const found = new Map<string, number>()
  return watermarks.map(({ username, conversationId, lastNo, readNo, deliveredSeq }) => {
    const key = `${deliveredSeq} ${conversationId}`
    const no = found.get(key) ?? places.firstAfter(conversationId, deliveredSeq, lastNo) - 1
    found.set(key, no)
    return { conversationId, username, deliveredNo: Math.max(no, readNo), readNo }
  })
}
