import type { Mutant } from '../../mutant.ts'

const test = 'test/routes/api/wire/faults.test.ts'

/** Violations that the fault switches of the wire view tell: the sentence at their end is no longer that the rule held. */
export const FAULTS: readonly Mutant[] = [
  {
    rule: 'D1',
    does: 'keeps nothing for an answer that was lost',
    file: 'src/mailbox/mailbox.ts',
    find: 'return entries.slice(low)',
    replace: 'return entries.splice(low)',
    test
  },
  {
    rule: 'D3',
    does: 'begins a tab that comes back at the present',
    file: 'src/routes/delivery/wait.ts',
    find: 'this.#seq = this.fromSeq = position.seq',
    replace: 'this.fromSeq = position.seq\n    this.#seq = mailboxes.head',
    test
  },
  {
    rule: 'D12',
    does: 'stores a send again whose answer was lost',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'if (claim.run(senderId, clientId, conversationId,',
    replace: 'if (claim.run(senderId, clientId + access.lastNo, conversationId,',
    test
  },
  {
    rule: 'D12',
    does: 'does not tell that a repeated send is known',
    file: 'src/routes/api/messages/messages.ts',
    find: 'return { message, duplicate: true as const }',
    replace: 'return { message }',
    test
  },
  {
    rule: 'D15',
    does: 'tells a recalled text that was on its way',
    file: 'src/domain/wire/faults/disturbances.ts',
    find: 'line.lose() }, true)',
    replace: 'line.lose() }, false)',
    test
  },
  {
    rule: 'D19',
    does: 'sends the rest of an answer later, which an old proxy cuts off',
    file: 'src/routes/delivery/exchanges.ts',
    find: "put(old, body, 'close')",
    replace: "put(old, body.slice(0, -1), 'close')",
    test
  },
  {
    rule: 'D22',
    does: 'holds the polls of seven tabs',
    file: 'src/mailbox/mailboxes.ts',
    find: '.parkedCount() >= heldMax',
    replace: '.parkedCount() >= heldMax * 1_000',
    test
  }
]
