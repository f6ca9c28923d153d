/**
 * Names, titles, remarks, notes and labels as they are stored since: by the rules of `singleLine`, and never empty where something has to
 * show. `migrate` lends it to SQL, and `shown_as(text, otherwise)`.
 */
export default `
UPDATE users SET display_name = shown_as(display_name, username) WHERE display_name <> shown_as(display_name, username);
UPDATE former_names SET display_name = shown_as(display_name, (SELECT username FROM users WHERE id = former_names.user_id));
UPDATE conversations SET title = shown_as(title, '…') WHERE title <> shown_as(title, '…');
UPDATE contacts SET remark = single_line(remark) WHERE remark <> single_line(remark);
UPDATE contact_requests SET note = single_line(note) WHERE note <> single_line(note);
UPDATE sessions SET label = shown_as(label, '…') WHERE label <> shown_as(label, '…');
UPDATE site SET value = shown_as(value, 'Holdline') WHERE key = 'name';

-- What lines of the system tell: who joined, left or became owner, by whom a group was made, and what it is called.
UPDATE messages SET body = CASE
    WHEN body ->> '$.line' = 'group-made'
      THEN json_set(body, '$.by', shown_as(body ->> '$.by', '…'), '$.title', shown_as(body ->> '$.title', '…'))
    WHEN body ->> '$.line' IN ('joined', 'left', 'owner') THEN json_set(body, '$.who', shown_as(body ->> '$.who', '…'))
    ELSE body
  END
  WHERE kind = 'system';
`
