/** Conversations, membership periods, messages with their revisions, and the sender's keys. */
export default `
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('direct', 'group', 'self')),
  title TEXT,
  low_user TEXT REFERENCES users (id),    -- the two of a direct conversation in id order; both the same for the note-to-self
  high_user TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  changed_seq INTEGER NOT NULL DEFAULT 0,
  first_no INTEGER NOT NULL DEFAULT 1,    -- retention will raise it
  last_no INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,    -- of any event in it: catching up skips a conversation whose last_seq is behind the cursor
  member_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (low_user, high_user),
  CHECK ((kind = 'group') = (low_user IS NULL)),
  CHECK ((kind = 'group') = (title IS NOT NULL)),
  CHECK (low_user <= high_user),
  CHECK ((kind = 'self') = (low_user IS NOT NULL AND low_user = high_user))
) STRICT, WITHOUT ROWID;

-- One row a period: from a join to a leave. Visible is what lies inside one of the viewer's periods, ends included.
CREATE TABLE memberships (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id),
  joined_seq INTEGER NOT NULL,
  joined_no INTEGER NOT NULL,
  left_seq INTEGER,
  left_no INTEGER,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  read_no INTEGER NOT NULL DEFAULT 0,
  unread_from INTEGER,
  draft TEXT,
  PRIMARY KEY (conversation_id, user_id, joined_seq),
  CHECK ((left_seq IS NULL) = (left_no IS NULL)),
  CHECK (left_seq IS NULL OR left_seq >= joined_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_user ON memberships (user_id, conversation_id);
CREATE UNIQUE INDEX memberships_current ON memberships (conversation_id, user_id) WHERE left_seq IS NULL;

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY,                -- of the event that brought it
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  no INTEGER NOT NULL CHECK (no >= 1),
  sender_id TEXT NOT NULL REFERENCES users (id),
  client_id TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'system')),
  body TEXT NOT NULL,                     -- as it now is; empty once recalled
  at INTEGER NOT NULL,
  changed_seq INTEGER NOT NULL,
  edited_at INTEGER,
  recalled_at INTEGER,
  reply_to_no INTEGER,
  UNIQUE (conversation_id, no)
) STRICT;

-- What an edited message said before: the body from its event up to the next edit. Recall deletes them all.
CREATE TABLE revisions (
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  seq INTEGER NOT NULL,                   -- the event that brought this body
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message_seq, seq)
) STRICT, WITHOUT ROWID;

-- (sender, clientId) is unique for ever and outlives the message (D12).
CREATE TABLE sends (
  sender_id TEXT NOT NULL REFERENCES users (id),
  client_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  request_hash BLOB NOT NULL,
  PRIMARY KEY (sender_id, client_id)
) STRICT, WITHOUT ROWID;

-- Refused messages, seen by their senders alone. They take no number.
CREATE TABLE bounces (
  sender_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  body TEXT NOT NULL,
  code TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sender_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bounces_by_conversation ON bounces (conversation_id, sender_id, at);
`
