import type { Mutant } from '../../mutant.ts'

const reader = 'test/plugins/body-reader.test.ts'
const budget = 'test/domain/site/memory-budget.test.ts'
const connections = 'test/server/http/connections.test.ts'
const unfinished = 'test/plugins/unfinished.test.ts'

export const EDGE: readonly Mutant[] = [
  {
    rule: 'S2',
    does: 'reserves memory for the announced length of a body',
    file: 'src/plugins/bodies/body-reader.ts',
    find: 'if (!share.grow(OVERHEAD_BYTES)) return',
    replace: 'if (!share.grow(announced ?? OVERHEAD_BYTES)) return',
    test: reader
  },
  {
    rule: 'S2',
    does: 'reads bodies in any number of tiny chunks',
    file: 'src/plugins/bodies/body-reader.ts',
    find: 'const PIECES_MAX = 4096',
    replace: 'const PIECES_MAX = Infinity',
    test: reader
  },
  {
    rule: 'S2',
    does: 'never returns the memory of a finished body',
    file: 'src/plugins/bodies/body-reader.ts',
    find: '    share.release()\n',
    replace: '',
    test: reader
  },
  {
    rule: 'S2',
    does: 'refuses the newest body instead of the greediest',
    file: 'src/domain/site/memory-budget.ts',
    find: 'const [greedy, { holders }] = greediest(name, bytes) ?? [name, owner]',
    replace: 'const [greedy, { holders }] = [name, { holders: new Set([holder]) }]',
    test: budget
  },
  {
    rule: 'S2',
    does: 'gives strangers as much memory for bodies as signed-in users',
    file: 'src/plugins/bodies/bodies.ts',
    find: 'const STRANGER_LIMIT_BYTES = 32 * 1024',
    replace: 'const STRANGER_LIMIT_BYTES = BODY_LIMIT_BYTES',
    test: unfinished
  },
  {
    rule: 'S2',
    does: 'leaves the body of a GET unread in Node',
    file: 'src/server/http/http-server.ts',
    find: "if (BODILESS.has(request.method ?? '')) skipBody(request)",
    replace: '',
    test: unfinished
  },
  {
    rule: 'S12',
    does: 'does not count an answer queued behind another on its connection',
    file: 'src/server/http/connections.ts',
    find: 'if (bytes === 0) return',
    replace: 'if (bytes === 0 || (open.get(socket)?.underWay ?? 0) > 1) return',
    test: connections
  },
  {
    rule: 'S2',
    does: 'drops parked polls when strangers connect',
    file: 'src/server/http/connections.ts',
    find: '      strangers.delete(socket)\n      dropEmpty',
    replace: '      dropEmpty',
    test: connections
  },
  {
    rule: 'S2',
    does: 'counts a dropped connection until it has closed',
    file: 'src/server/http/connections.ts',
    find: 'forget(dropped)',
    replace: '',
    test: connections
  },
  {
    rule: 'S6',
    does: 'answers all pipelined requests of one packet',
    file: 'src/server/http/connections.ts',
    find: 'known.underWay === PIPELINED_MAX',
    replace: 'known.underWay === 100 * PIPELINED_MAX',
    test: connections
  },
  {
    rule: 'S6',
    does: 'refuses the sign-in page when others on the network read too much',
    file: 'src/routes/pages/account/sign-in.ts',
    find: "costs: 'free',\n  async draws ({ page, request,",
    replace: 'async draws ({ page, request,',
    test: 'test/plugins/reading.test.ts'
  },
  {
    rule: 'S12',
    does: 'waits for slow readers without a limit',
    file: 'src/server/http/connections.ts',
    find: 'limited.add(socket)\n        socket.setTimeout(stalledMs)',
    replace: 'limited.add(socket)',
    test: connections
  },
  {
    rule: 'S12',
    does: 'cuts a poll that is parked behind a slow answer',
    file: 'src/server/http/connections.ts',
    find: 'if (socket.writableLength > 0 || (open.get(socket)?.underWay ?? 0) === 0) socket.destroy()\n        else socket.setTimeout(0)',
    replace: 'socket.destroy()',
    test: connections
  },
  {
    rule: 'S24',
    does: 'recognises the Host header in one spelling only',
    file: 'src/server/http/http-server.ts',
    find: "rawHeaders[at]?.toLowerCase() === 'host'",
    replace: "rawHeaders[at] === 'Host'",
    test: connections
  },
  {
    rule: 'S20',
    does: 'leaves recalled texts in the WAL',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'database.erased()',
    replace: '',
    test: 'test/store/sqlite/messages/erased.test.ts'
  },
  {
    rule: 'S20',
    does: 'gives up erasing while another process reads the file',
    file: 'src/store/sqlite/database.ts',
    find: 'this.#hasErased = !this.emptyLog()',
    replace: 'this.#hasErased = this.emptyLog() === undefined',
    test: 'test/store/sqlite/messages/erased.test.ts'
  },
  {
    rule: 'B35',
    does: 'redirects a path with two slashes to a host called evil.example',
    file: 'src/routes/api/site/base-path.ts',
    find: 'const SLASHES = /^\\/{2,}/',
    replace: 'const SLASHES = /^\\/{9,}/',
    test: 'test/routes/api/site/base-path.test.ts'
  }
]
