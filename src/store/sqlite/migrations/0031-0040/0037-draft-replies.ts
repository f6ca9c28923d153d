/** The message that a draft answers, kept with its text. */
export default `
ALTER TABLE memberships ADD COLUMN draft_reply_to INTEGER;
`
