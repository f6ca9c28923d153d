/**
 * What a group says about itself and who may do what in it. A member who left keeps its title, announcement and colour as they were then.
 * `ended_by`: the member who ended another's period; null: it has not ended, they left by themselves, or the group was dissolved.
 */
export default `
ALTER TABLE memberships ADD COLUMN ended_by TEXT REFERENCES users (id);
ALTER TABLE memberships ADD COLUMN left_info TEXT;
ALTER TABLE conversations ADD COLUMN announcement TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN colour INTEGER;
ALTER TABLE conversations ADD COLUMN history TEXT NOT NULL DEFAULT 'none' CHECK (history IN ('none', 'all'));
ALTER TABLE conversations ADD COLUMN adding TEXT NOT NULL DEFAULT 'members' CHECK (adding IN ('admins', 'members'));
ALTER TABLE conversations ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0 CHECK (quiet IN (0, 1));
UPDATE memberships SET left_info = (SELECT json_object('title', c.title, 'announcement', '', 'colour', NULL) FROM conversations AS c WHERE c.id = memberships.conversation_id)
  WHERE left_seq IS NOT NULL;
`
