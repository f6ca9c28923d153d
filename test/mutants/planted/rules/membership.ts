/* eslint-disable no-template-curly-in-string -- pieces of source */
import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/membership.test.ts'
const groups = 'test/store/sqlite/conversations/groups.test.ts'
const messages = 'test/store/sqlite/messages/messages.test.ts'

export const MEMBERSHIP: readonly Mutant[] = [
  {
    rule: 'D32',
    does: 'keeps delivering to members who left, from a cached roster',
    file: 'src/store/sqlite/conversations/groups/leaving.ts',
    find: "roster.changed(conversationId)\n    transaction.tellMembers(conversationId, recipients, { type: 'member'",
    replace: "transaction.tellMembers(conversationId, recipients, { type: 'member'",
    test
  },
  {
    rule: 'D32',
    does: 'lets a member add people to a group that they have left',
    file: 'src/store/sqlite/conversations/groups/standings.ts',
    find: "WHERE c.kind = 'group' AND p.left_seq IS NULL AND",
    replace: "WHERE c.kind = 'group' AND",
    test: groups
  },
  {
    rule: 'D32',
    does: 'adds people to groups who want to be asked first',
    file: 'src/store/sqlite/conversations/groups/ways-in/welcome.ts',
    find: "chosen === 'nobody' ? 'ask' : 'add'",
    replace: "chosen === 'nobody' ? 'add' : 'add'",
    test: 'test/routes/api/conversations/group-invitations.test.ts'
  },
  {
    rule: 'D32',
    does: 'lets members add people again whom an admin has removed',
    file: 'src/store/sqlite/conversations/groups/adding.ts',
    find: "wasRemoved && actor.role === 'member'",
    replace: "wasRemoved && actor.role === 'owner'",
    test: groups
  },
  {
    rule: 'D32',
    does: 'lets every member of a group pin',
    file: 'src/domain/messages/messages.ts',
    find: "return conversation.kind !== 'group' || leads(conversation)",
    replace: "return conversation.kind !== 'self' || leads(conversation)",
    test: messages
  },
  {
    rule: 'D32',
    does: 'shows former members the pins of now',
    file: 'src/store/sqlite/messages/kept/pins.ts',
    find: 'const asOf = period.leftSeq ?? Number.MAX_SAFE_INTEGER',
    replace: 'const asOf = Math.max(period.leftSeq ?? 0, Number.MAX_SAFE_INTEGER)',
    test: messages
  },
  {
    rule: 'D32',
    does: 'tells a newcomer in the line of a pin what was said before them',
    file: 'src/store/sqlite/messages/kept/pins.ts',
    find: 'withheldFrom: quotes.hiddenFrom(conversationId, no)',
    replace: 'withheldFrom: []',
    test: messages
  },
  {
    rule: 'D32',
    does: 'catches up beyond the end of a membership',
    file: 'src/store/sqlite/delivery/catch-up.ts',
    find: 'const to = Math.min(bound, leftSeq ?? bound)',
    replace: 'const to = Math.max(bound, leftSeq ?? bound)',
    test
  },
  {
    rule: 'D32',
    does: 'catches up from before the start of a membership',
    file: 'src/store/sqlite/delivery/catch-up.ts',
    find: 'const from = Math.max(after, joinedSeq - 1)',
    replace: 'const from = Math.min(after, joinedSeq - 1)',
    test
  },
  {
    rule: 'D32',
    does: 'shows all of history to former members',
    file: 'src/store/sqlite/messages/messages-history.ts',
    find: "${numberWithin('m.no', 'p', '@from', '@to')}",
    replace: 'm.no >= @from AND m.no <= @to',
    test
  },
  {
    rule: 'D32',
    does: 'delivers an edit of a message that the reader cannot see',
    file: 'src/store/sqlite/delivery/catch-up.ts',
    find: "(l.no IS NULL OR l.no >= @joinedNo OR ${numberVisible('l.no', '@conversationId', '@userId')})",
    replace: '(1 OR @joinedNo OR @userId)',
    test
  },
  {
    rule: 'D32',
    does: 'lets former members write',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'WHERE p.conversation_id = ? AND p.user_id = ? AND p.left_seq IS NULL`)',
    replace: 'WHERE p.conversation_id = ? AND p.user_id = ?`)',
    test
  },
  {
    rule: 'D32',
    does: 'does not check who may write to whom',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'if (access.mayWrite === 0) return',
    replace: 'if (access.mayWrite === 2) return',
    test
  },
  {
    rule: 'D32',
    does: 'gives a refused message a number',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'keepBounce.run(senderId,',
    replace: `database.statement<[string]>('UPDATE conversations SET last_no = last_no + 1 WHERE id = ?').run(conversationId)
    keepBounce.run(senderId,`,
    test
  },
  {
    rule: 'D32',
    does: 'shows a direct conversation to both as soon as one opens it',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'body, replyTo, requestHash } = send',
    replace: `body, replyTo, requestHash } = send
    directs.openToBoth(commits, conversationId, at)`,
    test
  },
  {
    rule: 'D32',
    does: 'shows history to anybody who knows the id',
    file: 'src/store/sqlite/messages/messages-history.ts',
    find: 'if (period === undefined || period.removed === 1) return null',
    replace: 'if (period === undefined) return { messages: [], more: false, bounces: [] }',
    test
  }
]
