import { execFile } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { DomainError } from '#domain/errors.ts'
import type { EventBody } from '#domain/delivery/events.ts'
import { Database } from '#store/sqlite/database.ts'
import { GroupCommit } from '#store/sqlite/group-commit.ts'

const started: EventBody = { type: 'session', sessionId: 's1', change: 'started' }
const big: EventBody = { type: 'session', sessionId: 'x'.repeat(400_000), change: 'started' }

function open (t: Test, pragmas: readonly string[] = []) {
  const dir = join(t.testdir({ data: {} }), 'data')
  const database = new Database({ path: join(dir, 'holdline.db'), pragmas })
  const log: string[] = []
  const commits = new GroupCommit(database, {
    onCommit: deliveries => { log.push(`posted ${deliveries.map(({ event }) => event.seq).join(' ')}`) },
    onReset: head => { log.push(`reset ${head}`) },
    onFault: () => { log.push('fault') }
  })
  commits.onUndo(() => { log.push('undone') })
  t.teardown(() => commits.drain())
  const seqs = database.statement<[], { seq: number }>('SELECT seq FROM ledger ORDER BY seq')
  const tell = (body: EventBody) => commits.write(transaction => transaction.tellUser('ana', body, 1).seq)
  const answers = async (writes: ReadonlyArray<Promise<unknown>>) =>
    (await Promise.allSettled(writes)).map(answer => answer.status === 'fulfilled' ? answer.value : codeOf(answer.reason))
  return { dir, database, commits, log, tell, answers, seqs: () => seqs.all().map(row => row.seq) }
}

function codeOf (error: unknown): unknown {
  return error instanceof DomainError ? error.code : String(error)
}

t.test('D6 writes of one turn → one commit; posted in seq order, then answered', async t => {
  const { commits, log, tell, answers } = open(t)
  const writes = [tell(started), tell(started), tell(started)]
  for (const write of writes) write.then(seq => log.push(`answered ${seq}`), t.fail)
  t.equal(commits.head, 0, 'no commit before the turn ends')
  t.same(await answers(writes), [1, 2, 3])
  t.same(log, ['posted 1 2 3', 'answered 1', 'answered 2', 'answered 3'])
  t.same(await answers([tell(started)]), [4], 'the next turn is the next batch')
})

for (const [place, outcomes] of Object.entries({ first: ['CONFLICT', 1, 2], second: [1, 'CONFLICT', 2], last: [1, 2, 'CONFLICT'] })) {
  t.test(`the ${place} unit throws → only its own rows and numbers are undone`, async t => {
    const { commits, log, answers, tell, seqs } = open(t)
    const refuse = () => commits.write(transaction => {
      transaction.tellUser('ana', started, 1)
      transaction.tellUser('ana', started, 1)
      throw new DomainError('CONFLICT', 'No.')
    })
    t.same(await answers(outcomes.map(outcome => outcome === 'CONFLICT' ? refuse() : tell(started))), outcomes)
    t.same(seqs(), [1, 2])
    t.same(log, ['undone', 'posted 1 2'])
  })
}

t.test('every unit throws → nothing kept, the next turn writes on', async t => {
  const { commits, log, answers, tell, seqs } = open(t)
  const refuse = () => commits.write(transaction => {
    transaction.tellUser('ana', started, 1)
    throw new DomainError('CONFLICT', 'No.')
  })
  t.same(await answers([refuse(), refuse()]), ['CONFLICT', 'CONFLICT'])
  t.same(await answers([tell(started)]), [1])
  t.same(seqs(), [1])
  t.same(log, ['undone', 'undone', 'posted 1'])
})

t.test('a unit returns a promise → a fault, nothing kept', async t => {
  const { commits, answers, seqs } = open(t)
  const careless = commits.write(async transaction => { transaction.tellUser('ana', started, 1) })
  t.match(await answers([careless]), [/must not return a promise/])
  t.same(seqs(), [])
})

t.test('D6 SQLite rolls back the transaction → the whole batch fails, the rest is not run', async t => {
  const { commits, database, log, tell, answers, seqs } = open(t, ['max_page_count = 160'])
  t.same(await answers([tell(started)]), [1])
  let ranAfter = false
  const batch = [tell(started), tell(big), commits.write(() => { ranAfter = true })]
  t.same(await answers(batch), ['STORAGE_FULL', 'STORAGE_FULL', 'STORAGE_FULL'])
  t.equal(ranAfter, false)
  t.equal(commits.head, 1)
  t.same(seqs(), [1], 'reads go on')
  t.same(log, ['posted 1', 'fault', 'undone'])
  t.same(await answers([tell(started)]), [2], 'the number is reused, small writes still fit')
  database.pragma('max_page_count = 100000')
  t.same(await answers([tell(big)]), [3], 'with room again writes succeed')
})

