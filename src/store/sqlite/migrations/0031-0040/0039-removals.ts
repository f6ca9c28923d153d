/** Conversations that people removed from their lists: catching up has to tell what came before that. */
export default `
CREATE INDEX ledger_removals ON ledger (user_id, seq) WHERE type = 'conversation-removed';
`
