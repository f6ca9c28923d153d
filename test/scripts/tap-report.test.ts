import t from 'tap'
import { describeTotals, tapReport } from '../../scripts/testing/tap-report.ts'

async function report (tap: string) {
  const lines: string[] = []
  const { parser, totals } = tapReport(line => lines.push(line))
  parser.end(tap)
  return { text: lines.join('\n'), totals: describeTotals(await totals) }
}

t.test('assertions are counted, the tests around them are not', async t => {
  const { text, totals } = await report(`TAP version 14
# Subtest: test/poll.test.ts
    # Subtest: a sentence
        ok 1 - one
        ok 2 - two
        1..2
    ok 1 - a sentence
    ok 2 - three
    1..2
ok 1 - test/poll.test.ts # time=1234ms
1..1
`)
  t.equal(totals, '3 passed, 0 failed, 0 skipped')
  t.equal(text, '✓ test/poll.test.ts  3 (1.2 s)')
})

t.test('a failure is shown once more at the end, after the files that passed', async t => {
  const { text } = await report(`TAP version 14
# Subtest: test/poll.test.ts
    not ok 1 - should be equal
    1..1
not ok 1 - test/poll.test.ts
# Subtest: test/send.test.ts
    ok 1 - one
    1..1
ok 2 - test/send.test.ts
1..2
`)
  t.match(text, /✓ test\/send.test.ts[^]*✗ test\/poll.test.ts › should be equal/)
})

t.test('a failure is shown in full, with the names of the tests around it, and counted once', async t => {
  const { text, totals } = await report(`TAP version 14
# Subtest: test/poll.test.ts
    # Subtest: D7 nothing is lost
        ok 1 - one
        not ok 2 - should be equal
          ---
          diff: |
            -6
            +7
          stack: |
            test/poll.test.ts:9:3
          source: |
            the lines around
          ...
        1..2
    not ok 1 - D7 nothing is lost
    1..1
not ok 1 - test/poll.test.ts # time=10ms
1..1
`)
  t.equal(totals, '1 passed, 1 failed, 0 skipped')
  t.match(text, '✗ test/poll.test.ts › D7 nothing is lost › should be equal')
  t.match(text, /-6\n\s+\+7/)
  t.match(text, 'test/poll.test.ts:9:3')
  t.notMatch(text, 'the lines around')
})

t.test('a test that failed without a failed assertion is a failure', async t => {
  const { text, totals } = await report(`TAP version 14
# Subtest: test/fine.test.ts
    not ok 1 - an earlier failure
    1..1
not ok 1 - test/fine.test.ts
# Subtest: test/ended.test.ts
    ok 1 - one
    1..1
not ok 2 - test/ended.test.ts
  ---
  signal: SIGKILL
  ...
not ok 3 - test/syntax.test.ts
  ---
  exitCode: 1
  ...
1..3
`)
  t.equal(totals, '1 passed, 3 failed, 0 skipped')
  t.match(text, /✗ test\/ended.test.ts\n\s+signal:\s+SIGKILL/)
  t.match(text, /✗ test\/syntax.test.ts\n\s+exitCode: 1/)
})

t.test('a skip is counted, and its reason is shown', async t => {
  const { text, totals } = await report(`TAP version 14
# Subtest: test/squid.test.ts
    ok 1 - two people talk # SKIP not installed
    ok 2 - one
    1..2
ok 1 - test/squid.test.ts
1..1
`)
  t.equal(totals, '1 passed, 0 failed, 1 skipped')
  t.match(text, 'test/squid.test.ts › two people talk: not installed')
})

t.test('a broken plan is a failure', async t => {
  const { totals } = await report('TAP version 14\nok 1 - one\n1..2\n')
  t.equal(totals, '1 passed, 1 failed, 0 skipped')
})

t.test('skip and todo are counted as skipped', async t => {
  const { totals } = await report(`TAP version 14
ok 1 - one
ok 2 - later # SKIP no browser here
not ok 3 - soon # TODO
1..3
`)
  t.equal(totals, '1 passed, 0 failed, 2 skipped')
})

t.test('the output of a test is shown', async t => {
  const { text } = await report('TAP version 14\n# Subtest: test/a.test.ts\n    hello\n    ok 1\n    1..1\nok 1 - test/a.test.ts\n1..1\n')
  t.match(text, 'hello')
})

t.test('bailing out is a failure', async t => {
  const { totals } = await report('TAP version 14\nok 1 - one\nBail out! no room\n')
  t.equal(totals, '1 passed, 1 failed, 0 skipped')
})
