import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/holding.test.ts'

export const HOLDING: readonly Mutant[] = [
  {
    rule: 'D18',
    does: 'makes the poll after a cut wait',
    file: 'src/routes/delivery/poll.ts',
    find: "blankOf(wait, 'events', isLooping ? LOOP_RETRY_MS : 0)",
    replace: "blankOf(wait, 'events', LOOP_RETRY_MS)",
    test
  },
  {
    rule: 'D18',
    does: 'refuses a poll without a time to return',
    file: 'src/plugins/errors.ts',
    find: "reply.header('retry-after', String(error.retryAfterS))",
    replace: '',
    test
  },
  {
    rule: 'D21',
    does: 'wakes one poll of a user and leaves the others',
    file: 'src/mailbox/waking.ts',
    find: 'of [...box.parked])',
    replace: 'of box.parked.slice(0, 1))',
    test: 'test/mailbox/waking.test.ts'
  },
  {
    rule: 'D22',
    does: 'holds any number of polls of one browser',
    file: 'src/mailbox/mailboxes.ts',
    find: '.parkedCount() >= heldMax',
    replace: '.parkedCount() >= heldMax * 1_000',
    test
  },
  {
    rule: 'D22',
    does: 'makes the newest poll yield instead of the oldest',
    file: 'src/mailbox/polls.ts',
    find: 'oldest ??= poll',
    replace: 'oldest = poll',
    test
  },
  {
    rule: 'D22',
    does: 'does not prefer tabs in view',
    file: 'src/mailbox/polls.ts',
    find: 'if (!poll.request.isActive) return poll',
    replace: '',
    test
  },
  {
    rule: 'D22',
    does: 'asks all that yield to return at the same time',
    file: 'src/mailbox/mailboxes.ts',
    find: 'Math.max(1, tabs - poll.request.heldMax)',
    replace: 'Math.min(1, Math.max(1, tabs))',
    test
  },
  {
    rule: 'D22',
    does: 'has no limit for a user over all their browsers',
    file: 'src/mailbox/mailboxes.ts',
    find: 'box.parked.length >= this.#limits.heldPerUser',
    replace: 'box.parked.length >= this.#limits.heldPerUser * 1_000',
    test
  },
  {
    rule: 'D22',
    does: 'parks more polls than the server may hold',
    file: 'src/mailbox/mailboxes.ts',
    find: 'if (this.#parked >= this.#limits.parkedMax) return false',
    replace: '',
    test
  },
  {
    rule: 'D24',
    does: 'parks a poll with hold=0',
    file: 'src/routes/delivery/wait.ts',
    find: 'if (left <= 0) return',
    replace: 'if (left < 0) return',
    test
  }
]
