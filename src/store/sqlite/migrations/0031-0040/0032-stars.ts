/** Messages that somebody starred for themselves. Recall deletes them. */
export default `
CREATE TABLE stars (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  seq INTEGER NOT NULL,                   -- the event of it, by which lists are ordered
  PRIMARY KEY (user_id, conversation_id, no),
  FOREIGN KEY (conversation_id, no) REFERENCES messages (conversation_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX stars_by_seq ON stars (user_id, seq);
CREATE INDEX stars_by_message ON stars (conversation_id, no);
`
