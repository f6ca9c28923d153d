/**
 * Settings become rows, named and valued as in domain/account/settings.ts, values as JSON. Carries over only values that differ from
 * the default: the store writes no others, and a person who never chose follows the default of the version that runs. The columns go at
 * once, since no earlier version opens this schema and a column left behind would be a second truth.
 *
 * `messages.kind` loses its CHECK: which kinds there are is said in the domain. Rewrites the table's text in the schema, as SQLite's own
 * documentation of ALTER TABLE advises for dropping a CHECK, so that no message is copied: 0.1 s instead of 3 s for a million, and no
 * foreign key is out of force meanwhile.
 */
export default `
CREATE TABLE settings (
  user_id TEXT NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value)),
  PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO settings (user_id, name, value)
  SELECT user_id, 'language', json_quote(language) FROM accounts WHERE language IS NOT NULL
  UNION ALL SELECT user_id, 'timeZone', json_quote(time_zone) FROM accounts WHERE time_zone IS NOT NULL
  UNION ALL SELECT user_id, 'enterSends', 'false' FROM accounts WHERE enter_sends = 0
  UNION ALL SELECT user_id, 'findable', 'false' FROM accounts WHERE findable = 0
  UNION ALL SELECT user_id, 'receipts', 'false' FROM accounts WHERE show_receipts = 0
  UNION ALL SELECT user_id, 'presence', 'false' FROM accounts WHERE show_presence = 0
  UNION ALL SELECT user_id, 'typing', 'false' FROM accounts WHERE show_typing = 0;
ALTER TABLE accounts DROP COLUMN language;
ALTER TABLE accounts DROP COLUMN time_zone;
ALTER TABLE accounts DROP COLUMN enter_sends;
ALTER TABLE accounts DROP COLUMN findable;
ALTER TABLE accounts DROP COLUMN show_receipts;
ALTER TABLE accounts DROP COLUMN show_presence;
ALTER TABLE accounts DROP COLUMN show_typing;

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (kind IN (''text'', ''system''))', '') WHERE type = 'table' AND name = 'messages';
PRAGMA writable_schema = RESET;
`
