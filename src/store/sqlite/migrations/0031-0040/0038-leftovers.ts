/** Recalled messages of which reactions or stars wait to be deleted, in slices: many members may have left them. Nobody sees them. */
export default `
CREATE TABLE leftovers (
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, no),
  FOREIGN KEY (conversation_id, no) REFERENCES messages (conversation_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`
