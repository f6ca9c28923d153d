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
    find: "request.method === 'POST' && request.url.startsWith(API)",
    replace: 'request.url === API',
    test: 'test/plugins/method-query.test.ts'
  }
]
