import type { Receipt } from '#domain/conversations.ts'
import type { MessagePlaces } from './message-places.ts'

/** SQL: user `u` as a member by `p` of conversation `c`, as `Watermark`. */
export const WATERMARK_COLUMNS = `u.username, p.conversation_id AS conversationId, c.last_no AS lastNo, p.read_no AS readNo,
  u.delivered_seq AS deliveredSeq`

export interface Watermark {
  readonly username: string
  readonly conversationId: string
  readonly lastNo: number
  readonly readNo: number
  /** The one number kept of what was delivered to a user (D13): a `seq`. */
  readonly deliveredSeq: number
}

/**
 * What was delivered, as a `no`: that of the newest message up to `deliveredSeq`, or `readNo` when that is more. Found by halving, and
 * once for all members of a conversation who have come equally far.
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
