/** Groups that anybody finds by name. `group_tokens` holds those alone, so that a search never walks past others. */
export default `
ALTER TABLE conversations ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1));
CREATE TABLE group_tokens (
  token TEXT NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  PRIMARY KEY (token, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_tokens_by_group ON group_tokens (conversation_id);
`
