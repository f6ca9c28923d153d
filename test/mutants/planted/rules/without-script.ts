import type { Mutant } from '../../mutant.ts'

const TOLD = 'test/rules/without-script.test.ts'
const HELD = 'test/rules/held-pages.test.ts'

export const WITHOUT_SCRIPT: readonly Mutant[] = [
  {
    rule: 'D23',
    does: 'numbers requests by a clock that may be set back',
    file: 'src/routes/delivery/held-feeds.ts',
    find: 'Math.max(n + 1, now(), feedOf(sessionId, tab).n + 1)',
    replace: 'Math.max(n + 1, now())',
    test: HELD
  },
  {
    rule: 'D22',
    does: 'holds as many requests on every path as on the widest',
    file: 'src/routes/delivery/wait.ts',
    find: 'Math.min(heldMax[kind], poller.heldMax ?? Infinity)',
    replace: 'heldMax[kind]',
    test: HELD
  },
  {
    rule: 'D22',
    does: 'sends a page that yields to another address',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'const refresh = rest ?? { afterS: NEXT_S, to: document.root + to, rests: null }',
    replace: 'const refresh = { afterS: NEXT_S, rests: null, ...rest, to: document.root + to }',
    test: HELD
  },
  {
    rule: 'D23',
    does: 'holds pages as long as polls',
    file: 'src/routes/delivery/held-wait.ts',
    find: 'Math.min(HELD_S, maxHoldS)',
    replace: 'maxHoldS',
    test: HELD
  },
  {
    rule: 'D23',
    does: 'holds pages longer than the server’s limit',
    file: 'src/routes/delivery/held-wait.ts',
    find: 'Math.min(HELD_S, maxHoldS)',
    replace: 'HELD_S',
    test: HELD
  },
  {
    rule: 'D23',
    does: 'redirects endlessly without a page between',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'hop: hop + 1 }',
    replace: 'hop: 0 }',
    test: HELD
  },
  {
    rule: 'D23',
    does: 'ends the hold for events that the page does not show',
    file: 'src/routes/delivery/held-wait.ts',
    find: 'outcome.entries.filter(({ event }) => this.#shows.event(event))',
    replace: 'outcome.entries',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'ends the hold for signals of other conversations',
    file: 'src/routes/delivery/shows.ts',
    find: 'signal.username === peer?.username : signal.conversationId === id',
    replace: 'signal.username === peer?.username : true',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'wakes again for signals that the page shows',
    file: 'src/server/messenger.ts',
    find: 'return seq => formatCursor(runs.current, seq, signal)',
    replace: 'return seq => formatCursor(runs.current, seq, signal * 0)',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'never ends a typing signal',
    file: 'src/routes/delivery/held-frame.ts',
    find: 'until: Math.min(standing.page.times.nextDay(standing.page.now), ...typists.map(({ until }) => until))',
    replace: 'until: null',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'reloads at once from a server that is stopping',
    file: 'src/routes/delivery/held-answer.ts',
    find: "came.status === 'drain' ? DRAIN_S : 0",
    replace: '0',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'holds a page that is reloaded by hand',
    file: 'src/routes/delivery/held-feeds.ts',
    find: 'if (n <= feed.n) return false',
    replace: '',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'lets two loops of one name alternate',
    file: 'src/routes/delivery/held-answer.ts',
    find: "case 'resync': return await anew(newId(), 0, since)",
    replace: "case 'resync': return await anew(tab, n, since)",
    test: HELD
  },
  {
    rule: 'D23',
    does: 'lets proxies cache pages',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'return reply.headers(UNCACHEABLE).html(',
    replace: 'return reply.html(',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'puts the newest message at the end, out of view',
    file: 'views/conversations/newest-first.ts',
    find: 'of opened.messages.toReversed()',
    replace: 'of opened.messages',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'ends a wait by hand for receipts and typing',
    file: 'src/routes/delivery/shows.ts',
    find: 'event: event => changesConversation(event, id), signal: () => false',
    replace: 'event: event => changesConversation(event, id), signal: () => true',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'draws a page for the session as it was when the wait began',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'request.viewer = { ...caller, account: await accounts.byId(caller.userId) }',
    replace: '',
    test: TOLD
  }
]
