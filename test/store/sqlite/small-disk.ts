/*
 * Runs in a child process whose files may not grow beyond a limit (`ulimit -f`): the COMMIT itself then fails, as on a full disk.
 * Writes its findings to stdout as one line of JSON.
 */
import type { EventBody } from '#domain/delivery/events.ts'
import { Database } from '#store/sqlite/database.ts'
import { GroupCommit } from '#store/sqlite/group-commit.ts'

const database = new Database({ path: process.argv[2] ?? '' })
const posted: number[] = []
const resets: number[] = []
const commits = new GroupCommit(database, {
  onCommit: deliveries => { for (const { event } of deliveries) posted.push(event.seq) },
  onReset: head => { resets.push(head) },
  onFault: () => {}
})
const seqs = database.statement<[], { seq: number }>('SELECT seq FROM ledger ORDER BY seq')
const note = 'x'.repeat(20_000)
const body: EventBody = { type: 'session', sessionId: note, change: 'started' }

async function tryThree (): Promise<readonly string[]> {
  const writes = [1, 2, 3].map(at => commits.write(transaction => transaction.tellUser('ana', body, at)))
  return (await Promise.allSettled(writes)).map(({ status, ...rest }) => status === 'fulfilled' ? 'ok' : String((rest as { reason: unknown }).reason))
}

let outcomes = await tryThree()
for (let rounds = 0; outcomes[0] === 'ok' && rounds < 1_000; rounds++) outcomes = await tryThree()
const headAfter = commits.head
const readable = seqs.all().length
// Makes room: the WAL is checkpointed and restarted.
database.pragma('wal_checkpoint(RESTART)')
const again = await tryThree()
console.log(JSON.stringify({ outcomes, headAfter, readable, resets, again, posted, kept: seqs.all().map(row => row.seq) }))
