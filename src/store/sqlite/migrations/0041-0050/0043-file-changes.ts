/** The event that told that a file of a message was deleted. */
export default `
ALTER TABLE message_files ADD COLUMN changed_seq INTEGER;
`
