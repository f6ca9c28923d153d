import type { Mutant } from '../../mutant.ts'

const unread = 'test/rules/receipts-unread.test.ts'
const indexes = 'test/store/sqlite/conversations/conversation-indexes.test.ts'

export const READS: readonly Mutant[] = [
  {
    rule: 'S5',
    does: 'finds a place by walking back message by message',
    file: 'src/store/sqlite/messages/message-places.ts',
    find: 'stride *= 2',
    replace: 'stride += 0',
    test: 'test/store/sqlite/messages/message-places.test.ts'
  },
  {
    rule: 'S5',
    does: 'looks up the same place once for each member',
    file: 'src/store/sqlite/delivery/watermarks.ts',
    find: 'found.set(key, no)',
    replace: '',
    test: 'test/store/sqlite/messages/message-places.test.ts'
  },
  {
    rule: 'S5',
    does: 'counts unread over any number of messages',
    file: 'src/store/sqlite/conversations/unread.ts',
    find: 'AND m.no <= $',
    replace: 'AND m.no <= 100000 + $',
    test: 'test/store/sqlite/conversations/conversations.test.ts'
  },
  {
    rule: 'S5',
    does: 'reports nothing unread where it has not counted',
    file: 'src/store/sqlite/conversations/unread.ts',
    find: 'max(\n  c.last_no - $',
    replace: 'max(\n  0 * $',
    test: 'test/store/sqlite/conversations/conversations.test.ts'
  },
  {
    rule: 'B24',
    does: 'counts recalled messages as unread',
    file: 'src/store/sqlite/conversations/unread.ts',
    find: ' AND m.recalled_at IS NULL',
    replace: '',
    test: unread
  },
  {
    rule: 'B24',
    does: 'counts unread in conversations the user has left',
    file: 'src/store/sqlite/conversations/unread.ts',
    find: ' OR p.left_no IS NOT NULL',
    replace: '',
    test: unread
  },
  {
    rule: 'S5',
    does: 'does not update the index at commits',
    file: 'src/store/sqlite/conversations/conversation-indexes.ts',
    find: 'known.get(userId)?.follow(each, senderRead)',
    replace: 'known.get(userId)',
    test: indexes
  },
  {
    rule: 'S5',
    does: 'counts the user’s own messages as another’s',
    file: 'src/store/sqlite/conversations/conversation-index.ts',
    find: 'if (sender.id !== userId) return counted',
    replace: 'return counted',
    test: indexes
  },
  {
    rule: 'S5',
    does: 'counts on in memory past the database’s cap',
    file: 'src/store/sqlite/conversations/conversation-index.ts',
    find: 'no - before.readNo > UNREAD_WALK',
    replace: 'no - before.readNo > 2 * UNREAD_WALK',
    test: indexes
  },
  {
    rule: 'S5',
    does: 'reads all conversations of a user in one slice',
    file: 'src/store/sqlite/conversations/conversation-indexes.ts',
    find: 'const READ_AT_ONCE = 500',
    replace: 'const READ_AT_ONCE = 500_000',
    test: indexes
  },
  {
    rule: 'B17',
    does: 'orders rows by the clock',
    file: 'views/delivery/events.ts',
    find: 'of details.changed)',
    replace: 'of [...details.changed].sort((a, b) => (rows.get(a.conversationId)?.activeAt ?? 0) - (rows.get(b.conversationId)?.activeAt ?? 0)))',
    test: 'test/rules/order.test.ts'
  },
  {
    rule: 'B17',
    does: 'orders conversations by the time of their last message',
    file: 'src/store/sqlite/conversations/own/own-setting-rows.ts',
    find: 'SELECT m.seq FROM messages',
    replace: 'SELECT m.at FROM messages',
    test: 'test/rules/order.test.ts'
  },
  {
    rule: 'S5',
    does: 'treats one slice of a catch-up as the whole',
    file: 'src/store/sqlite/delivery/catch-up.ts',
    find: 'return { seqs, toSeq: to, more',
    replace: 'return { seqs, toSeq: commits.head, more',
    test: 'test/store/sqlite/delivery/catch-up.test.ts'
  },
  {
    rule: 'S5',
    does: 'reports a head that moved on during the read',
    file: 'src/store/sqlite/delivery/catch-up.ts',
    find: 'toSeq: head, more: false',
    replace: 'toSeq: commits.head, more: false',
    test: 'test/store/sqlite/delivery/catch-up.test.ts'
  },
  {
    rule: 'S5',
    does: 'reloads a state too large for the board again and again',
    file: 'src/mailbox/signals.ts',
    find: 'this.#knownFrom = -1',
    replace: '',
    test: 'test/mailbox/signals.test.ts'
  },
  {
    rule: 'S5',
    does: 'wakes all holders of a contact in one step',
    file: 'src/domain/people/presences.ts',
    find: 'const TOLD_AT_ONCE = 100',
    replace: 'const TOLD_AT_ONCE = 100_000',
    test: 'test/domain/people/presences.test.ts'
  },
  {
    rule: 'S5',
    does: 'sorts all members of a group for each page',
    file: 'src/store/sqlite/conversations/conversations-members.ts',
    find: 'ORDER BY p.username LIMIT ?',
    replace: 'ORDER BY u.username LIMIT ?',
    test: 'test/store/sqlite/plans.test.ts'
  },
  {
    rule: 'U80',
    does: 'shows all readers of a message the name that the first of them knows its sender by',
    file: 'views/messages/messages.ts',
    find: 'nameKey(page, sender)',
    replace: "''",
    test: 'test/routes/delivery/drawn-once.test.ts'
  },
  {
    rule: 'U80',
    does: 'keeps rows with a name from before',
    file: 'src/store/sqlite/conversations/conversation-indexes.ts',
    find: "if (event.type === 'profile') rows.clear()",
    replace: '',
    test: 'test/routes/delivery/drawn-once.test.ts'
  },
  {
    rule: 'U80',
    does: 'keeps the newest messages with a name from before',
    file: 'src/store/sqlite/messages/newest-messages.ts',
    find: "if (event.type === 'profile') this.clear()",
    replace: "if (event.type === 'profile') continue",
    test: 'test/routes/delivery/drawn-once.test.ts'
  },
  {
    rule: 'U80',
    does: 'keeps the remarks of a viewer after a change',
    file: 'src/domain/delivery/viewers.ts',
    find: "event.type === 'settings' || event.type === 'contact'",
    replace: "event.type === 'settings'",
    test: 'test/routes/delivery/drawn-once.test.ts'
  },
  {
    rule: 'U81',
    does: 'reads the row of the page that sent the message',
    file: 'src/store/sqlite/conversations/conversation-index.ts',
    find: 'return senderRead === undefined ? null : marked(said, senderRead)',
    replace: 'return null',
    test: 'test/routes/delivery/drawn-from-memory.test.ts'
  }
]
