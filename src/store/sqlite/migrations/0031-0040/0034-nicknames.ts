/** The name that a member goes by in one group. It ends with the membership. */
export default `
ALTER TABLE memberships ADD COLUMN nickname TEXT;
CREATE INDEX memberships_nicknamed ON memberships (conversation_id, user_id) WHERE nickname IS NOT NULL AND left_seq IS NULL;
`
