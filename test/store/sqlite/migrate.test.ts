import Sqlite from 'better-sqlite3'
import t from 'tap'
import { migrate } from '#store/sqlite/migrate.ts'
import names from '#store/sqlite/migrations/0001-0010/0009-names.ts'
import memberships from '#store/sqlite/migrations/0011-0020/0011-memberships.ts'
import settings from '#store/sqlite/migrations/0011-0020/0013-settings.ts'
import { migrations } from '#store/sqlite/migrations/index.ts'

t.test('0004: an account’s mode → moved to its sessions, and removed from the ledger', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, 3))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES ('u1', 'ana', 'Ana', 1), ('u2', 'ben', 'Ben', 1);
    INSERT INTO accounts (user_id, password_hash, mode) VALUES ('u1', '-', 'plain'), ('u2', '-', 'live');
    INSERT INTO sessions (id, token_hash, user_id, kind, form_secret, created_at, last_seen_at, user_agent, address)
      VALUES ('s1', x'01', 'u1', 'cookie', '', 1, 1, '', ''), ('s2', x'02', 'u2', 'cookie', '', 1, 1, '', '');
    INSERT INTO ledger (seq, type, at, user_id, detail) VALUES (1, 'settings', 1, 'u1', '{"type":"settings","settings":{"mode":"plain","typing":true}}');`)
  migrate(connection, migrations.slice(0, 4))
  t.same(connection.prepare('SELECT id, mode, held_max FROM sessions ORDER BY id').raw().all(), [['s1', 'plain', null], ['s2', 'live', null]])
  t.same(connection.prepare('SELECT detail FROM ledger').pluck().get(), '{"type":"settings","settings":{"typing":true}}')
  t.throws(() => connection.exec("UPDATE sessions SET mode = 'turbo'"), /CHECK/)
  for (const heldMax of [0, 101]) t.throws(() => connection.exec(`UPDATE sessions SET held_max = ${heldMax}`), /CHECK/)
  connection.close()
})

t.test('0005: keys of sends → kept, each for one message of its sender', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, 4))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES ('u1', 'ana', 'Ana', 1), ('u2', 'ben', 'Ben', 1);
    INSERT INTO sends (sender_id, client_id, conversation_id, no, request_hash)
      VALUES ('u1', 'key-2', 'c1', 2, x'02'), ('u1', 'key-1', 'c1', 1, x'01'), ('u2', 'key-1', 'c2', 1, x'03');`)
  migrate(connection, migrations.slice(0, 5))
  const kept = connection.prepare('SELECT client_id, sender_id, conversation_id, no, hex(request_hash) FROM sends ORDER BY client_id, sender_id')
  t.same(kept.raw().all(), [['key-1', 'u1', 'c1', 1, '01'], ['key-1', 'u2', 'c2', 1, '03'], ['key-2', 'u1', 'c1', 2, '02']])
  const again = "INSERT INTO sends (sender_id, client_id, conversation_id, no, request_hash) VALUES ('u1', 'key-1', 'c9', 9, x'09')"
  t.throws(() => connection.exec(again), /UNIQUE/)
  t.throws(() => connection.exec(again.replace("'u1'", "'u3'")), /FOREIGN KEY/, 'and still a user’s')
  connection.close()
})

