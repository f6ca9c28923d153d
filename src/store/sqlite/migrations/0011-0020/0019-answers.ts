/**
 * Parts of a message that came after its text: the message it answers (`reply_to_no` is older), whom it mentions, whom it was forwarded
 * from, and reactions. A reaction moves `reacted_seq` alone: `changed_seq` stays the event that brought the text.
 */
export default `
ALTER TABLE messages ADD COLUMN reacted_seq INTEGER;
ALTER TABLE messages ADD COLUMN mentions TEXT;                           -- JSON: the ids of those it mentions
ALTER TABLE messages ADD COLUMN mentions_all INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN forwarded_from TEXT REFERENCES users (id);
ALTER TABLE bounces ADD COLUMN reply_to_no INTEGER;
CREATE INDEX messages_by_quoted ON messages (conversation_id, reply_to_no) WHERE reply_to_no IS NOT NULL;

-- One row for each time: those who left see what stood when they left. Recall deletes them all.
CREATE TABLE reactions (
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,                   -- the event that set it …
  off_seq INTEGER,                        -- … and the one that took it away
  PRIMARY KEY (conversation_id, no, emoji, user_id, seq),
  FOREIGN KEY (conversation_id, no) REFERENCES messages (conversation_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_by_user ON reactions (user_id, conversation_id, no);
`
