/** SQL: the highest `no` that user `u` was delivered in membership `p`: up to his watermark, or what he has read, if that is more. */
export const DELIVERED_NO = `max(p.read_no, ifnull((
  SELECT m.no FROM messages AS m WHERE m.conversation_id = p.conversation_id AND m.seq <= u.delivered_seq ORDER BY m.seq DESC LIMIT 1), 0))`
