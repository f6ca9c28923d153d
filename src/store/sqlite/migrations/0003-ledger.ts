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
CREATE INDEX ledger_by_conversation ON ledger (conversation_id, seq) WHERE conversation_id IS NOT NULL;
CREATE INDEX ledger_by_user ON ledger (user_id, seq) WHERE user_id IS NOT NULL;
`
