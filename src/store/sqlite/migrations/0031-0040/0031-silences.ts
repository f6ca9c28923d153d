/** A member whom an admin has muted may not write until then. It outlasts the membership, so that leaving and coming back lifts nothing. */
export default `
ALTER TABLE memberships ADD COLUMN silenced_until INTEGER;
CREATE INDEX memberships_silenced ON memberships (silenced_until) WHERE silenced_until IS NOT NULL;
`
