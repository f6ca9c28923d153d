import type { Mutant } from '../mutant.ts'

const test = 'test/rules/nothing-lost.test.ts'

export const NOTHING_LOST: readonly Mutant[] = [
  {
    rule: 'D1',
    does: 'takes out of the mailbox what it delivers',
    file: 'src/mailbox/mailbox.ts',
    find: 'return entries.slice(low)',
    replace: 'return entries.splice(low)',
    test
  },
  {
    rule: 'D1',
    does: 'does not say that an answer was cut',
    file: 'src/routes/delivery/poll.ts',
    find: 'const more = hasMore || events.length < found.length',
    replace: 'const more = hasMore',
    test
  },
  {
    rule: 'D1',
    does: 'tells an edited message in its newest words, whichever event is asked for',
    file: 'src/store/sqlite/delivery/ledger-events.ts',
    find: 'if (row.formerBody === null) return {}',
    replace: 'if (row.formerBody !== null) return {}',
    test
  },
  {
    rule: 'D2',
    does: 'gives a number to a message that is refused',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'const access = accessOf.get(clientId, conversationId, senderId)',
    replace: `const access = accessOf.get(clientId, conversationId, senderId)
    database.statement<[string]>('UPDATE conversations SET last_no = last_no + 1 WHERE id = ?').run(conversationId)`,
    test
  },
  {
    rule: 'D2',
    does: 'numbers the messages of a conversation as the ledger numbers events',
    file: 'src/store/sqlite/messages/message-lines.ts',
    find: 'const no = line.lastNo + 1',
    replace: 'const no = Math.max(line.lastNo + 1, transaction.nextSeq)',
    test
  },
  {
    rule: 'D3',
    does: 'takes a mailbox made just now for one that reaches back',
    file: 'src/mailbox/mailbox.ts',
    find: 'this.#floor = head',
    replace: 'this.#floor = 0 * head',
    test
  },
  {
    rule: 'D3',
    does: 'acknowledges what it answers instead of what it is asked with',
    file: 'src/routes/delivery/wait.ts',
    find: 'acked(poll.request.userId, position.seq)',
    replace: '',
    test
  },
  {
    rule: 'D4',
    does: 'claims the head for an answer that was cut before it',
    file: 'src/routes/delivery/poll.ts',
    find: 'const toSeq = events.length < found.length ? events.at(-1)?.seq ?? head : head',
    replace: 'const toSeq = head',
    test
  },
  {
    rule: 'D4',
    does: 'leaves the changedSeq of an edited message as it was',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'changedSeq, editedAt: at }',
    replace: 'editedAt: at }',
    test
  },
  {
    rule: 'D5',
    does: 'drops from the mailbox what any browser has acknowledged',
    file: 'src/mailbox/mailbox.ts',
    find: 'const entries = this.#entries\n',
    replace: 'const entries = this.#entries = this.#entries.filter(entry => entry.seq > seq)\n',
    test
  },
  {
    rule: 'D7',
    does: 'parks a turn after it has looked',
    file: 'src/routes/delivery/wait.ts',
    find: 'if (!mailboxes.park(poll, left, this.#woken)) this.early(\'busy\', RETRY_MS.busy)',
    replace: 'setImmediate(() => { if (!mailboxes.park(poll, left, this.#woken)) this.early(\'busy\', RETRY_MS.busy) })',
    test
  },
  {
    rule: 'D7',
    does: 'takes what the ledger had when it was asked for all there is when it answers',
    file: 'src/routes/delivery/wait.ts',
    find: 'const { entries, toSeq, more } = await catchUp(userId, this.seq)',
    replace: `const { entries, more } = await catchUp(userId, this.seq)
      await new Promise(resolve => setTimeout(resolve, 2))
      const toSeq = mailboxes.head`,
    test
  }
]
