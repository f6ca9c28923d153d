import type { Mutant } from '../mutant.ts'

const reader = 'test/plugins/body-reader.test.ts'
const budget = 'test/domain/site/memory-budget.test.ts'
const connections = 'test/server/connections.test.ts'
const unfinished = 'test/plugins/unfinished.test.ts'

export const EDGE: readonly Mutant[] = [
  {
    rule: 'S2',
    does: 'takes the announced length for memory that is needed now',
    file: 'src/plugins/bodies/body-reader.ts',
    find: 'if (!share.grow(OVERHEAD_BYTES)) return',
    replace: 'if (!share.grow(announced ?? OVERHEAD_BYTES)) return',
    test: reader
  },
  {
    rule: 'S2',
    does: 'reads any number of crumbs',
    file: 'src/plugins/bodies/body-reader.ts',
    find: 'const PIECES_MAX = 4096',
    replace: 'const PIECES_MAX = Infinity',
    test: reader
  },
  {
    rule: 'S2',
    does: 'gives nothing back when a body ends',
    file: 'src/plugins/bodies/body-reader.ts',
    find: '    share.release()\n',
    replace: '',
    test: reader
  },
  {
    rule: 'S2',
    does: 'refuses the newcomer and not the greediest',
    file: 'src/domain/site/memory-budget.ts',
    find: 'const [greedy, { holders }] = greediest(name, bytes) ?? [name, owner]',
    replace: 'const [greedy, { holders }] = [name, { holders: new Set([holder]) }]',
    test: budget
  },
  {
    rule: 'S2',
    does: 'reads as much of strangers as of people who are signed in',
    file: 'src/plugins/bodies/bodies.ts',
    find: 'const STRANGER_LIMIT_BYTES = 32 * 1024',
    replace: 'const STRANGER_LIMIT_BYTES = BODY_LIMIT_BYTES',
    test: unfinished
  },
  {
    rule: 'S2',
    does: 'leaves the body of a GET to Node',
    file: 'src/server/http-server.ts',
    find: "if (BODILESS.has(request.method ?? '')) skipBody(request)",
    replace: '',
    test: unfinished
  },
  {
    rule: 'S12',
    does: 'counts no answer that waits behind another on its connection',
    file: 'src/server/connections.ts',
    find: 'if (bytes === 0) return',
    replace: 'if (bytes === 0 || (underWay.get(socket) ?? 0) > 1) return',
    test: connections
  },
  {
    rule: 'S2',
    does: 'drops parked polls for strangers who connect',
    file: 'src/server/connections.ts',
    find: 'if (socket !== null) strangers.delete(socket)',
    replace: '',
    test: connections
  },
  {
    rule: 'S2',
    does: 'takes whoever is dropped for gone only once the connection is closed',
    file: 'src/server/connections.ts',
    find: 'forget(dropped)',
    replace: '',
    test: connections
  },
  {
    rule: 'S6',
    does: 'answers all that one packet asks for',
    file: 'src/server/connections.ts',
    find: 'requests > PIPELINED_MAX',
    replace: 'requests > 100 * PIPELINED_MAX',
    test: connections
  },
  {
    rule: 'S6',
    does: 'refuses the page for signing in when neighbours read too much',
    file: 'src/routes/pages/account/sign-in.ts',
    find: "app.get('/signin', { config: FREE }",
    replace: "app.get('/signin', {}",
    test: 'test/plugins/reading.test.ts'
  },
  {
    rule: 'S12',
    does: 'waits for ever for readers',
    file: 'src/server/connections.ts',
    find: 'limited.add(socket)\n        socket.setTimeout(stalledMs)',
    replace: 'limited.add(socket)',
    test: connections
  },
  {
    rule: 'S12',
    does: 'cuts a poll that is parked behind a slow answer',
    file: 'src/server/connections.ts',
    find: 'if (socket.writableLength > 0 || !underWay.has(socket)) socket.destroy()\n        else socket.setTimeout(0)',
    replace: 'socket.destroy()',
    test: connections
  },
  {
    rule: 'S24',
    does: 'knows the Host line in one spelling only',
    file: 'src/server/http-server.ts',
    find: "rawHeaders[at]?.toLowerCase() === 'host'",
    replace: "rawHeaders[at] === 'Host'",
    test: connections
  },
  {
    rule: 'S20',
    does: 'leaves recalled texts in the log',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'database.erased()',
    replace: '',
    test: 'test/store/sqlite/messages/erased.test.ts'
  },
  {
    rule: 'S20',
    does: 'gives up where somebody reads the file',
    file: 'src/store/sqlite/database.ts',
    find: 'this.#hasErased = outcome?.busy !== 0',
    replace: 'this.#hasErased = outcome === undefined',
    test: 'test/store/sqlite/messages/erased.test.ts'
  },
  {
    rule: 'B35',
    does: 'looks for a site called evil.example',
    file: 'src/routes/api/site/base-path.ts',
    find: 'const SLASHES = /^\\/{2,}/',
    replace: 'const SLASHES = /^\\/{9,}/',
    test: 'test/routes/api/site/base-path.test.ts'
  }
]
