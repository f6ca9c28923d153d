import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/end-of-life.test.ts'

export const END_OF_LIFE: readonly Mutant[] = [
  {
    rule: 'D25',
    does: 'keeps every event in memory',
    file: 'src/mailbox/mailbox.ts',
    find: 'while (this.#entries.length > this.#bounds.maxEvents || this.#bytes > this.#bounds.maxBytes) this.#dropOldest()',
    replace: '',
    test
  },
  {
    rule: 'D25',
    does: 'reads events dropped from memory as never posted',
    file: 'src/mailbox/mailbox.ts',
    find: 'this.#floor = Math.max(this.#floor, oldest.seq)',
    replace: '',
    test
  },
  {
    rule: 'D25',
    does: 'has no memory budget for all mailboxes together',
    file: 'src/mailbox/mailboxes.ts',
    find: 'if (this.#bytes > this.#limits.budgetBytes) this.#dropCaches()',
    replace: '',
    test
  },
  {
    rule: 'D25',
    does: 'keeps mailboxes without polls',
    file: 'src/mailbox/mailboxes.ts',
    find: 'if (box.parked.length > 0 || now - box.touchedAt < MAILBOX_KEPT_MS) continue',
    replace: 'if (box.parked.length >= 0 || now - box.touchedAt < MAILBOX_KEPT_MS) continue',
    test
  },
  {
    rule: 'D27',
    does: 'tells an ended session one thing more before it ends',
    file: 'src/domain/delivery/effects.ts',
    find: "if (effect?.does === 'end-session') endSession(effect.sessionId)",
    replace: '',
    test
  },
  {
    rule: 'D27',
    does: 'serves an ended session from its cache',
    file: 'src/domain/account/sessions.ts',
    find: `cache.drop(id)
      onEnded(id)`,
    replace: 'onEnded(id)',
    test
  },
  {
    rule: 'D27',
    does: 'keeps other browsers signed in when the password changes',
    file: 'src/store/sqlite/account/accounts.ts',
    find: 'return { ended: endings.end(transaction, userId, { exceptId: by }, at) }',
    replace: 'return { ended: [] }',
    test
  },
  {
    rule: 'D27',
    does: 'keeps a banned user’s browsers signed in',
    file: 'src/store/sqlite/account/accounts.ts',
    find: 'return at === null ? [] : endings.end(transaction, userId, {}, at)',
    replace: 'return []',
    test
  },
  {
    rule: 'D27',
    does: 'lets anybody end any token',
    file: 'src/store/sqlite/account/session-endings.ts',
    find: 'DELETE FROM sessions WHERE user_id = @userId AND',
    replace: 'DELETE FROM sessions WHERE (user_id = @userId OR @id IS NOT NULL) AND',
    test
  },
  {
    rule: 'D28',
    does: 'leaves parked polls unanswered until the connection ends',
    file: 'src/mailbox/mailboxes.ts',
    find: "for (const poll of [...session.open]) this.end(poll, 'drain')",
    replace: "for (const poll of [...session.open]) poll.ended ??= 'drain'",
    test
  },
  {
    rule: 'D28',
    does: 'calls all browsers back at the same moment',
    file: 'src/routes/delivery/wait.ts',
    find: '500 + Math.floor(random() * RETRY_MS.drainSpread)',
    replace: '500 + Math.floor(0 * RETRY_MS.drainSpread)',
    test
  },
  {
    rule: 'D28',
    does: 'parks polls while stopping',
    file: 'src/routes/delivery/wait.ts',
    find: "if (mailboxes.isDraining) return this.#endBy('drain')",
    replace: '',
    test
  },
  {
    rule: 'D28',
    does: 'keeps reporting itself as ready while stopping',
    file: 'src/server/holdline.ts',
    find: "messenger.mailboxes.isDraining ? ['stopping'] : await notReady()",
    replace: 'await notReady()',
    test
  },
  {
    rule: 'D28',
    does: 'cuts connections instead of answering on them',
    file: 'src/server/holdline.ts',
    find: `drain()
        await pause(GOODBYE_MS)`,
    replace: 'app.server.closeAllConnections()',
    test: 'test/cli/serve.test.ts'
  },
  {
    rule: 'D28',
    does: 'leaves the database open when it ends',
    file: 'src/server/holdline.ts',
    find: 'await messenger.flush()\n      await store.close()',
    replace: 'await messenger.flush()',
    test
  },
  {
    rule: 'D28',
    does: 'gives what is on its way no time',
    file: 'src/server/holdline.ts',
    find: 'const CUT_MS = 7_000',
    replace: 'const CUT_MS = 0',
    test: 'test/cli/serve.test.ts'
  },
  {
    rule: 'D29',
    does: 'keeps a poll parked after its browser has left',
    file: 'src/routes/delivery/poll.ts',
    find: 'if (!wait.isDone) exchange.watch(wait)',
    replace: '',
    test
  },
  {
    rule: 'D29',
    does: 'ends all polls of a browser when one of its tabs leaves',
    file: 'src/routes/delivery/wait.ts',
    find: "this.#deps.mailboxes.end(this.poll, 'leave')",
    replace: 'this.#deps.mailboxes.endSession(this.poll.request.sessionId)',
    test
  },
  {
    rule: 'D30',
    does: 'does not count how polls end',
    file: 'src/server/metrics/observer.ts',
    find: "?? 'more', end)(heldMs / 1000)",
    replace: "?? 'more', 'idle')(0 * heldMs)",
    test
  },
  {
    rule: 'D30',
    does: 'does not record the requested hold',
    file: 'src/server/metrics/observer.ts',
    find: 'holdMs <= most * 1000',
    replace: 'holdMs !== most',
    test
  },
  {
    rule: 'D30',
    does: 'does not count duplicates',
    file: 'src/server/app.ts',
    find: 'onDuplicate: () => duplicates.inc()',
    replace: 'onDuplicate: () => {}',
    test
  },
  {
    rule: 'D30',
    does: 'does not measure the time from commit to answer',
    file: 'src/routes/delivery/wait.ts',
    find: 'for (const { postedAt } of entries) if (postedAt > 0) observer.answered(now - postedAt)',
    replace: '',
    test
  },
  {
    rule: 'D30',
    does: 'counts a poll by the router twice',
    file: 'src/routes/delivery/exchanges.ts',
    find: 'if (!handedOver.delete(reply.raw)) {',
    replace: 'if (reply.sent) {',
    test: 'test/routes/delivery/exchanges.test.ts'
  }
]