t.test('D6 COMMIT fails → nothing posted, reopened, caches reset, then writes go on', async t => {
  const { commits, database, log, tell, answers, seqs } = open(t)
  t.same(await answers([tell(started)]), [1])
  const defer = database.statement('PRAGMA defer_foreign_keys = ON')
  const orphan = database.statement('INSERT INTO contacts (holder_id, user_id, since) VALUES (1, 2, 3)')
  const violation = commits.write(() => { defer.run(); orphan.run() })
  t.same(await answers([tell(started), violation, tell(started)]), ['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'])
  t.same(log, ['posted 1', 'fault', 'undone', 'reset 1'])
  t.equal(database.inTransaction, false)
  t.equal(database.pragma('synchronous'), 1)
  t.same(await answers([tell(started)]), [2])
  t.same(seqs(), [1, 2])
})

t.test('D6 reopening fails → reads go on, writes are refused until it succeeds', async t => {
  const { commits, database, log, tell, answers, seqs, dir } = open(t)
  t.same(await answers([tell(started)]), [1])
  const defer = database.statement('PRAGMA defer_foreign_keys = ON')
  const orphan = database.statement('INSERT INTO contacts (holder_id, user_id, since) VALUES (1, 2, 3)')
  renameSync(dir, `${dir}-away`)
  t.same(await answers([commits.write(() => { defer.run(); orphan.run() })]), ['UNAVAILABLE'])
  t.same(await answers([tell(started), tell(started)]), ['UNAVAILABLE', 'UNAVAILABLE'])
  t.same(seqs(), [1], 'reads go on')
  t.same(log, ['posted 1', 'fault', 'fault', 'fault'], 'the commit, and each attempt')
  renameSync(`${dir}-away`, dir)
  t.same(await answers([tell(started)]), [2])
  t.same(log.slice(4), ['undone', 'reset 1', 'posted 2'])
})

t.test('posting throws → the write is committed and answered, caches reset', async t => {
  const database = new Database({ path: ':memory:' })
  const log: unknown[] = []
  const commits = new GroupCommit(database, {
    onCommit: () => { throw new Error('broken mailbox') },
    onReset: head => { log.push(head) },
    onFault: fault => { log.push(String(fault)) }
  })
  const { seq } = await commits.write(transaction => transaction.tellUser('ana', started, 1))
  t.equal(seq, 1)
  t.same(log, ['Error: broken mailbox', 1])
  commits.drain()
})

t.test('another program holds the database → the write is refused with advice', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const other = new Database({ path })
  const database = new Database({ path, pragmas: ['busy_timeout = 10'] })
  const commits = new GroupCommit(database, { onCommit: () => {}, onReset: () => {}, onFault: () => {} })
  other.statement('BEGIN IMMEDIATE').run()
  await t.rejects(commits.write(() => {}), { code: 'UNAVAILABLE', retryAfterS: 2 })
  other.statement('COMMIT').run()
  t.equal(await commits.write(() => 'written'), 'written')
  commits.drain()
  other.close()
})

t.test('draining → waiting writes finish, no WAL left, later writes refused', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const commits = new GroupCommit(new Database({ path }), { onCommit: () => {}, onReset: () => {}, onFault: () => {} })
  const waiting = commits.write(transaction => transaction.tellUser('ana', started, 1).seq)
  commits.drain()
  t.equal(await waiting, 1)
  await t.rejects(commits.write(() => {}), { code: 'UNAVAILABLE' })
  const again = new Database({ path })
  t.equal(new GroupCommit(again, { onCommit: () => {}, onReset: () => {}, onFault: () => {} }).head, 1)
  again.close()
})

t.test('D6 the file cannot grow → the batch fails as one, reads go on, no gaps in numbers', async t => {
  const dir = t.testdir()
  const script = join(import.meta.dirname, 'small-disk.ts')
  // Without the test runner's hooks, which would handle the signal of an oversized file.
  const command = 'unset NODE_OPTIONS; trap "" XFSZ; ulimit -f 4096; exec "$0" "$@"'
  const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, script, join(dir, 'holdline.db')])
  const found = JSON.parse(stdout) as Record<'outcomes' | 'again' | 'posted' | 'kept' | 'resets', unknown[]> & { headAfter: number, readable: number }
  t.match(found.outcomes[0], /not known whether/)
  t.equal(new Set(found.outcomes).size, 1, 'every write of the batch got the same answer')
  t.same(found.resets, [found.headAfter])
  t.equal(found.readable, found.headAfter)
  t.same(found.again, ['ok', 'ok', 'ok'])
  t.same(found.posted, found.kept, 'the posted events are the stored ones')
  t.same(found.kept, found.kept.map((_, index) => index + 1))
})
