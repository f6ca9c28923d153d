import type { Mutant } from '../mutant.ts'

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
    does: 'holds on every path as much as on the widest',
    file: 'src/routes/delivery/wait.ts',
    find: 'Math.min(heldMax[kind], poller.heldMax ?? Infinity)',
    replace: 'heldMax[kind]',
    test: HELD
  },
  {
    rule: 'D22',
    does: 'has a page that yields come back at another address',
    file: 'src/routes/delivery/held-answer.ts',
    find: '{ afterS, to: null, rests: why }',
    replace: '{ afterS, to: page.next.to, rests: why }',
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
    does: 'holds pages longer than the server holds anything',
    file: 'src/routes/delivery/held-wait.ts',
    find: 'Math.min(HELD_S, maxHoldS)',
    replace: 'HELD_S',
    test: HELD
  },
  {
    rule: 'D23',
    does: 'leads on and on without a page between',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'hop: hop + 1 }',
    replace: 'hop: 0 }',
    test: HELD
  },
  {
    rule: 'D23',
    does: 'answers for what the page does not show',
    file: 'src/routes/delivery/held-wait.ts',
    find: 'found.filter(({ event }) => this.#shows.event(event))',
    replace: 'found',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'answers for the signals of other conversations',
    file: 'src/routes/delivery/shows.ts',
    find: 'signal.username === peer?.username : signal.conversationId === id',
    replace: 'signal.username === peer?.username : true',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'is told again of the signals that the page shows',
    file: 'src/server/messenger.ts',
    find: 'return seq => formatCursor(runs.current, seq, signal)',
    replace: 'return seq => formatCursor(runs.current, seq, signal * 0)',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'lets whoever began to type type for ever',
    file: 'src/routes/delivery/held.ts',
    find: 'until: typists.length === 0 ? null : Math.min(...typists.map(({ until }) => until))',
    replace: 'until: null',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'asks a server that stops again at once',
    file: 'src/routes/delivery/held-answer.ts',
    find: "why === 'drain' ? DRAIN_S : 0",
    replace: '0',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'makes whoever loads a page again wait for it',
    file: 'src/routes/delivery/held-feeds.ts',
    find: 'if (n <= feed.n) return false',
    replace: '',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'lets two loops of one name take turns',
    file: 'src/routes/delivery/held-answer.ts',
    find: "case 'anew': return await anew(newId(), 0, since)",
    replace: "case 'anew': return await anew(tab, n, since)",
    test: HELD
  },
  {
    rule: 'D23',
    does: 'lets pages be kept on the way',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'return reply.headers(UNCACHEABLE).html(page.ready(page.next))',
    replace: 'return reply.html(page.ready(page.next))',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'puts the newest at the end, where nobody scrolls to',
    file: 'views/conversations/newest-first.ts',
    find: 'of opened.messages.toReversed()',
    replace: 'of opened.messages',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'waits by hand for receipts and typing, too',
    file: 'src/routes/delivery/shows.ts',
    find: 'event: event => changesConversation(event, id), signal: () => false',
    replace: 'event: event => changesConversation(event, id), signal: () => true',
    test: TOLD
  },
  {
    rule: 'D23',
    does: 'draws a page for whom its reader was when he began to wait',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'request.viewer = { ...caller, account: await accounts.byId(caller.userId) }',
    replace: '',
    test: TOLD
  }
]
