/**
 * Sends by their client id first and the sender second: browsers begin these ids with the time, so that all sends of one moment stand on
 * one page of the index and not on a page for each sender (the store alone: 46 → 39 µs for a send).
 */
export default `
CREATE TABLE sends_by_key (
  client_id TEXT NOT NULL,
  sender_id TEXT NOT NULL REFERENCES users (id),
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  request_hash BLOB NOT NULL,
  PRIMARY KEY (client_id, sender_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sends_by_key (client_id, sender_id, conversation_id, no, request_hash)
  SELECT client_id, sender_id, conversation_id, no, request_hash FROM sends ORDER BY client_id, sender_id;
DROP TABLE sends;
ALTER TABLE sends_by_key RENAME TO sends;
`