t.test('B02 0006: invisible names → the username; hidden characters in others → removed', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, 5))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at)
      VALUES ('u1', 'ana', '\u3164', 1), ('u2', 'ben', 'B\u200ben', 1), ('u3', 'cho', 'Z${'\u0310'.repeat(63)}', 1), ('u4', 'dan', 'Dan', 1);
    INSERT INTO former_names (user_id, last_seq, display_name) VALUES ('u4', 7, '\u2800');
    INSERT INTO conversations (id, kind, title, created_at, active_at) VALUES ('c1', 'group', '\u3164', 1, 1), ('c2', 'group', 'Harbour', 1, 1);
    INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq) VALUES
      (1, 'c1', 1, 'u1', 'system', '{"line":"group-made","by":"\u3164","title":"\u3164"}', 1, 1),
      (2, 'c1', 2, 'u2', 'system', '{"line":"left","who":"B\u200ben"}', 1, 2),
      (3, 'c1', 3, 'u2', 'text', 'B\u200ben', 1, 3), (4, 'c1', 4, 'u2', 'system', '{"line":"now-contacts"}', 1, 4);
    INSERT INTO contacts (holder_id, user_id, remark, since) VALUES ('u1', 'u2', '\u200b', 1);
    INSERT INTO site (key, value, changed_at) VALUES ('name', '\u3164', 1), ('signUp', 'open', 1);`)
  migrate(connection, migrations.slice(0, 6))
  const all = (sql: string) => connection.prepare(sql).pluck().all()
  t.same(all('SELECT display_name FROM users ORDER BY id'), ['ana', 'Ben', 'Z' + '\u0310'.repeat(4), 'Dan'])
  t.same(all("SELECT display_name FROM former_names WHERE user_id IN ('u1', 'u4') ORDER BY user_id"), ['ana', 'dan'])
  t.same(all('SELECT title FROM conversations ORDER BY id'), ['…', 'Harbour'])
  t.same(all('SELECT body FROM messages ORDER BY seq'), [
    '{"line":"group-made","by":"…","title":"…"}', '{"line":"left","who":"Ben"}', 'B\u200ben', '{"line":"now-contacts"}'
  ])
  t.same(all('SELECT remark FROM contacts'), [''])
  t.same(all('SELECT value FROM site ORDER BY key'), ['Holdline', 'open'])
  connection.close()
})

t.test('S17 0006: time zones → one canonical name; unknown ones removed', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, 5))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES ('u1', 'ana', 'Ana', 1), ('u2', 'ben', 'Ben', 1), ('u3', 'cho', 'Cho', 1), ('u4', 'dan', 'Dan', 1);
    INSERT INTO accounts (user_id, password_hash, time_zone) VALUES ('u1', '-', 'eUROPE/bERLIN'), ('u2', '-', 'Europe/Berlin'), ('u3', '-', 'Mars/Port'), ('u4', '-', NULL);
    INSERT INTO site (key, value, changed_at) VALUES ('timeZone', 'asia/shanghai', 1);`)
  migrate(connection, migrations.slice(0, 6))
  t.same(connection.prepare('SELECT time_zone FROM accounts ORDER BY user_id').pluck().all(), ['Europe/Berlin', 'Europe/Berlin', null, null])
  t.same(connection.prepare('SELECT value FROM site').pluck().all(), ['Asia/Shanghai'])
  connection.close()
})

t.test('S17 0006: many accounts with one spelling of a zone → looked up once', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, 5))
  connection.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO users (id, username, display_name, created_at) SELECT 'u' || i, 'u' || i, 'U', 1 FROM n;
    INSERT INTO accounts (user_id, password_hash, time_zone)
      SELECT id, '-', CASE WHEN id LIKE '%1' THEN 'europe/berlin' ELSE 'Asia/Shanghai' END FROM users;`)
  const { DateTimeFormat } = Intl
  let made = 0
  Intl.DateTimeFormat = new Proxy(DateTimeFormat, { construct (Target, given) { made++; return new Target(...given) } })
  t.teardown(() => { Intl.DateTimeFormat = DateTimeFormat })
  migrate(connection, migrations.slice(0, 6))
  t.ok(made > 0 && made <= 4, `looked up ${made} times`)
  t.same(connection.prepare('SELECT time_zone, count(*) FROM accounts GROUP BY 1 ORDER BY 1').raw().all(), [['Asia/Shanghai', 270], ['Europe/Berlin', 30]])
  connection.close()
})

t.test('B03 0008: old accounts → found by every word of a name; contacts sorted by remark', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, migrations.indexOf(names)))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES
      ('u1', 'ana', 'Ana Álvarez', 1), ('u2', 'ben', '王小明', 1), ('u3', 'cho', 'Cho', 1), ('u4', 'off', 'Off', 1);
    INSERT INTO accounts (user_id, password_hash, findable, disabled_at) VALUES ('u1', '-', 1, NULL), ('u2', '-', 1, NULL), ('u3', '-', 0, NULL), ('u4', '-', 1, 9);
    INSERT INTO contacts (holder_id, user_id, remark, since) VALUES ('u3', 'u1', '', 1), ('u3', 'u2', 'Aaron', 1);`)
  migrate(connection, migrations.slice(0, migrations.indexOf(names) + 1))
  t.same(connection.prepare('SELECT token, user_id FROM name_tokens ORDER BY token').raw().all(),
    [['alvarez', 'u1'], ['ana', 'u1'], ['ben', 'u2'], ['小明', 'u2'], ['明', 'u2'], ['王小', 'u2']])
  t.same(connection.prepare('SELECT sort_key FROM contacts WHERE holder_id = ? ORDER BY sort_key').pluck().all('u3'), ['aaron  ben', 'ana alvarez  ana'])
  connection.close()
})

