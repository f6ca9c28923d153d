/** Links that sign in another device, until they are used or over. A link ends with the session that made it. */
export default `
CREATE TABLE device_links (
  id TEXT PRIMARY KEY,
  code_hash BLOB NOT NULL UNIQUE,         -- sha256 of what stands in the link
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_by TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_links_by_user ON device_links (user_id, created_at);
CREATE INDEX device_links_by_session ON device_links (made_by);
`
