import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { migrations } from '#store/sqlite/migrations/index.ts'

t.test('the live connection → flushes around checkpoints, checks references, erases deleted rows', async t => {
  const database = new Database({ path: join(t.testdir(), 'holdline.db') })
  t.equal(database.pragma('synchronous'), 1)
  t.equal(database.pragma('journal_mode'), 'wal')
  t.equal(database.pragma('foreign_keys'), 1)
  t.equal(database.pragma('secure_delete'), 1)
  database.reopen()
  t.equal(database.pragma('synchronous'), 1, 'after reopening too')
  t.equal(database.pragma('user_version'), migrations.length)
  database.close()
})

t.test('the log is in use when it is to be emptied -> writes wait for a moment as before', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const database = new Database({ path })
  const reader = new Sqlite(path, { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM users').get()
  database.statement<[string, string, number]>('INSERT INTO site (key, value, changed_at) VALUES (?, ?, ?)').run('name', 'Holdline', 1)
  database.wipeLog()
  t.equal(database.pragma('busy_timeout'), 2_000)
  reader.close()
  database.close()
})

t.test('a written row → there when the database is opened again, migrated once', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const first = new Database({ path })
  first.statement<[string, string, number]>('INSERT INTO site (key, value, changed_at) VALUES (?, ?, ?)').run('name', 'Holdline', 1)
  first.close()
  const second = new Database({ path })
  t.same(second.statement('SELECT key, value FROM site').all(), [{ key: 'name', value: 'Holdline' }])
  second.close()
})

t.test('a statement prepared before a reopen → works after it', async t => {
  const database = new Database({ path: join(t.testdir(), 'holdline.db') })
  const count = database.statement<[], { n: number }>('SELECT count(*) AS n FROM site')
  database.reopen()
  t.equal(count.get()?.n, 0)
  database.close()
})

t.test('nested reads → one unit; a read that throws → no transaction left open', async t => {
  const database = new Database({ path: ':memory:' })
  t.equal(database.read(() => database.read(() => database.inTransaction)), true, 'a nested read shares the transaction')
  t.throws(() => database.read(() => { throw new Error('oh') }), { message: 'oh' })
  t.equal(database.inTransaction, false)
  database.close()
})

t.test('a database newer than the program → refused by name and unchanged', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const raw = new Sqlite(path)
  raw.pragma(`user_version = ${migrations.length + 1}`)
  raw.close()
  t.throws(() => new Database({ path }), { name: 'StoreError', fault: 'newer' })
  const after = new Sqlite(path)
  t.equal(after.pragma('user_version', { simple: true }), migrations.length + 1)
  t.same(after.prepare('SELECT name FROM sqlite_schema').all(), [])
  after.close()
})

t.test('a failing migration → nothing changed', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const raw = new Sqlite(path)
  raw.exec('CREATE TABLE conversations (id TEXT)')
  raw.close()
  t.throws(() => new Database({ path }), /already exists/)
  const after = new Sqlite(path)
  t.equal(after.pragma('user_version', { simple: true }), 1, 'the first is done, the second not started')
  after.close()
})

t.test('a file that is no database → refused by name', async t => {
  const path = join(t.testdir(), 'holdline.db')
  writeFileSync(path, 'Dear diary, '.repeat(1_000))
  t.throws(() => new Database({ path }), { name: 'StoreError', fault: 'corrupt' })
})

t.test('a damaged page → found at the start', async t => {
  const dir = t.testdir()
  const path = join(dir, 'holdline.db')
  new Database({ path }).close()
  const damaged = join(dir, 'damaged.db')
  const bytes = new Sqlite(path, { readonly: true }).serialize()
  const page = 4096
  bytes.fill(0x5a, 3 * page, 5 * page)
  writeFileSync(damaged, bytes)
  t.throws(() => new Database({ path: damaged }), { name: 'StoreError', fault: 'corrupt' })
})

t.test('a missing folder → SQLite’s own error, not reported as damage', async t => {
  t.throws(() => new Database({ path: join(t.testdir(), 'nowhere', 'holdline.db') }), /directory does not exist/)
})
