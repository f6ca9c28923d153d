/**
 * Deleting accounts: when the grace of one ends, the names that are never given out again, and the deletions under way, each with the place
 * that it has reached. A name stands apart from the person who had it: nothing says afterwards whose messages they were.
 * The indexes find the rows of one person, which nothing else looks for.
 */
export default `
ALTER TABLE accounts ADD COLUMN deletes_at INTEGER;
CREATE INDEX accounts_deleting ON accounts (deletes_at) WHERE deletes_at IS NOT NULL;

CREATE TABLE former_usernames (
  username TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE deletions (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  began_at INTEGER NOT NULL,
  began_seq INTEGER NOT NULL,
  username TEXT NOT NULL,                 -- the one that stands in the place of theirs afterwards
  messages TEXT NOT NULL CHECK (messages IN ('keep', 'recall')),
  step TEXT NOT NULL,
  conversation_id TEXT NOT NULL DEFAULT '',
  no INTEGER NOT NULL DEFAULT 0           -- of a message, or of the ledger
) STRICT, WITHOUT ROWID;

CREATE INDEX invites_by_maker ON invites (made_by) WHERE made_by IS NOT NULL;
CREATE INDEX group_invitations_by_maker ON group_invitations (by_id);
CREATE INDEX group_invitations_by_user ON group_invitations (user_id);
CREATE INDEX join_requests_by_user ON join_requests (user_id);
`
