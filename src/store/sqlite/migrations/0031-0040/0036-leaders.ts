/** The owner and admins of a group, who are told of each request to join: found without walking through its members. */
export default `
CREATE INDEX memberships_leading ON memberships (conversation_id, role, user_id) WHERE left_seq IS NULL AND role <> 'member';
`
