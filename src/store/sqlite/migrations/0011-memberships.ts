/**
 * What a member knows is that of their own period. `joined_at`: in a direct conversation that is not open to both yet, the only moment
 * there is. `left_count`: how many members stayed.
 */
export default `
ALTER TABLE memberships ADD COLUMN joined_at INTEGER;
UPDATE memberships SET joined_at = (SELECT l.at FROM ledger AS l WHERE l.seq = memberships.joined_seq)
  WHERE conversation_id IN (SELECT id FROM conversations WHERE kind = 'direct' AND last_no = 0);
ALTER TABLE memberships ADD COLUMN left_count INTEGER;
UPDATE memberships SET left_count = (
  SELECT count(*) FROM memberships AS other
  WHERE other.conversation_id = memberships.conversation_id AND other.joined_seq <= memberships.left_seq
    AND (other.left_seq IS NULL OR other.left_seq > memberships.left_seq))
  WHERE left_seq IS NOT NULL;
`