t.test('S15 0010: former members → their member count; empty direct conversations → opening time', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, migrations.indexOf(memberships)))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES ('u1', 'ana', 'Ana', 1), ('u2', 'ben', 'Ben', 1), ('u3', 'cho', 'Cho', 1);
    INSERT INTO conversations (id, kind, title, low_user, high_user, created_at, active_at, last_no, member_count)
      VALUES ('g', 'group', 'Tea', NULL, NULL, 1, 1, 3, 1), ('d', 'direct', NULL, 'u1', 'u2', 1, 1, 0, 2);
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, left_seq, left_no, role) VALUES
      ('g', 'u1', 1, 1, NULL, NULL, 'owner'), ('g', 'u2', 1, 1, 5, 2, 'member'), ('g', 'u3', 1, 1, 7, 3, 'member'), ('d', 'u1', 9, 1, NULL, NULL, 'member');
    INSERT INTO ledger (seq, type, at, user_id, detail) VALUES (9, 'conversation', 1234, 'u1', '{}');`)
  migrate(connection, migrations.slice(0, migrations.indexOf(memberships) + 1))
  t.same(connection.prepare('SELECT conversation_id, user_id, left_count, joined_at FROM memberships ORDER BY conversation_id, user_id').raw().all(),
    [['d', 'u1', null, 1234], ['g', 'u1', null, null], ['g', 'u2', 2, null], ['g', 'u3', 1, null]])
  connection.close()
})

t.test('S15 0011: each leaving → the count of members who stayed', async t => {
  const connection = new Sqlite(':memory:')
  migrate(connection, migrations.slice(0, migrations.indexOf(memberships)))
  const periods: Array<[user: string, joined: number, left: number | null]> = [
    ['u1', 1, 6], ['u2', 1, 3], ['u3', 1, null], ['u4', 1, 4], ['u2', 5, 8], ['u4', 7, null], ['u1', 8, 9]
  ]
  connection.exec("INSERT INTO conversations (id, kind, title, created_at, active_at) VALUES ('g', 'group', 'Tea', 1, 1), ('h', 'group', 'Tea', 1, 1)")
  const addUser = connection.prepare('INSERT INTO users (id, username, display_name, created_at) VALUES (?, ?, ?, 1)')
  for (const user of ['u1', 'u2', 'u3', 'u4']) addUser.run(user, user, user)
  const join = connection.prepare(`
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, left_seq, left_no, role) VALUES (?, ?, ?, 1, ?, ?, 'member')`)
  for (const [user, joined, left] of periods) join.run('g', user, joined, left, left)
  join.run('h', 'u1', 2, null, null)
  migrate(connection, migrations.slice(0, migrations.indexOf(memberships) + 1))
  t.same(connection.prepare('SELECT left_seq, left_count FROM memberships WHERE left_seq IS NOT NULL ORDER BY left_seq').raw().all(),
    [[3, 3], [4, 2], [6, 2], [8, 3], [9, 2]])
  t.equal(connection.prepare('SELECT count(*) FROM memberships WHERE left_seq IS NULL AND left_count IS NOT NULL').pluck().get(), 0)
  connection.close()
})

t.test('0013 turns settings that were chosen into rows, and removes their columns', async t => {
  const connection = new Sqlite(':memory:')
  connection.pragma('foreign_keys = ON')
  migrate(connection, migrations.slice(0, migrations.indexOf(settings)))
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES ('u1', 'ana', 'Ana', 1), ('u2', 'ben', 'Ben', 1), ('u3', 'cho', 'Cho', 1);
    INSERT INTO accounts (user_id, password_hash, language, time_zone, is_admin) VALUES ('u1', '-', 'zh', 'Asia/Shanghai', 1);
    INSERT INTO accounts (user_id, password_hash, enter_sends, findable, show_receipts, show_presence, show_typing) VALUES ('u2', '-', 0, 0, 0, 0, 0);
    INSERT INTO accounts (user_id, password_hash) VALUES ('u3', '-');`)
  migrate(connection, migrations.slice(0, migrations.indexOf(settings) + 1))
  const rows = () => connection.prepare('SELECT user_id, name, value FROM settings ORDER BY user_id, name').raw().all()
  t.same(rows(), [
    ['u1', 'language', '"zh"'], ['u1', 'timeZone', '"Asia/Shanghai"'],
    ...['enterSends', 'findable', 'presence', 'receipts', 'typing'].map(name => ['u2', name, 'false'])
  ])
  t.same(connection.prepare('SELECT * FROM accounts WHERE user_id = ?').get('u1'), { user_id: 'u1', password_hash: '-', is_admin: 1, disabled_at: null })
  t.throws(() => connection.exec("INSERT INTO settings (user_id, name, value) VALUES ('u3', 'language', 'zh')"), /CHECK/, 'a value is JSON')
  t.throws(() => connection.exec("INSERT INTO settings (user_id, name, value) VALUES ('u9', 'language', 'null')"), /FOREIGN KEY/)
  connection.exec("DELETE FROM accounts WHERE user_id = 'u2'")
  t.equal(rows().length, 2, 'they go with their account')
  connection.close()
})

