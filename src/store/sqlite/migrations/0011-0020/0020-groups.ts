/**
 * Fields of a group that its owner and admins change, links into it, and requests to join. A member who left keeps its title, announcement
 * and colour as they were then.
 * `ended_by`: the member who ended another's period; null: it has not ended, they left by themselves, or the group was dissolved.
 */
export default `
ALTER TABLE memberships ADD COLUMN ended_by TEXT REFERENCES users (id);
ALTER TABLE memberships ADD COLUMN left_info TEXT;
ALTER TABLE conversations ADD COLUMN announcement TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN colour INTEGER;
ALTER TABLE conversations ADD COLUMN history TEXT NOT NULL DEFAULT 'none' CHECK (history IN ('none', 'all'));
ALTER TABLE conversations ADD COLUMN adding TEXT NOT NULL DEFAULT 'members' CHECK (adding IN ('admins', 'members'));
ALTER TABLE conversations ADD COLUMN joining TEXT NOT NULL DEFAULT 'closed' CHECK (joining IN ('closed', 'request', 'open'));
ALTER TABLE conversations ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0 CHECK (quiet IN (0, 1));
UPDATE memberships SET left_info = (SELECT json_object('title', c.title, 'announcement', '', 'colour', NULL) FROM conversations AS c WHERE c.id = memberships.conversation_id)
  WHERE left_seq IS NOT NULL;

-- Links by which people join a group. made_seq: somebody removed after it was made cannot use it.
CREATE TABLE group_invites (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  code_hash BLOB NOT NULL UNIQUE,
  made_seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  uses_left INTEGER CHECK (uses_left >= 0),    -- null: no limit
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX group_invites_by_time ON group_invites (conversation_id, created_at, id);

CREATE TABLE join_requests (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX join_requests_open ON join_requests (conversation_id, user_id) WHERE state = 'open';
CREATE INDEX join_requests_by_time ON join_requests (conversation_id, at, id) WHERE state = 'open';
`
