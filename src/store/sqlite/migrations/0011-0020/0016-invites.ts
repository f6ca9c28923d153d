/** Index of invites by their making, so that a page of them is read from its place. */
export default `
CREATE INDEX invites_by_time ON invites (created_at, id);
`
