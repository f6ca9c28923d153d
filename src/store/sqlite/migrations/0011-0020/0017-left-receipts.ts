/** Others' receipts as a member saw them when leaving, as JSON. Null: a period that has not ended, or ended before this was kept. */
export default `
ALTER TABLE memberships ADD COLUMN left_receipts TEXT;
`
