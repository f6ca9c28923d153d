import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { SearchIndex } from './search-index.ts'

/** Limits to a unit: less than ten milliseconds. */
const ROWS_AT_ONCE = 200
const BYTES_AT_ONCE = 64 * 1024
/** Units in a row, with deliveries in between; the chore then rests. */
const UNITS_AT_ONCE = 20

/** `SearchStore.fill`: indexes the messages that were there before the index, the newest first. */
export function createIndexFilling (database: Database, commits: GroupCommit, index: SearchIndex): () => Promise<boolean> {
  const older = database.statement<[number, number], { seq: number, bytes: number }>(`
    SELECT seq, octet_length(body) AS bytes FROM messages WHERE seq <= ? ORDER BY seq DESC LIMIT ?`)
  const keep = database.statement<[number]>('UPDATE message_index_progress SET to_seq = ? WHERE id = 1')
  let isFull = false

  function fillSome (transaction: Transaction): boolean {
    const rows = older.all(index.remainingTo(), ROWS_AT_ONCE)
    let bytes = 0
    const taken = rows.filter(row => {
      const fits = bytes < BYTES_AT_ONCE
      bytes += row.bytes
      return fits
    })
    // In the order of the index.
    for (const { seq } of taken.toReversed()) index.addOld(transaction, seq)
    const last = taken.length === rows.length && rows.length < ROWS_AT_ONCE ? undefined : taken.at(-1)
    keep.run(last === undefined ? 0 : last.seq - 1)
    return last === undefined
  }

  return async () => {
    for (let units = 0; !isFull && units < UNITS_AT_ONCE; units++) {
      isFull = index.remainingTo() === 0 || await commits.write(fillSome)
    }
    return isFull
  }
}
