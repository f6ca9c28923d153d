/** Pinned messages of a conversation. One row for each time: those who left see what stood when they left. Recall deletes them all. */
export default `
CREATE TABLE pins (
  conversation_id TEXT NOT NULL,
  seq INTEGER NOT NULL,                   -- the event that pinned it …
  off_seq INTEGER,                        -- … and the one that ended that
  no INTEGER NOT NULL,
  by_id TEXT NOT NULL REFERENCES users (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, seq),
  FOREIGN KEY (conversation_id, no) REFERENCES messages (conversation_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX pins_by_message ON pins (conversation_id, no);
`
