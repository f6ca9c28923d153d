/** The part of the day's bytes that each user has spent, as of `at`: one row a user, written now and then. */
export default `
CREATE TABLE written (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