t.test('0013 takes any kind of message, and keeps each message, index and foreign key', async t => {
  const connection = new Sqlite(':memory:')
  connection.pragma('foreign_keys = ON')
  const before = migrations.slice(0, migrations.indexOf(settings))
  migrate(connection, before)
  connection.exec(`
    INSERT INTO users (id, username, display_name, created_at) VALUES ('u1', 'ana', 'Ana', 1);
    INSERT INTO conversations (id, kind, title, created_at, active_at) VALUES ('c1', 'group', 'Tea', 1, 1);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO messages (seq, conversation_id, no, sender_id, client_id, kind, body, at, changed_seq)
      SELECT i, 'c1', i, 'u1', 'k' || i, CASE i % 9 WHEN 0 THEN 'system' ELSE 'text' END, 'text ' || i, i, i FROM n;
    INSERT INTO revisions (message_seq, seq, body, at) VALUES (7, 7, 'said before', 7);`)
  const add = (seq: number, columns: string) => () => connection.exec(`
    INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq) VALUES (${seq}, ${columns}, 'x', 1, 1)`)
  t.throws(add(2001, "'c1', 2001, 'u1', 'image'"), /CHECK/, 'refused before')
  const columns = () => connection.pragma('table_xinfo(messages)')
  const standing = () => [columns(), connection.pragma('index_list(messages)'), connection.pragma('foreign_key_list(messages)'),
    connection.prepare('SELECT * FROM messages ORDER BY seq').raw().all(), connection.prepare('SELECT * FROM revisions').raw().all()]
  const stood = standing()
  const pages = connection.pragma('page_count', { simple: true }) as number
  migrate(connection, [...before, settings])
  t.same(standing(), stood)
  t.ok((connection.pragma('page_count', { simple: true }) as number) <= pages + 2, 'no message was copied')
  add(2001, "'c1', 2001, 'u1', 'image'")()
  t.throws(add(2002, "'c1', 1, 'u1', 'text'"), /UNIQUE/)
  t.throws(add(2002, "'c1', 0, 'u1', 'text'"), /CHECK/, 'other checks stand')
  t.throws(add(2002, "'c9', 1, 'u1', 'text'"), /FOREIGN KEY/)
  t.throws(add(2002, "'c1', 2002, 'u1', NULL"), /NOT NULL/)
  connection.exec('DELETE FROM messages WHERE seq = 7')
  t.equal(connection.prepare('SELECT count(*) FROM revisions').pluck().get(), 0, 'revisions go with their message')
  t.same(connection.pragma('integrity_check'), [{ integrity_check: 'ok' }])
  connection.pragma('writable_schema = ON')
  t.throws(() => connection.exec("UPDATE sqlite_schema SET sql = sql || ' '"), /may not be modified/, 'nothing else may write the schema')
  connection.close()
})
