/** The admin of a group who recalled somebody else's message; NULL where its sender did. */
export default `
ALTER TABLE messages ADD COLUMN recalled_by TEXT REFERENCES users (id);
`
