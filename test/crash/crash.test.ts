import t from 'tap'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { crash } from './rounds.ts'
import { judge } from './verdict.ts'
import { Person } from './person.ts'
import { Server } from './server.ts'

const ROUNDS = 3

t.setTimeout(120_000)

t.test('D6 kill -9 under load → every confirmed send stored once, every seen message unchanged', async t => {
  const data = t.testdir()
  const { complaints, sends, seen, cuts } = await crash(data, ROUNDS, line => t.comment(line))
  t.same(complaints, [])
  t.ok(sends > 100 && seen > sends, `under load: ${sends} sends, ${seen} deliveries`)
  t.ok(cuts > ROUNDS, `the kills cut calls: ${cuts}`)

  await t.test('a planted loss, gap or changed text → reported', async t => {
    const database = join(data, 'holdline.db')
    const file = new Sqlite(database)
    const witness = new Person(new Server(data), 'ben')
    const row = file.prepare<[], { seq: number, conversationId: string, no: number, clientId: string, body: string }>(`
      SELECT seq, conversation_id AS conversationId, no, client_id AS clientId, body FROM messages
      WHERE client_id LIKE 'ben-%' ORDER BY no LIMIT 1`).get()
    if (row === undefined) return t.fail('ben said nothing')
    witness.sends.push({ conversationId: row.conversationId, clientId: row.clientId, body: row.body, no: row.no })
    t.notMatch(judge(database, [witness]).join('\n'), /promised|stands where/)
    file.prepare('UPDATE messages SET body = ? WHERE seq = ?').run('something else', row.seq)
    t.match(judge(database, [witness]).join('\n'), /was promised/)
    file.prepare('DELETE FROM messages WHERE seq = ?').run(row.seq)
    t.match(judge(database, [witness]).join('\n'), /stands where/)
    t.match(judge(database, [witness]).join('\n'), /was never shown/)
    file.close()
  })
})
