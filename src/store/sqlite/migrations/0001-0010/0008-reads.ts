/**
 * Indexes for reads that take the same time however large the site is: members in the order of their names, which never change, and admins.
 */
export default `
ALTER TABLE memberships ADD COLUMN username TEXT;
UPDATE memberships SET username = (SELECT u.username FROM users AS u WHERE u.id = memberships.user_id);
CREATE INDEX memberships_by_name ON memberships (conversation_id, username) WHERE left_seq IS NULL;
CREATE INDEX accounts_admins ON accounts (user_id) WHERE is_admin = 1;
`
