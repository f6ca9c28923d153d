/** Index of sessions by their last use, so that ending the idle ones looks at no other. */
export default `
CREATE INDEX sessions_by_use ON sessions (last_seen_at);
`
