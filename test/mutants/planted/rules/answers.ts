import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/answers.test.ts'

export const ANSWERS: readonly Mutant[] = [
  {
    rule: 'D17',
    does: 'grants every browser the same hold',
    file: 'src/routes/delivery/wait.ts',
    find: 'const EARLY_SHARE = 0.1',
    replace: 'const EARLY_SHARE = 0',
    test
  },
  {
    rule: 'D17',
    does: 'takes a fifth off a hold, which browsers count as a cut',
    file: 'src/routes/delivery/wait.ts',
    find: 'const EARLY_SHARE = 0.1',
    replace: 'const EARLY_SHARE = 0.2',
    test
  },
  {
    rule: 'D17',
    does: 'reports a hold that it did not grant',
    file: 'src/routes/delivery/poll.ts',
    find: 'blank(status, retryMs, from, fromSeq, holdMs)',
    replace: 'blank(status, retryMs, from, fromSeq, holdMs / 0.9)',
    test
  },
  {
    rule: 'D19',
    does: 'sends answers in chunks, without Content-Length',
    file: 'src/routes/delivery/exchanges.ts',
    find: "[...headers, 'Content-Length', String(Buffer.byteLength(body))]",
    replace: '[...headers]',
    test
  },
  {
    rule: 'D19',
    does: 'counts characters instead of bytes',
    file: 'src/routes/delivery/exchanges.ts',
    find: 'String(Buffer.byteLength(body))',
    replace: 'String(body.length)',
    test
  },
  {
    rule: 'D19',
    does: 'puts any number of events into one answer',
    file: 'src/routes/delivery/poll-answer.ts',
    find: 'const ANSWER_MAX_BYTES = 256 * 1024',
    replace: 'const ANSWER_MAX_BYTES = 256 * 1024 * 1024',
    test
  },
  {
    rule: 'D19',
    does: 'leaves empty fields out',
    file: 'src/routes/delivery/poll-answer.ts',
    find: '\'","reason":\' + text(answer.reason) +',
    replace: '\'"\' + (answer.reason === null ? \'\' : \',"reason":\' + text(answer.reason)) +',
    test
  },
  {
    rule: 'D19',
    does: 'answers with a status that proxies may act on',
    file: 'src/routes/delivery/exchanges.ts',
    find: 'writeHead(status,',
    replace: "writeHead(body.includes('\"busy\"') ? 503 : status,",
    test
  },
  {
    rule: 'D19',
    does: 'reads an invalid hold as no hold',
    file: 'src/routes/delivery/poll.ts',
    find: 'Math.min(Math.max(asked, 0), maxS) : maxS',
    replace: 'Math.min(Math.max(asked, 0), maxS) : 0',
    test
  },
  {
    rule: 'D19',
    does: 'lets a caller choose any hold',
    file: 'src/routes/delivery/poll.ts',
    find: 'Math.min(Math.max(asked, 0), maxS) : maxS',
    replace: 'Math.max(asked, 0) : maxS',
    test
  },
  {
    rule: 'D19',
    does: 'starts from now when two cursors are given',
    file: 'src/routes/delivery/poll.ts',
    find: "const given = query['cursor'] === undefined || query['cursor'] === '' ? null : String(query['cursor'])",
    replace: "const given = typeof query['cursor'] === 'string' && query['cursor'] !== '' ? query['cursor'] : null",
    test
  },
  {
    rule: 'D20',
    does: 'parks a HEAD like a poll',
    file: 'src/routes/delivery/poll-route.ts',
    find: "request.method !== 'GET'",
    replace: "request.method === 'POST'",
    test
  },
  {
    rule: 'D20',
    does: 'answers polls started by another site’s page',
    file: 'src/routes/delivery/poll-route.ts',
    find: ' || isCrossSite(headers)) return false',
    replace: ') return false',
    test
  },
  {
    rule: 'D20',
    does: 'accepts a token in the address',
    file: 'src/routes/delivery/poll-route.ts',
    find: 'const { headers } = request',
    replace: `const asked = parse((request.url ?? '').split('?')[1] ?? '')['token']
    const headers = { ...request.headers, ...typeof asked === 'string' ? { authorization: 'Bearer ' + asked } : {} }`,
    test
  }
]
