import Sqlite from 'better-sqlite3'
import t from 'tap'
import { migrate } from '#store/sqlite/migrate.ts'
import { migrations } from '#store/sqlite/migrations/index.ts'

t.test('0004 gives a version that was an account’s to each of its sessions, and takes it out of what the ledger told', async t => {
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
