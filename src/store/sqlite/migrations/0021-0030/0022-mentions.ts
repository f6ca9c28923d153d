/**
 * Mentions: `messages.mentions` has the usernames, which never change, as JSON, and so has each former text. The table is the list of
 * each person, without people who are blocked; messages to everybody are found by their own index, so that ten thousand members cost
 * nothing more.
 */
export default `
CREATE TABLE mentions (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  seq INTEGER NOT NULL,                   -- of the message, for the order of lists
  PRIMARY KEY (user_id, conversation_id, no),
  FOREIGN KEY (conversation_id, no) REFERENCES messages (conversation_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_seq ON mentions (user_id, seq);
CREATE INDEX mentions_by_message ON mentions (conversation_id, no);
CREATE INDEX blocks_by_user ON blocks (user_id, holder_id);
CREATE INDEX messages_to_all ON messages (conversation_id, no) WHERE mentions_all = 1;
ALTER TABLE revisions ADD COLUMN mentions TEXT;
ALTER TABLE revisions ADD COLUMN mentions_all INTEGER NOT NULL DEFAULT 0;
`
