/** Files that a refused message was to have. They stay their sender's and unsent, and are kept for a retry as long as the bounce is. */
export default `
CREATE TABLE bounce_files (
  sender_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  file_id TEXT NOT NULL,                  -- its sender may have deleted or sent it since
  PRIMARY KEY (sender_id, client_id, position),
  FOREIGN KEY (sender_id, client_id) REFERENCES bounces (sender_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX bounce_files_by_file ON bounce_files (file_id);

CREATE INDEX files_unsent_by_owner ON files (owner_id) WHERE is_sent = 0;
`
