import Sqlite from 'better-sqlite3'
import t from 'tap'
import { openSqlite } from './open.ts'

/** Every statement that the store prepares when it is opened. */
async function preparedBy (open: () => Promise<unknown>): Promise<string[]> {
  const sql: string[] = []
  const { prepare } = Sqlite.prototype
  Sqlite.prototype.prepare = function (this: Sqlite.Database, source: string) {
    sql.push(source)
    return prepare.call(this, source)
  } as typeof prepare
  try {
    await open()
  } finally {
    Sqlite.prototype.prepare = prepare
  }
  return sql
}

/** A part of each list's SQL, the step that reads it, and whether it is sorted: outgoing requests are, at most `requestsPerUser`. */
const LISTS: readonly (readonly [mark: string, step: string, isSorted: boolean])[] = [
  ['k.sort_key > +@after', 'SEARCH k USING INDEX contacts_by_name (holder_id=? AND sort_key>?)', false],
  ['r.to_id = +@userId', 'SEARCH r USING INDEX contact_requests_to (to_id=? AND state=? AND (at,id)<(?,?))', false],
  ['r.from_id = +@userId', 'SEARCH r USING INDEX contact_requests_from (from_id=? AND state=? AND (at,id)<(?,?))', true],
  ['(b.since, b.user_id)', 'SEARCH b USING COVERING INDEX blocks_by_time (holder_id=? AND (since,user_id)<(?,?))', false],
  ['(s.created_at, s.id)', 'SEARCH s USING INDEX sessions_by_time (user_id=? AND kind=? AND (created_at,id)<(?,?))', false],
  ['(i.created_at, i.id)', 'SEARCH i USING INDEX invites_by_time ((created_at,id)<(?,?))', false],
  ['x.file_id AS fileId', 'SEARCH x USING INDEX message_files_by_shelf (conversation_id=? AND shelf=? AND at>? AND (at,no,position)<(?,?,?))', false],
  ['SELECT user_id FROM name_tokens', 'SEARCH name_tokens USING PRIMARY KEY (token>? AND token<?)', true],
  ['SELECT conversation_id FROM group_tokens', 'SEARCH group_tokens USING PRIMARY KEY (token>? AND token<?)', true]
]

t.test('S11 a page of a list → read from its place in an index, no list sorted for it', async t => {
  const path = `${t.testdir()}/holdline.db`
  const sql = await preparedBy(() => openSqlite(t, { path }))
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  for (const [mark, step, isSorted] of LISTS) {
    const [statement, ...others] = sql.filter(source => source.includes(mark))
    t.same(others, [], `${mark} is one statement`)
    const names = [...(statement ?? '').matchAll(/@(\w+)/g)].map(([, name = '']) => [name, '[]'] as const)
    const steps = connection.prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`).all(Object.fromEntries(names)).map(({ detail }) => detail)
    t.ok(steps.includes(step), `${mark}: ${steps.join(' / ')}`)
    t.equal(steps.some(detail => detail.includes('USE TEMP B-TREE')), isSorted, mark)
  }
})
