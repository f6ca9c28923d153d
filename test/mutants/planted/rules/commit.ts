import type { Mutant } from '../../mutant.ts'

const file = 'src/store/sqlite/group-commit.ts'
const test = 'test/rules/commit.test.ts'

export const COMMIT: readonly Mutant[] = [
  {
    rule: 'D6',
    does: 'posts before it commits',
    file,
    find: `    try {
      this.#commit.run()
    } catch (fault) {
      return this.#commitUnknown(fault)
    }
    this.#head = this.#seq
    this.#post()`,
    replace: `    this.#head = this.#seq
    this.#post()
    try {
      this.#commit.run()
    } catch (fault) {
      return this.#commitUnknown(fault)
    }`,
    test
  },
  {
    rule: 'D6',
    does: 'answers before it posts',
    file,
    find: `this.#post()
    return null`,
    replace: `setTimeout(() => this.#post(), 20)
    return null`,
    test
  },
  {
    rule: 'D6',
    does: 'answers 201 though the COMMIT failed',
    file,
    find: 'return this.#commitUnknown(fault)',
    replace: `{
        this.#commitUnknown(fault)
        return null
      }`,
    test
  },
  {
    rule: 'D6',
    does: 'goes on numbering after a failed COMMIT',
    file,
    find: `      this.#database.reopen()
      this.#head = this.#seq = this.#readHead.get()?.head ?? 0`,
    replace: `      this.#database.reopen()
      this.#head = this.#seq`,
    test
  },
  {
    rule: 'D6',
    does: 'posts the events of one commit in reverse order',
    file: 'src/server/messenger.ts',
    find: 'mailboxes.post(deliveries.map(',
    replace: 'mailboxes.post(deliveries.toReversed().map(',
    test
  },
  {
    rule: 'D6',
    does: 'wakes a poll for each event of a commit',
    file: 'src/server/messenger.ts',
    find: 'mailboxes.post(deliveries.map(',
    replace: 'for (const one of deliveries) mailboxes.post([one].map(',
    test
  }
]
