/** Invitations of people who let nobody add them to groups: one of each group and person, the latest. */
export default `
CREATE TABLE group_invitations (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  by_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected')),
  UNIQUE (conversation_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_invitations_open ON group_invitations (user_id, at, id) WHERE state = 'open';
`
