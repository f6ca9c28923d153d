import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/receipts-unread.test.ts'

export const RECEIPTS_UNREAD: readonly Mutant[] = [
  {
    rule: 'D13',
    does: 'counts an answer written to a socket as delivered',
    file: 'src/routes/delivery/poll.ts',
    find: 'const answer: PollAnswer = {',
    replace: `deps.acked(wait.poll.request.userId, toSeq)
      const answer: PollAnswer = {`,
    test
  },
  {
    rule: 'D13',
    does: 'lets a slower browser lower delivered',
    file: 'src/store/sqlite/delivery/signals.ts',
    find: 'u.id = mark.key AND u.delivered_seq < mark.value',
    replace: 'u.id = mark.key',
    test
  },
  {
    rule: 'D13',
    does: 'tells nobody that something was read',
    file: 'src/domain/delivery/effects.ts',
    find: 'signals.read(userId, effect.conversationIds)',
    replace: 'Promise.resolve()',
    test
  },
  {
    rule: 'D14',
    does: 'counts muted conversations in the total',
    file: 'src/domain/conversations/own-settings.ts',
    find: 'return isMuted(own) ? 0 : unread',
    replace: 'return unread',
    test: 'test/store/sqlite/conversations/conversations.test.ts'
  },
  {
    rule: 'D13',
    does: 'does not tell the reader’s other browsers',
    file: 'src/store/sqlite/conversations/conversations-reading.ts',
    find: "transaction.tellUser(userId, { type: 'read', conversationId, readNo, unreadFrom }, at)",
    replace: '',
    test
  },
  {
    rule: 'D13',
    does: 'sends receipts in groups of any size',
    file: 'src/domain/conversations/conversations.ts',
    find: 'export const RECEIPTS_MAX_MEMBERS = 50',
    replace: 'export const RECEIPTS_MAX_MEMBERS = 5_000',
    test
  },
  {
    rule: 'D14',
    does: 'counts own messages as unread',
    file: 'src/store/sqlite/conversations/unread.ts',
    find: 'm.sender_id <>',
    replace: "'' <>",
    test
  },
  {
    rule: 'D14',
    does: 'lets readNo go back',
    file: 'src/store/sqlite/conversations/conversations-reading.ts',
    find: 'readNo: Math.max(readNo, Math.min(no, newestNo))',
    replace: 'readNo: Math.min(no, newestNo)',
    test
  },
  {
    rule: 'D14',
    does: 'marks unread by lowering readNo',
    file: 'src/store/sqlite/conversations/conversations-reading.ts',
    find: `({ readNo, newestNo, hasLeft }) => ({
        readNo,`,
    replace: `({ newestNo, hasLeft }) => ({
        readNo: fromNo - 1,`,
    test
  },
  {
    rule: 'D14',
    does: 'marks everything read for any user who sends',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'const readNo = hadReadAll ? access.lastNo + 1 : shown',
    replace: 'const readNo = hadReadAll || shown >= 0 ? access.lastNo + 1 : shown',
    test
  },
  {
    rule: 'D14',
    does: 'counts a user’s own answer as unread',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'const readNo = hadReadAll ? access.lastNo + 1 : shown',
    replace: 'const readNo = hadReadAll && shown < 0 ? access.lastNo + 1 : shown',
    test
  },
  {
    rule: 'D14',
    does: 'counts on after 999',
    file: 'src/domain/conversations/conversations.ts',
    find: 'export const UNREAD_CAP = 999',
    replace: 'export const UNREAD_CAP = 9_999',
    test
  }
]
