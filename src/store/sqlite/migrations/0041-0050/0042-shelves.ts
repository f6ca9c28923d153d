/** Files of a conversation by their kind, in the order of their messages' times. */
export default `
ALTER TABLE message_files ADD COLUMN shelf TEXT;
ALTER TABLE message_files ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER message_files_shelved AFTER INSERT ON message_files BEGIN
  UPDATE message_files SET
    at = (SELECT m.at FROM messages AS m WHERE m.conversation_id = new.conversation_id AND m.no = new.no),
    shelf = (SELECT CASE
      WHEN f.type LIKE 'image/%' AND f.width IS NOT NULL OR f.type LIKE 'video/%' THEN 'pictures'
      WHEN f.type LIKE 'audio/%' THEN 'voice' ELSE 'files' END FROM files AS f WHERE f.id = new.file_id)
  WHERE conversation_id = new.conversation_id AND no = new.no AND position = new.position;
END;

CREATE INDEX message_files_by_shelf ON message_files (conversation_id, shelf, at, no, position);
`
