/** Indexes for lists that are read page by page, each from the place where the one before it ended, without sorting the rest. */
export default `
CREATE INDEX contact_requests_incoming ON contact_requests (to_id, at) WHERE state = 'open' AND hidden = 0;
CREATE INDEX blocks_by_time ON blocks (holder_id, since, user_id);
CREATE INDEX sessions_by_time ON sessions (user_id, kind, created_at);
DROP INDEX sessions_by_user;
`
