import t from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { openStore } from '#store/sqlite/open.ts'

/** Plan steps that read or sort more than an index leads to. */
const UNBOUNDED = /^SCAN |TEMP B-TREE|AUTOMATIC/
/** Scans of a list parameter, of a subquery's rows, or of no table at all. */
const HANDED_IN = /^SCAN (\w+ VIRTUAL TABLE|\(subquery-\d+\)|CONSTANT ROW)/
/** Sorts the files of one message: 20 at most. */
const FILES = /^USE TEMP B-TREE FOR json_group_array\(ORDER BY\)/
/** A step that leads to all members or messages of a conversation: too many for each row of a list that is handed in. */
const WHOLE_CONVERSATION = /^SEARCH .*\(conversation_id=\?\)$/

/** Exceptions, by a part of their text. */
const ALLOWED: ReadonlyArray<readonly [part: string, why: string]> = [
  ['FROM runs ORDER BY ordinal', 'once, at the start: a row for each start before it'],
  ['SELECT key, value FROM site', 'a dozen settings, once at the start'],
  ['SELECT seq, at FROM ledger ORDER BY seq LIMIT', 'the first rows in the order they are kept in'],
  ['FROM leftovers ORDER BY', 'the first row in the order they are kept in'],
  ['FROM accounts WHERE is_admin = 1', 'an index of the admins alone'],
  ['ORDER BY CASE p.role', 'an owner leaves: once for each owner a group ever has'],
  ['AS deliveredSeq', 'members of a group of at most 50'],
  ['WHERE u.deleted_at IS NULL ORDER BY u.username', 'every account, for operators'],
  ['FROM bounces WHERE sender_id = @senderId ORDER BY at', 'the bounces of one sender: a thousand at most'],
  ["kind = 'cookie' ORDER BY last_seen_at", 'the browsers of one user: a hundred at most'],
  ['FROM written WHERE at >', 'once, at the start: a row for each writer'],
  ['FROM (SELECT conversation_id FROM memberships WHERE user_id = @userId AND left_seq IS NULL LIMIT', 'groups that two people share, among 5,000 at most'],
  ['r.from_id = @userId', 'what one user asked: `requestsPerUser`, 100 unless set'],
  ['FROM json_each(?) AS wanted CROSS JOIN users AS u', 'contacts who were named'],
  ['x.mentions_all = 1', 'of each of one’s conversations, a page of what was said to everybody'],
  ['FROM recent_emoji WHERE user_id = ?', 'the emoji that one person used last: 37 at most'],
  ['FROM json_each(?) AS named CROSS JOIN', 'people who were named: 500 at most'],
  ['WITH candidates AS', 'at most 1,000 candidates of a search'],
  ['AS found CROSS JOIN messages AS m', 'at most 2,000 entries of the index of a search'],
  ['ORDER BY upTo DESC', 'the conversations of one user who searches, once']
]

t.test('S5 every statement → led by an index to its rows, and sorts at most a page', async t => {
  const texts: string[] = []
  const { statement } = Database.prototype
  t.teardown(() => { Database.prototype.statement = statement })
  Database.prototype.statement = function (this: Database, sql: string) {
    texts.push(sql)
    return statement.call(this, sql)
  } as typeof statement
  await (await openStore({ path: ':memory:', onFault: () => {} })).close()
  Database.prototype.statement = statement
  t.ok(texts.length > 100, 'they were seen')

  const database = new Database({ path: ':memory:' })
  t.teardown(() => database.close())
  const unbounded = (sql: string): string[] => {
    // A plan does not depend on the values, so any will do.
    const explain = database.statement<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    const named = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1])
    const unnamed = [...sql.matchAll(/\?/g)].map(() => 1)
    const steps = explain.all(...named.length > 0 ? [Object.fromEntries(named)] : [], ...unnamed)
    const isForEach = steps.some(({ detail }) => detail.includes('VIRTUAL TABLE'))
    const isBounded = (detail: string): boolean => HANDED_IN.test(detail) || FILES.test(detail)
    return steps.map(({ detail }) => detail)
      .filter(detail => (UNBOUNDED.test(detail) && !isBounded(detail)) || (isForEach && WHOLE_CONVERSATION.test(detail)))
  }
  t.not(unbounded('SELECT body FROM messages WHERE sender_id = ?').length, 0, 'a table scan is found')
  t.not(unbounded('SELECT no FROM messages WHERE conversation_id = ? ORDER BY at').length, 0, 'so is sorting')
  t.not(unbounded("SELECT p.role FROM json_each('[]') AS named CROSS JOIN memberships AS p WHERE p.conversation_id = ? AND p.username = named.value AND p.left_seq IS NULL").length, 0,
    'so is walking through a whole group for each name')

  for (const sql of new Set(texts)) {
    const text = sql.trim().replaceAll(/\s+/g, ' ')
    if (!/\b(?:SELECT|UPDATE|DELETE)\b/.test(text) || ALLOWED.some(([part]) => text.includes(part))) continue
    t.same(unbounded(sql), [], text.slice(0, 200))
  }
})
