import type { Mutant } from '../mutant.ts'

export const NETWORKS: readonly Mutant[] = [
  {
    rule: 'B33',
    does: 'takes a method from a GET',
    file: 'src/plugins/method-query.ts',
    find: "if (request.method !== 'POST' || ",
    replace: 'if (',
    test: 'test/plugins/method-query.test.ts'
  },
  {
    rule: 'B33',
    does: 'carries out as a POST what names another method',
    file: 'src/plugins/method-query.ts',
    find: '!SAFE.has(request.method) && request.url.startsWith(API)',
    replace: 'request.url === API',
    test: 'test/plugins/method-query.test.ts'
  },
  {
    rule: 'N1',
    does: 'answers fragments without a mark',
    file: 'src/plugins/pages.ts',
    find: 'isDocument(view) ? view : fragment(view)',
    replace: 'isDocument(view) ? view : view ?? fragment(view)',
    test: 'test/routes/pages/messages/marks.test.ts'
  },
  {
    rule: 'N1',
    does: 'answers documents without a mark',
    file: 'views/site/layout.ts',
    find: ' data-holdline="1"',
    replace: '',
    test: 'test/routes/pages/messages/marks.test.ts'
  },
  {
    rule: 'B10',
    does: 'does not notice frames that never follow',
    file: 'src/routes/delivery/held.ts',
    find: 'else feeds.frameBegan(session.id)',
    replace: '',
    test: 'test/routes/delivery/held.test.ts'
  },
  {
    rule: 'B10',
    does: 'takes a page that was left at once for a blocked frame',
    file: 'src/routes/delivery/held-feeds.ts',
    find: 'count >= most && now() - at >= FOLLOWS_WITHIN_MS',
    replace: 'count >= most',
    test: 'test/routes/delivery/held.test.ts'
  },
  {
    rule: 'B10',
    does: 'holds one blocked frame against a browser that followed since',
    file: 'src/routes/delivery/held-feeds.ts',
    find: '      dropOldest(framed)\n      unfollowed.delete(sessionId)',
    replace: '      dropOldest(framed)',
    test: 'test/routes/delivery/held.test.ts'
  }
]
