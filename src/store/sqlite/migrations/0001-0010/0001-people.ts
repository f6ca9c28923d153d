/** Users, their accounts and settings, sessions, invites, site policy, contacts. Times are Unix milliseconds. */
export default `
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,          -- kept after deletion: a name is never given out again
  display_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  delivered_seq INTEGER NOT NULL DEFAULT 0 CHECK (delivered_seq >= 0),
  last_seen_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_display_name ON users (display_name COLLATE NOCASE);

CREATE TABLE accounts (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  password_hash TEXT NOT NULL,            -- PHC string: the parameters travel with the hash
  is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
  disabled_at INTEGER,
  language TEXT,
  time_zone TEXT,
  mode TEXT NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'plain')),
  enter_sends INTEGER NOT NULL DEFAULT 1 CHECK (enter_sends IN (0, 1)),
  findable INTEGER NOT NULL DEFAULT 1 CHECK (findable IN (0, 1)),
  show_receipts INTEGER NOT NULL DEFAULT 1 CHECK (show_receipts IN (0, 1)),
  show_presence INTEGER NOT NULL DEFAULT 1 CHECK (show_presence IN (0, 1)),
  show_typing INTEGER NOT NULL DEFAULT 1 CHECK (show_typing IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,                    -- public
  token_hash BLOB NOT NULL UNIQUE,        -- sha256 of what the bearer holds
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('cookie', 'token')),
  form_secret TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  label TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE invites (
  id TEXT PRIMARY KEY,
  code_hash BLOB NOT NULL UNIQUE,
  made_by TEXT REFERENCES users (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  uses_left INTEGER NOT NULL CHECK (uses_left >= 0),
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- Site policy and one-time secrets of the site: name, sign-up mode, language, setup link.
CREATE TABLE site (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row each way: holder keeps user as a contact.
CREATE TABLE contacts (
  holder_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  remark TEXT NOT NULL DEFAULT '',
  since INTEGER NOT NULL,
  PRIMARY KEY (holder_id, user_id),
  CHECK (holder_id <> user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_by_user ON contacts (user_id);

CREATE TABLE blocks (
  holder_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  since INTEGER NOT NULL,
  PRIMARY KEY (holder_id, user_id),
  CHECK (holder_id <> user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_requests (
  id TEXT PRIMARY KEY,
  from_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  to_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected', 'withdrawn')),
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),   -- asked of somebody who blocks the asker: shown to the asker alone
  changed_at INTEGER NOT NULL,
  CHECK (from_id <> to_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_requests_to ON contact_requests (to_id, state, at);
CREATE INDEX contact_requests_from ON contact_requests (from_id, state, at);
-- A rejected one stays open to the asker: one of either kind a pair.
CREATE UNIQUE INDEX contact_requests_open ON contact_requests (from_id, to_id) WHERE state IN ('open', 'rejected');
`
