import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { DomainError } from '#domain/errors.ts'
import type { EventBody } from '#domain/delivery/events.ts'
import { Database } from '#store/sqlite/database.ts'
import { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Flushed, Log } from '#store/sqlite/log-file.ts'

const started: EventBody = { type: 'session', sessionId: 's1', change: 'started' }

/** A log whose flushes end when the test says so. */
class SlowLog implements Log {
  readonly waiting: Flushed[] = []
  flushes = 0
  flush (done: Flushed): void { this.waiting.push(done) }
  flushNow (): void { this.flushes++ }
  close (): void {}
  end (fault: Error | null = null): void { this.waiting.shift()?.(fault) }
}

function open (t: Test, log?: Log) {
  const path = join(t.testdir(), 'holdline.db')
  const database = new Database({ path, log })
  const told: string[] = []
  const commits = new GroupCommit(database, {
    onCommit: deliveries => { told.push(`posted ${deliveries.map(({ event }) => event.seq).join(' ')}`) },
    onReset: head => { told.push(`reset ${head}`) },
    onFault: fault => { told.push(`fault ${String(fault)}`) }
  })
  t.teardown(() => commits.drain())
  const seqs = database.statement<[], { seq: number }>('SELECT seq FROM ledger ORDER BY seq')
  const tell = (body = started) => {
    const write = commits.write(transaction => transaction.tellUser('ana', body, 1).seq)
    write.then(seq => told.push(`answered ${seq}`), error => told.push(error instanceof DomainError ? error.code : String(error)))
    return write
  }
  return { path, database, commits, told, tell, seqs: () => seqs.all().map(row => row.seq) }
}

t.test('D6 a commit is being flushed → nobody is told, nobody reads it, other writes wait', async t => {
  const log = new SlowLog()
  const { database, commits, told, tell, seqs } = open(t, log)
  tell()
  await turn()
  t.equal(log.waiting.length, 1, 'a flush is under way')
  tell()
  await turn()
  await turn()
  t.equal(log.waiting.length, 1, 'and only one')
  t.same(told, [])
  t.equal(commits.head, 0)
  t.same(seqs(), [], 'the state before the commit')
  t.same(database.read(() => seqs()), [], 'in a unit of reads as well')
  log.end()
  t.same(seqs(), [1])
  t.equal(commits.head, 1)
  t.same(told, ['posted 1'])
  await turn()
  t.same(told, ['posted 1', 'answered 1'])
  t.equal(log.waiting.length, 1, 'the write that waited')
  t.same(seqs(), [1])
  log.end()
  await turn()
  t.same(told, ['posted 1', 'answered 1', 'posted 2', 'answered 2'])
  t.same(seqs(), [1, 2])
})

t.test('D6 a flush fails → unknown: nothing posted, log copied into the file, then writes go on', async t => {
  const log = new SlowLog()
  const { path, commits, told, tell, seqs } = open(t, log)
  const lost = tell()
  await turn()
  log.end(new Error('EIO'))
  await t.rejects(lost, { code: 'UNAVAILABLE' })
  t.same(told, ['fault Error: EIO', 'reset 1', 'UNAVAILABLE'], 'memory starts anew with what is stored')
  t.equal(statSync(`${path}-wal`).size, 0)
  t.same(seqs(), [1])
  tell()
  await turn()
  log.end()
  await turn()
  t.same(told.slice(3), ['posted 2', 'answered 2'])
  t.equal(commits.head, 2)
})

t.test('D6 the server stops during a flush → all is flushed at once, each is told once', async t => {
  const log = new SlowLog()
  const { commits, told, tell } = open(t, log)
  tell()
  await turn()
  tell()
  commits.drain()
  log.end()
  await turn()
  t.same(told, ['posted 1', 'posted 2', 'answered 1', 'answered 2'])
  t.equal(log.flushes, 2)
})

t.test('a step between two commits → waits for the flush that is under way', async t => {
  const log = new SlowLog()
  const { commits, tell } = open(t, log)
  t.equal(await commits.between(() => 'at once'), 'at once')
  tell()
  await turn()
  let isDone = false
  const step = commits.between(() => { isDone = true })
  await turn()
  t.equal(isDone, false)
  log.end()
  await step
  t.equal(isDone, true)
})

t.test('the file itself → flushed in the background, and the write answered after it', async t => {
  const { told, tell, seqs } = open(t)
  const first = tell()
  await turn()
  t.same(told, [], 'not in the turn of its COMMIT')
  t.equal(await first, 1)
  t.same(seqs(), [1])
})

t.test('many commits → the log is copied into the file, and begins anew', async t => {
  const { path, tell } = open(t)
  const big: EventBody = { ...started, sessionId: 'x'.repeat(1_000_000) }
  for (let i = 0; i < 80; i++) await tell(big)
  const { size } = statSync(`${path}-wal`)
  t.ok(size < 55_000_000, `80 MB written, the log has ${size} bytes`)
})
