import type { Mutant } from '../../mutant.ts'

const file = 'src/store/sqlite/group-commit.ts'
const test = 'test/rules/commit.test.ts'

export const COMMIT: readonly Mutant[] = [
  {
    rule: 'D6',
    does: 'forgets the rest of a fan-out that is longer than a turn',
    file: 'src/mailbox/waking.ts',
    find: 'this.#wakeSome(true)',
    replace: 'this.#due.clear()',
    test: 'test/mailbox/waking.test.ts'
  },
  {
    rule: 'D6',
    does: 'lets a talk wait behind a message to many',
    file: 'src/mailbox/mailboxes.ts',
    find: 'recipients.length <= FEW',
    replace: 'recipients.length <= 0',
    test: 'test/mailbox/waking.test.ts'
  },
  {
    rule: 'D6',
    does: 'lets a message to many wait for as long as others talk',
    file: 'src/mailbox/due.ts',
    find: 'this.#firstInTurn < FIRST_AT_ONCE',
    replace: 'this.#firstInTurn >= 0',
    test: 'test/mailbox/waking.test.ts'
  },
  {
    rule: 'D6',
    does: 'wakes nobody as long as turns are full',
    file: 'src/mailbox/waking.ts',
    find: 'let canWork = isNext',
    replace: 'let canWork = false && isNext',
    test: 'test/mailbox/waking.test.ts'
  },
  {
    rule: 'D6',
    does: 'posts before it commits',
    file,
    find: `    try {
      this.#commit.run()
    } catch`,
    replace: `    this.#post(this.#transaction.deliveries)
    this.#transaction.deliveries = []
    try {
      this.#commit.run()
    } catch`,
    test
  },
  {
    rule: 'D6',
    does: 'answers before it posts',
    file,
    find: `    this.#post(this.#transaction.deliveries)
    for`,
    replace: `    const { deliveries } = this.#transaction
    setTimeout(() => this.#post(deliveries), 20)
    for`,
    test
  },
  {
    rule: 'D6',
    does: 'answers 201 though the COMMIT failed',
    file,
    find: "return this.#unknown(fault, 'by-commit')",
    replace: "this.#unknown(fault, 'by-commit')",
    test
  },
  {
    rule: 'D6',
    does: 'goes on numbering after a failed COMMIT',
    file,
    find: 'this.#head = this.#readHead.get()?.head ?? 0\n    } catch',
    replace: 'this.#head = this.#transaction.seq\n    } catch',
    test
  },
  {
    rule: 'D6',
    does: 'answers before the flush has ended',
    file,
    find: 'this.#database.flush(fault => this.#flushed(batch, fault))',
    replace: `this.#database.flush(() => {})
      this.#flushed(batch, null)`,
    test: 'test/store/sqlite/power-cut.test.ts'
  },
  {
    rule: 'D6',
    does: 'reads what is not flushed yet',
    file: 'src/store/sqlite/connections.ts',
    find: 'if (before === null) return this.#live',
    replace: 'if (before === null || this.#sql.length > 0) return this.#live',
    test: 'test/store/sqlite/power-cut.test.ts'
  },
  {
    rule: 'D6',
    does: 'posts the events of one commit in reverse order',
    file: 'src/server/messenger.ts',
    find: 'mailboxes.post(deliveries.flatMap(',
    replace: 'mailboxes.post(deliveries.toReversed().flatMap(',
    test
  },
  {
    rule: 'D6',
    does: 'wakes a poll for each event of a commit',
    file: 'src/server/messenger.ts',
    find: 'mailboxes.post(deliveries.flatMap(',
    replace: 'for (const one of deliveries) mailboxes.post([one].flatMap(',
    test
  }
]
