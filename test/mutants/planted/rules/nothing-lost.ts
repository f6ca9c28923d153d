import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/nothing-lost.test.ts'

export const NOTHING_LOST: readonly Mutant[] = [
  {
    rule: 'D1',
    does: 'removes delivered events from the mailbox',
    file: 'src/mailbox/mailbox.ts',
    find: 'return entries.slice(low)',
    replace: 'return entries.splice(low)',
    test
  },
  {
    rule: 'D1',
    does: 'does not report that an answer was cut at the limit',
    file: 'src/routes/delivery/poll.ts',
    find: 'more: found.more || isCut',
    replace: 'more: found.more',
    test
  },
  {
    rule: 'D1',
    does: 'replays an edited message with its newest text in every event',
    file: 'src/store/sqlite/delivery/ledger-events.ts',
    find: 'if (row.formerBody === null) return {}',
    replace: 'if (row.formerBody !== null) return {}',
    test
  },
  {
    rule: 'D2',
    does: 'gives a number to a refused message',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'const access = accessOf.get(clientId, conversationId, senderId)',
    replace: `const access = accessOf.get(clientId, conversationId, senderId)
    database.statement<[string]>('UPDATE conversations SET last_no = last_no + 1 WHERE id = ?').run(conversationId)`,
    test
  },
  {
    rule: 'D2',
    does: 'numbers messages by the ledger’s seq',
    file: 'src/store/sqlite/messages/message-lines.ts',
    find: 'const no = line.lastNo + 1',
    replace: 'const no = Math.max(line.lastNo + 1, transaction.nextSeq)',
    test
  },
  {
    rule: 'D3',
    does: 'treats a new, empty mailbox as one that reaches back',
    file: 'src/mailbox/mailbox.ts',
    find: 'this.#floor = head',
    replace: 'this.#floor = 0 * head',
    test
  },
  {
    rule: 'D3',
    does: 'acknowledges the answered cursor instead of the one asked with',
    file: 'src/routes/delivery/wait.ts',
    find: 'acked(this.poll.request.userId, position.seq)',
    replace: '',
    test
  },
  {
    rule: 'D4',
    does: 'reports the head as toSeq of an answer cut before it',
    file: 'src/routes/delivery/poll.ts',
    find: 'const toSeq = isCut ? events.at(-1)?.seq ?? found.toSeq : found.toSeq',
    replace: 'const toSeq = found.toSeq',
    test
  },
  {
    rule: 'D4',
    does: 'does not raise changedSeq of an edited message',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'changedSeq, editedAt: at }',
    replace: 'editedAt: at }',
    test
  },
  {
    rule: 'D5',
    does: 'drops events from the mailbox once one browser has acknowledged them',
    file: 'src/mailbox/mailbox.ts',
    find: 'const entries = this.#entries\n',
    replace: 'const entries = this.#entries = this.#entries.filter(entry => entry.seq > seq)\n',
    test
  },
  {
    rule: 'D7',
    does: 'parks a turn after checking for events',
    file: 'src/routes/delivery/wait.ts',
    find: 'if (!mailboxes.park(poll, left, this)) this.#end({ status: \'busy\', retryMs: RETRY_MS.busy })',
    replace: 'setImmediate(() => { if (!mailboxes.park(poll, left, this)) this.#end({ status: \'busy\', retryMs: RETRY_MS.busy }) })',
    test
  },
  {
    rule: 'D7',
    does: 'reads the ledger, then claims the head at the time of the answer',
    file: 'src/routes/delivery/wait.ts',
    find: 'const { entries, toSeq, more } = await catchUp(userId, this.#seq, isGone)',
    replace: `const { entries, more } = await catchUp(userId, this.#seq, isGone)
      await new Promise(resolve => setTimeout(resolve, 2))
      const toSeq = mailboxes.head`,
    test
  }
]
