/** SQL: a column of the newest message up to `seq`; null when there is none. The `+` keeps SQLite from walking all messages by `seq`. */
export function newestUpTo (column: 'no' | 'seq', conversationId: string, seq: string): string {
  return `(SELECT m.${column} FROM messages AS m WHERE m.conversation_id = ${conversationId} AND +m.seq <= ${seq} ORDER BY m.no DESC LIMIT 1)`
}

/** SQL: the highest `no` that user `u` was delivered in membership `p`: up to his watermark, or what he has read, if that is more. */
export const DELIVERED_NO = `max(p.read_no, ifnull(${newestUpTo('no', 'p.conversation_id', 'u.delivered_seq')}, 0))`
