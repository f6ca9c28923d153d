/** A user's own settings of a conversation, whatever memberships they have there. No row: nothing chosen. */
export default `
CREATE TABLE conversation_settings (
  user_id TEXT NOT NULL REFERENCES users (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
  notify TEXT NOT NULL CHECK (notify IN ('all', 'mentions', 'none')),
  muted_until INTEGER,
  archived_seq INTEGER,                   -- seq of the last message when it was archived: a later one brings it back
  hidden_seq INTEGER,                     -- the same for hiding
  PRIMARY KEY (user_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_settings_muted ON conversation_settings (muted_until) WHERE muted_until IS NOT NULL;
`
