import { MAY_WRITE, SPEAKER } from '#store/sqlite/people/contact-rows.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'

/** SQL: the columns of `ACTED_ON` that decide whether somebody may react to a message or pin it, and their name. */
export const GATE = `m.client_id AS clientId, m.recalled_at AS recalledAt, ${MAY_WRITE} AS mayWrite, ${SPEAKER},
      u.username, u.display_name AS displayName`

/** SQL: message `m` (`@no` of `@conversationId`) that member `p` (`@userId`, user `u`) of conversation `c` sees now. */
export const ACTED_ON = `FROM memberships AS p
      JOIN conversations AS c ON c.id = p.conversation_id
      JOIN messages AS m ON m.conversation_id = p.conversation_id AND m.no = @no
      JOIN users AS u ON u.id = p.user_id
    WHERE p.conversation_id = @conversationId AND p.user_id = @userId AND p.left_seq IS NULL
      AND ${numberVisible('m.no', 'm.conversation_id', '@userId')}`
