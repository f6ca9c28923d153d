/**
 * Rewrites texts by the rules that new ones are stored by: names, titles, remarks, notes and labels as `singleLine` makes them, never empty
 * where something has to show, and zones under their one name. `migrate` lends SQL the functions: `single_line`, `shown_as` and
 * `zone_name`.
 */
export default `
UPDATE users SET display_name = shown_as(display_name, username) WHERE display_name <> shown_as(display_name, username);
UPDATE former_names SET display_name = shown_as(display_name, (SELECT username FROM users WHERE id = former_names.user_id));
UPDATE conversations SET title = shown_as(title, '…') WHERE title <> shown_as(title, '…');
UPDATE contacts SET remark = single_line(remark) WHERE remark <> '' AND remark <> single_line(remark);
UPDATE contact_requests SET note = single_line(note) WHERE note <> single_line(note);
UPDATE sessions SET label = shown_as(label, '…') WHERE label <> shown_as(label, '…');
UPDATE site SET value = shown_as(value, 'Holdline') WHERE key = 'name';
UPDATE site SET value = coalesce(zone_name(value), 'UTC') WHERE key = 'timeZone';
-- Each spelling once: looking a zone up takes as long as a hundred rows. Without MATERIALIZED, SQLite would do it for every account.
WITH spelled AS MATERIALIZED (
  SELECT time_zone AS spelling, zone_name(time_zone) AS name FROM (SELECT DISTINCT time_zone FROM accounts WHERE time_zone IS NOT NULL))
UPDATE accounts SET time_zone = spelled.name FROM spelled
  WHERE accounts.time_zone = spelled.spelling AND spelled.name IS NOT spelled.spelling;

-- What lines of the system tell: who joined, left or became owner, by whom a group was made, and what it is called.
UPDATE messages SET body = CASE
    WHEN body ->> '$.line' = 'group-made'
      THEN json_set(body, '$.by', shown_as(body ->> '$.by', '…'), '$.title', shown_as(body ->> '$.title', '…'))
    WHEN body ->> '$.line' IN ('joined', 'left', 'owner') THEN json_set(body, '$.who', shown_as(body ->> '$.who', '…'))
    ELSE body
  END
  WHERE kind = 'system';
`
