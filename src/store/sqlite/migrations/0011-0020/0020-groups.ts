/** The member who ended another's period. Null: it has not ended, they left by themselves, or the group was dissolved. */
export default `
ALTER TABLE memberships ADD COLUMN ended_by TEXT REFERENCES users (id);
`
