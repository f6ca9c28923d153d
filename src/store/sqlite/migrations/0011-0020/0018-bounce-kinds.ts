/** The kind of a refused message, which was text until others could be sent. */
export default `
ALTER TABLE bounces ADD COLUMN kind TEXT NOT NULL DEFAULT 'text';
`
