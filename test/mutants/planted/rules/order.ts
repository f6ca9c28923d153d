/* eslint-disable no-template-curly-in-string -- pieces of source */
import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/order.test.ts'

export const ORDER: readonly Mutant[] = [
  {
    rule: 'D8',
    does: 'accepts a poll that a newer one has overtaken',
    file: 'src/mailbox/polls.ts',
    find: 'request.n < known.n &&',
    replace: 'request.n < 0 &&',
    test
  },
  {
    rule: 'D8',
    does: 'leaves the older poll of a tab parked',
    file: 'src/mailbox/mailboxes.ts',
    find: "if (admitted.superseded !== null) this.end(admitted.superseded, 'supersede')",
    replace: '',
    test
  },
  {
    rule: 'D8',
    does: 'refuses the copy of a poll that a proxy repeats',
    file: 'src/mailbox/polls.ts',
    find: 'request.n < known.n &&',
    replace: 'request.n <= known.n &&',
    test
  },
  {
    rule: 'D8',
    does: 'forgets a tab when its poll ends',
    file: 'src/mailbox/polls.ts',
    find: 'now - known.heardAt < TAB_KEPT_MS) return null',
    replace: 'known.poll !== null) return null',
    test
  },
  {
    rule: 'D9',
    does: 'wakes for every signal',
    file: 'src/mailbox/signals.ts',
    find: 'export const SIGNAL_QUIET_MS = 2_000',
    replace: 'export const SIGNAL_QUIET_MS = 0',
    test
  },
  {
    rule: 'D9',
    does: 'delivers signals without moving the cursor',
    file: 'src/routes/delivery/poll.ts',
    find: `cursor: wait.cursorAt(toSeq, signal),
        toSeq,`,
    replace: `cursor: wait.cursorAt(toSeq, 0),
        toSeq,`,
    test
  },
  {
    rule: 'D9',
    does: 'does not wake at the end of the quiet time',
    file: 'src/mailbox/waking.ts',
    find: `box.stopQuietTimer = null
      this.whenQuietEnds(box)`,
    replace: 'box.stopQuietTimer = null',
    test
  },
  {
    rule: 'D9',
    does: 'answers at the limit of polls without retryMs',
    file: 'src/routes/delivery/wait.ts',
    find: "if (!mailboxes.park(poll, left, this)) this.#end({ status: 'busy', retryMs: RETRY_MS.busy })",
    replace: "if (!mailboxes.park(poll, left, this)) this.#end({ status: 'busy', retryMs: 0 })",
    test
  },
  {
    rule: 'D9',
    does: 'keeps every state of a signal instead of the latest',
    file: 'src/domain/delivery/signals.ts',
    find: "case 'typing': return `t ${signal.conversationId} ${signal.username}`",
    replace: "case 'typing': return `t ${signal.conversationId} ${signal.username} ${signal.until}`",
    test
  },
  {
    rule: 'D10',
    does: 'never notices a client that crashes on an event',
    file: 'src/mailbox/polls.ts',
    find: 'const LOOP_ANSWERS = 5',
    replace: 'const LOOP_ANSWERS = 5_000',
    test
  },
  {
    rule: 'D10',
    does: 'slows a loop to one event at a time, but without a pause',
    file: 'src/routes/delivery/poll.ts',
    find: "blankOf(wait, 'events', isLooping ? LOOP_RETRY_MS : 0)",
    replace: "blankOf(wait, 'events', 0)",
    test
  },
  {
    rule: 'D10',
    does: 'keeps slowing a loop after ten seconds',
    file: 'src/mailbox/polls.ts',
    find: '&& this.#count >= LOOP_ANSWERS && now - this.#since < LOOP_WINDOW_MS',
    replace: '&& this.#count >= LOOP_ANSWERS',
    test
  },
  {
    rule: 'D31',
    does: 'accepts a message whose predecessor has not arrived',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'if (afterClientId !== undefined && hasArrived',
    replace: 'if (afterClientId === "" && hasArrived',
    test
  },
  {
    rule: 'D31',
    does: 'blocks all messages behind a bounce',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'OR EXISTS (SELECT 1 FROM bounces WHERE sender_id = ? AND client_id = ?)`',
    replace: 'OR EXISTS (SELECT 1 FROM bounces WHERE sender_id = ? AND client_id = ? AND 0)`',
    test
  },
  {
    rule: 'D33',
    does: 'never wakes a session for what it sent itself',
    file: 'src/mailbox/waking.ts',
    find: `box.stopPatience ??= this.#clock.after(PATIENCE_MS, () => {
      box.stopPatience = null
      this.add(box, true)`,
    replace: 'box.stopPatience ??= this.#clock.after(PATIENCE_MS, () => {',
    // Receipts wake it as well, where there are any.
    test: 'test/mailbox/mailboxes.test.ts'
  },
  {
    rule: 'D33',
    does: 'lets all browsers of the sender wait',
    file: 'src/mailbox/waking.ts',
    find: 'request.isPatient && request.sessionId === sessionId',
    replace: 'request.isPatient',
    test
  },
  {
    rule: 'D33',
    does: 'lets the sender wait for what others say at the same moment',
    file: 'src/mailbox/waking.ts',
    find: 'before !== null && before.news !== sentBy ? undefined : sentBy',
    replace: 'before?.news ?? sentBy',
    test
  },
  {
    rule: 'D33',
    does: 'tells presence however many answers wait to be written',
    file: 'src/domain/delivery/portions.ts',
    find: 'isCrowded() && waitedMs',
    replace: 'waitedMs < 0 && waitedMs',
    test: 'test/domain/people/presences.test.ts'
  }
]
