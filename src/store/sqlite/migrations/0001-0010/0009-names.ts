/**
 * Tokens that people are found by, and places of contacts in a list by name: both made by domain/people/names.ts,
 * which `migrate` lends to SQL. `name_tokens` holds those alone who may be found, so that a search never walks past others.
 */
export default `
CREATE TABLE name_tokens (
  token TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (token, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_tokens_by_user ON name_tokens (user_id);
INSERT INTO name_tokens (token, user_id)
  SELECT DISTINCT word.value, u.id
  FROM users AS u JOIN accounts AS a ON a.user_id = u.id JOIN json_each(name_tokens(u.username, u.display_name)) AS word
  WHERE u.deleted_at IS NULL AND a.disabled_at IS NULL AND a.findable = 1;
DROP INDEX users_by_display_name;

ALTER TABLE contacts ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
UPDATE contacts SET sort_key = (
  SELECT sort_key(CASE contacts.remark WHEN '' THEN u.display_name ELSE contacts.remark END, u.username)
  FROM users AS u WHERE u.id = contacts.user_id);
CREATE INDEX contacts_by_name ON contacts (holder_id, sort_key);
`
