/** The ledger: type and reference, never text. And the runs that issued its numbers. */
export default `
CREATE TABLE runs (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  first_seq INTEGER NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  conversation_id TEXT,                   -- an event of all its members at that seq …
  user_id TEXT,                           -- … or one user's own
  no INTEGER,                             -- the message it is about
  detail TEXT,                            -- JSON, for events that refer to a state of that moment (never a message's text)
  CHECK ((conversation_id IS NULL) <> (user_id IS NULL))
) STRICT;
-- All but messages, which are found by their places: one index page less to write for each send. With the number, so that catching up
-- decides what is visible from the index alone.
CREATE INDEX ledger_by_conversation ON ledger (conversation_id, seq, no) WHERE conversation_id IS NOT NULL AND type <> 'message';
CREATE INDEX ledger_by_user ON ledger (user_id, seq) WHERE user_id IS NOT NULL;

-- What somebody was called up to last_seq: a message told again carries the name it was told with.
CREATE TABLE former_names (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  last_seq INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  PRIMARY KEY (user_id, last_seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER users_renamed AFTER UPDATE OF display_name ON users WHEN old.display_name <> new.display_name BEGIN
  INSERT OR IGNORE INTO former_names (user_id, last_seq, display_name)
  VALUES (old.id, (SELECT ifnull(max(seq), 0) FROM ledger), old.display_name);
END;
`
