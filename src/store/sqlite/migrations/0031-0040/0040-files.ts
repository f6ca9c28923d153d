/**
 * Files that people have uploaded, and their bytes, stored once by their hash. Triggers count the rows that name some bytes, and what each
 * person and all together hold, so that no statement can forget it.
 */
export default `
CREATE TABLE blobs (
  hash TEXT PRIMARY KEY,                  -- SHA-256 of the bytes, in hex
  size INTEGER NOT NULL CHECK (size >= 0),
  kept_at INTEGER NOT NULL,               -- when they were last handed in
  named INTEGER NOT NULL DEFAULT 0 CHECK (named >= 0)     -- by so many rows
) STRICT, WITHOUT ROWID;
CREATE INDEX blobs_unnamed ON blobs (kept_at) WHERE named = 0;

-- Bytes to be removed from the disk. They cannot be named any more, and the row goes after them.
CREATE TABLE doomed_blobs (
  hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Smaller pictures, re-encoded.
CREATE TABLE previews (
  hash TEXT NOT NULL REFERENCES blobs (hash) ON DELETE CASCADE,
  size TEXT NOT NULL,
  type TEXT NOT NULL,
  preview_hash TEXT NOT NULL REFERENCES blobs (hash),
  PRIMARY KEY (hash, size)
) STRICT, WITHOUT ROWID;
CREATE INDEX previews_by_bytes ON previews (preview_hash);

CREATE TABLE files (
  id TEXT PRIMARY KEY,                    -- of this upload, and never the hash
  owner_id TEXT NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,                     -- read from the bytes
  size INTEGER NOT NULL,
  hash TEXT REFERENCES blobs (hash),      -- NULL: deleted by its owner after it was sent
  width INTEGER,
  height INTEGER,
  animated INTEGER NOT NULL DEFAULT 0 CHECK (animated IN (0, 1)),
  duration_ms INTEGER,
  alt TEXT,
  peaks TEXT,                             -- JSON: the loudness of a sound over its length
  poster_hash TEXT REFERENCES blobs (hash),
  charged INTEGER NOT NULL,               -- bytes that count for the owner: none for a forwarded copy
  at INTEGER NOT NULL,
  is_sent INTEGER NOT NULL DEFAULT 0 CHECK (is_sent IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_owner ON files (owner_id, at, id);
CREATE INDEX files_unsent ON files (at) WHERE is_sent = 0;
CREATE INDEX files_by_bytes ON files (hash);
CREATE INDEX files_by_poster ON files (poster_hash);

-- A file is of one message. It goes with this row: by a recall, or when the message goes.
CREATE TABLE message_files (
  conversation_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  file_id TEXT NOT NULL UNIQUE REFERENCES files (id),
  PRIMARY KEY (conversation_id, no, position),
  FOREIGN KEY (conversation_id, no) REFERENCES messages (conversation_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Files under way in chunks. Their size is reserved, until they are finished.
CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id),
  client_id TEXT,
  name TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  alt TEXT,
  peaks TEXT,
  keeps_original INTEGER NOT NULL CHECK (keeps_original IN (0, 1)),
  received INTEGER NOT NULL DEFAULT 0 CHECK (received <= size),
  reserved INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  file_id TEXT REFERENCES files (id) ON DELETE CASCADE,   -- what it has become
  UNIQUE (owner_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_idle ON uploads (touched_at);
CREATE INDEX uploads_by_file ON uploads (file_id);

CREATE TABLE stored_bytes (
  holder TEXT PRIMARY KEY,                -- a user's id; empty: all together, each bytes once
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER blobs_added AFTER INSERT ON blobs BEGIN
  INSERT INTO stored_bytes (holder, bytes) VALUES ('', new.size) ON CONFLICT DO UPDATE SET bytes = bytes + new.size;
END;
CREATE TRIGGER blobs_removed AFTER DELETE ON blobs BEGIN
  UPDATE stored_bytes SET bytes = bytes - old.size WHERE holder = '';
END;
CREATE TRIGGER previews_added AFTER INSERT ON previews BEGIN
  UPDATE blobs SET named = named + 1 WHERE hash = new.preview_hash;
END;
CREATE TRIGGER previews_removed AFTER DELETE ON previews BEGIN
  UPDATE blobs SET named = named - 1 WHERE hash = old.preview_hash;
END;
CREATE TRIGGER files_added AFTER INSERT ON files BEGIN
  UPDATE blobs SET named = named + 1 WHERE hash = new.hash;
  UPDATE blobs SET named = named + 1 WHERE hash = new.poster_hash;
  INSERT INTO stored_bytes (holder, bytes) VALUES (new.owner_id, new.charged) ON CONFLICT DO UPDATE SET bytes = bytes + new.charged;
END;
CREATE TRIGGER files_changed AFTER UPDATE OF hash, poster_hash, charged ON files BEGIN
  UPDATE blobs SET named = named + 1 WHERE hash = new.hash;
  UPDATE blobs SET named = named - 1 WHERE hash = old.hash;
  UPDATE blobs SET named = named + 1 WHERE hash = new.poster_hash;
  UPDATE blobs SET named = named - 1 WHERE hash = old.poster_hash;
  UPDATE stored_bytes SET bytes = bytes + new.charged - old.charged WHERE holder = new.owner_id;
END;
CREATE TRIGGER files_removed AFTER DELETE ON files BEGIN
  UPDATE blobs SET named = named - 1 WHERE hash = old.hash;
  UPDATE blobs SET named = named - 1 WHERE hash = old.poster_hash;
  UPDATE stored_bytes SET bytes = bytes - old.charged WHERE holder = old.owner_id;
END;
CREATE TRIGGER message_files_added AFTER INSERT ON message_files BEGIN
  UPDATE files SET is_sent = 1 WHERE id = new.file_id;
END;
CREATE TRIGGER message_files_removed AFTER DELETE ON message_files BEGIN
  DELETE FROM files WHERE id = old.file_id;
END;
CREATE TRIGGER uploads_added AFTER INSERT ON uploads BEGIN
  INSERT INTO stored_bytes (holder, bytes) VALUES (new.owner_id, new.reserved), ('', new.reserved)
    ON CONFLICT DO UPDATE SET bytes = bytes + new.reserved;
END;
CREATE TRIGGER uploads_changed AFTER UPDATE OF reserved ON uploads BEGIN
  UPDATE stored_bytes SET bytes = bytes + new.reserved - old.reserved WHERE holder IN (new.owner_id, '');
END;
CREATE TRIGGER uploads_removed AFTER DELETE ON uploads BEGIN
  UPDATE stored_bytes SET bytes = bytes - old.reserved WHERE holder IN (old.owner_id, '');
END;
`
