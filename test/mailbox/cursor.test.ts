import t from 'tap'
import { formatCursor, parseCursor, Runs } from '#mailbox/cursor.ts'

const runs = new Runs([{ id: 'r1', firstSeq: 1 }, { id: 'r2', firstSeq: 101 }, { id: 'r3', firstSeq: 101 }, { id: 'r4', firstSeq: 201 }])

t.test('a cursor reads back as it was written', async t => {
  t.same(parseCursor(formatCursor('r7', 1042, 5)), { run: 'r7', seq: 1042, signal: 5 })
})

t.test('anything else is no cursor', async t => {
  for (const text of ['', 'r7', 'r7.1', 'r7.1.2.3', 'r7.-1.0', 'r7.1.x', 'r7.01.0', 'r7.1e3.0', ' r7.1.0', 'r7.1.0\n', 'r 7.1.0', '"><script>.1.0', `r7.${'9'.repeat(40)}.0`, 'x'.repeat(5_000)]) {
    t.equal(parseCursor(text), null, JSON.stringify(text.slice(0, 20)))
    t.same(runs.locate(parseCursor(text), 300, 0), { resync: 'malformed' })
  }
})

t.test('a cursor of this run is good up to the committed head, and not beyond it', async t => {
  t.same(runs.locate(parseCursor('r4.300.7'), 300, 0), { seq: 300, signal: 7, resync: null })
  t.same(runs.locate(parseCursor('r4.301.7'), 300, 0), { resync: 'ahead' })
})

t.test('a cursor survives restarts, and gets the whole signal state once', async t => {
  t.same(runs.locate(parseCursor('r1.100.9'), 300, 0), { seq: 100, signal: -1, resync: null })
})

t.test('a cursor past the end of its run is refused: another copy of the database wrote it', async t => {
  t.same(runs.locate(parseCursor('r1.101.0'), 300, 0), { resync: 'ahead' })
  t.same(runs.locate(parseCursor('r2.101.0'), 300, 0), { resync: 'ahead' }, 'a run that issued nothing ends where the next begins')
})

t.test('a cursor of a run this database never saw cannot be continued', async t => {
  t.same(runs.locate(parseCursor('r9.5.0'), 300, 0), { resync: 'run' })
})

t.test('a cursor from before the oldest kept event is refused as too old', async t => {
  t.same(runs.locate(parseCursor('r1.49.0'), 300, 50), { resync: 'trimmed' })
  t.same(runs.locate(parseCursor('r1.50.0'), 300, 50), { seq: 50, signal: -1, resync: null })
})

t.test('a server without a run of its own does not start', async t => {
  t.throws(() => new Runs([]))
})
