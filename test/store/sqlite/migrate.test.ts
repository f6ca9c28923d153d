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

t.test('0005 keeps every key of what was sent, each still good for one message of its sender', async t => {
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
