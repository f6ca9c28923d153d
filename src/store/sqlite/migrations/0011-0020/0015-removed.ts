/** A member who has left may remove the conversation from their list. A new membership is a new row, so that being added brings it back. */
export default `
ALTER TABLE memberships ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
`
