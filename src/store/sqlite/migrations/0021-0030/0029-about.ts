/** The line that a person says about themselves; empty for none. */
export default `
ALTER TABLE users ADD COLUMN about TEXT NOT NULL DEFAULT '';
`
