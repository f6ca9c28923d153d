import type { Mutant } from '../../mutant.ts'

export const NETWORKS: readonly Mutant[] = [
  {
    rule: 'B33',
    does: 'reads the method parameter of a GET',
    file: 'src/plugins/method-query.ts',
    find: "if (request.method !== 'POST' || ",
    replace: 'if (',
    test: 'test/plugins/method-query.test.ts'
  },
  {
    rule: 'B33',
    does: 'runs a POST that names another method as a POST',
    file: 'src/plugins/method-query.ts',
    find: '!SAFE.has(request.method) && request.url.startsWith(API)',
    replace: 'request.url === API',
    test: 'test/plugins/method-query.test.ts'
  },
  {
    rule: 'N1',
    does: 'answers fragments without Holdline’s mark',
    file: 'src/plugins/pages.ts',
    find: 'isDocument(view) ? view : fragment(view)',
    replace: 'isDocument(view) ? view : view ?? fragment(view)',
    test: 'test/routes/pages/messages/marks.test.ts'
  },
  {
    rule: 'N1',
    does: 'answers documents without Holdline’s mark',
    file: 'views/site/layout.ts',
    find: ' data-holdline="1"',
    replace: '',
    test: 'test/routes/pages/messages/marks.test.ts'
  },
  {
    rule: 'B10',
    does: 'does not notice frames that never load',
    file: 'src/routes/delivery/held.ts',
    find: 'else feeds.frameBegan(session.id)',
    replace: '',
    test: 'test/routes/delivery/held.test.ts'
  },
  {
    rule: 'B10',
    does: 'counts a page left at once as a blocked frame',
    file: 'src/routes/delivery/held-feeds.ts',
    find: 'count >= most && now() - at >= FOLLOWS_WITHIN_MS',
    replace: 'count >= most',
    test: 'test/routes/delivery/held.test.ts'
  },
  {
    rule: 'B10',
    does: 'holds one blocked frame against a browser whose frames have loaded since',
    file: 'src/routes/delivery/held-feeds.ts',
    find: '      dropOldest(framed)\n      unfollowed.delete(sessionId)',
    replace: '      dropOldest(framed)',
    test: 'test/routes/delivery/held.test.ts'
  }
]
