/** A rule, or part of one, that cannot be seen from outside: the requirements of a test, and its test in this project. */
export interface Elsewhere {
  readonly rule: string
  /** The part; null for the whole rule. */
  readonly part: string | null
  readonly why: string
  readonly where: string
}

export const ELSEWHERE: readonly Elsewhere[] = [
  { rule: 'D3', part: 'over a restart, after weeks', why: 'the server must be stopped, the clock moved', where: 'test/rules/nothing-lost.test.ts' },
  { rule: 'D6', part: 'after a crash, on a full disk', why: 'the process must be killed, the disk filled', where: 'npm run crash, test/rules/commit.test.ts' },
  { rule: 'D8', part: 'two minutes later', why: 'the clock must be moved', where: 'test/rules/order.test.ts' },
  { rule: 'D11', part: 'trimmed, restored and copied databases', why: 'the database must be changed', where: 'test/rules/runs-and-sends.test.ts' },
  { rule: 'D17', part: 'the rungs of the browser’s script', why: 'it is the client’s', where: 'test/client, npm run simulate' },
  { rule: 'D18', part: 'banner and backoff', why: 'they are the client’s', where: 'test/client/delivery/outage.test.ts' },
  { rule: 'D21', part: 'leader and followers', why: 'they are the client’s', where: 'test/client/delivery/leader.test.ts, test/browser/delivery/tabs.test.ts' },
  { rule: 'D22', part: '20 per token or user, the maximum of the server', why: 'it would hold more polls than a guest should', where: 'test/rules/holding.test.ts' },
  { rule: 'D23', part: null, why: 'pages are no API', where: 'test/browser/site/plain.test.ts, npm run test:browsers' },
  { rule: 'D25', part: 'the bounds of memory', why: 'memory is the server’s own', where: 'test/rules/end-of-life.test.ts' },
  { rule: 'D26', part: '20 s after the last poll, 30 s after a start', why: 'the clock must be moved', where: 'test/rules/presence.test.ts' },
  { rule: 'D27', part: 'bans and passwords', why: 'accounts given to the kit shall stay as they are', where: 'test/rules/end-of-life.test.ts' },
  { rule: 'D28', part: null, why: 'the process must be sent SIGTERM', where: 'test/rules/end-of-life.test.ts, test/cli/serve.test.ts' }
]
