/* eslint-disable no-template-curly-in-string -- pieces of source */
import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/runs-and-sends.test.ts'

export const RUNS_AND_SENDS: readonly Mutant[] = [
  {
    rule: 'D11',
    does: 'reads an unknown run as “from now”',
    file: 'src/mailbox/cursor.ts',
    find: "if (end === undefined) return { resync: 'run' }",
    replace: 'if (end === undefined) return { seq: head, signal: -1, resync: null }',
    test
  },
  {
    rule: 'D11',
    does: 'continues silently with a client that is ahead',
    file: 'src/mailbox/cursor.ts',
    find: "if (cursor.seq > head) return { resync: 'ahead' }",
    replace: '',
    test
  },
  {
    rule: 'D11',
    does: 'does not notice that a backup was restored',
    file: 'src/mailbox/cursor.ts',
    find: "if (cursor.seq >= end) return { resync: 'ahead' }",
    replace: '',
    test
  },
  {
    rule: 'D11',
    does: 'skips trimmed events',
    file: 'src/mailbox/cursor.ts',
    find: "if (cursor.seq < trimmedTo) return { resync: 'trimmed' }",
    replace: '',
    test
  },
  {
    rule: 'D11',
    does: 'accepts signal versions of an earlier run',
    file: 'src/mailbox/cursor.ts',
    find: 'signal: isCurrent ? cursor.signal : -1',
    replace: 'signal: cursor.signal',
    test
  },
  {
    rule: 'D11',
    does: 'silently starts from now for a cursor it cannot read',
    file: 'src/mailbox/cursor.ts',
    find: "if (cursor === null) return { resync: 'malformed' }",
    replace: 'if (cursor === null) return { seq: head, signal: -1, resync: null }',
    test
  },
  {
    rule: 'D12',
    does: 'stores a repeated send again',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'if (claim.run(senderId, clientId, conversationId,',
    replace: 'if (claim.run(senderId, clientId + access.lastNo, conversationId,',
    test
  },
  {
    rule: 'D12',
    does: 'accepts another text under the same clientId as a retry',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: "if (!first.requestHash.equals(send.requestHash)) return { outcome: 'reused' }",
    replace: '',
    test
  },
  {
    rule: 'D12',
    does: 'leaves the conversation out of the comparison of two sends',
    file: 'src/domain/messages/send-requests.ts',
    find: '`${place}\\n${body}`',
    replace: '`${body}`',
    test
  },
  {
    rule: 'D12',
    does: 'forgets the clientId with the recalled message',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'dropRevisions.run(target.seq)',
    replace: `dropRevisions.run(target.seq)
    database.statement<[string]>('DELETE FROM sends WHERE client_id = ?').run(target.clientId ?? '')`,
    test
  },
  {
    rule: 'D12',
    does: 'judges a retry by the sender’s current rights',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'if (access.mayWrite === 0) return again(send) ?? bounce(transaction, send, at)',
    replace: 'if (access.mayWrite === 0) return bounce(transaction, send, at)',
    test
  },
  {
    rule: 'D12',
    does: 'does not report a duplicate',
    file: 'src/routes/api/messages/messages.ts',
    find: 'return { message, duplicate: true as const }',
    replace: 'return { message }',
    test
  }
]
