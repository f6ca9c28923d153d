/**
 * Facts that a member knows from their own period. `joined_at`: the only time to show in a direct conversation that is not open to both
 * yet. `left_count`: the number of members who stayed when this one left.
 */
export default `
ALTER TABLE memberships ADD COLUMN joined_at INTEGER;
UPDATE memberships SET joined_at = (SELECT l.at FROM ledger AS l WHERE l.seq = memberships.joined_seq)
  WHERE conversation_id IN (SELECT id FROM conversations WHERE kind = 'direct' AND last_no = 0);
ALTER TABLE memberships ADD COLUMN left_count INTEGER;
-- A running sum over joins and leaves, one pass a conversation: counting anew for everybody who left takes minutes where thousands did.
WITH counted AS MATERIALIZED (
  SELECT conversation_id, seq, sum(change) OVER (PARTITION BY conversation_id ORDER BY seq) AS n FROM (
    SELECT conversation_id, joined_seq AS seq, 1 AS change FROM memberships
      WHERE conversation_id IN (SELECT conversation_id FROM memberships WHERE left_seq IS NOT NULL)
    UNION ALL SELECT conversation_id, left_seq, -1 FROM memberships WHERE left_seq IS NOT NULL))
UPDATE memberships SET left_count = counted.n FROM counted
  WHERE counted.conversation_id = memberships.conversation_id AND counted.seq = memberships.left_seq;
`
