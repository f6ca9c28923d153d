/** Names under which a person keeps their contacts, private to them. An ended contact loses its labels. */
export default `
CREATE TABLE labels (
  id TEXT PRIMARY KEY,
  holder_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,                 -- as it is compared
  place INTEGER NOT NULL,                 -- in the order of its owner
  UNIQUE (holder_id, name_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX labels_by_place ON labels (holder_id, place);
CREATE TABLE contact_labels (
  holder_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  label_id TEXT NOT NULL REFERENCES labels (id) ON DELETE CASCADE,
  PRIMARY KEY (holder_id, user_id, label_id),
  FOREIGN KEY (holder_id, user_id) REFERENCES contacts (holder_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_labels_by_label ON contact_labels (label_id);
`
