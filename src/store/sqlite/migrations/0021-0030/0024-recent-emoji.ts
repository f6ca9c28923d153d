/** Emoji that somebody used, the last some of them. */
export default `
CREATE TABLE recent_emoji (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, emoji)
) STRICT, WITHOUT ROWID;
`
