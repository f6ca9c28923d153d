import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { sessionValue } from '#plugins/session/session-cookie.ts'
import { openHoldline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { Database } from '#store/sqlite/database.ts'
import { testConfig } from '#test/world.ts'
import { describeMachine } from '../machine.ts'
import { report } from './report.ts'

/** Messages that one person may read, in conversations of a thousand each. */
const SIZES = [1_000, 10_000, 100_000] as const
const IN_EACH = 1_000
const AT = 1_700_000_000_000

interface Figures { readonly seconds: number, readonly mb: number, readonly rss: number, readonly turn: number }

/** Fills the history of ana: groups with ben, whose messages have some 80 bytes, half of them in Chinese. */
function fill (path: string, userId: string, count: number): void {
  const database = new Database({ path, pragmas: ['synchronous = OFF', 'foreign_keys = OFF'] })
  const run = (sql: string) => database.statement(sql).run()
  const numbers = (to: number) => `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${to - 1})`
  run('BEGIN')
  run(`INSERT INTO users (id, username, display_name, created_at) VALUES ('ben', 'ben', 'Ben', ${AT})`)
  run(`INSERT INTO conversations (id, kind, title, created_at, active_at, last_no, last_seq, changed_seq, member_count)
    ${numbers(count / IN_EACH)} SELECT 'c' || i, 'group', 'Tea ' || i, ${AT}, ${AT}, ${IN_EACH}, ${count + 10}, 1, 2 FROM n`)
  for (const [id, name] of [[userId, 'ana'], ['ben', 'ben']] as const) {
    run(`INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, role) SELECT id, '${id}', '${name}', 1, 1, 'member' FROM conversations`)
  }
  run(`INSERT INTO messages (seq, conversation_id, no, sender_id, client_id, kind, body, at, changed_seq)
    ${numbers(count)} SELECT i + 10, 'c' || (i / ${IN_EACH}), i % ${IN_EACH} + 1, CASE i % 2 WHEN 0 THEN '${userId}' ELSE 'ben' END, 'client-' || i, 'text',
      CASE i % 2 WHEN 0 THEN 'shall we have *tea and cake* tomorrow at noon? ' || i ELSE '我们明天中午一起喝茶吃蛋糕好吗？' || i END, ${AT} + i * 1000, i + 10 FROM n`)
  run(`INSERT INTO ledger (seq, type, at, conversation_id, no) VALUES (${count + 10}, 'message', ${AT}, 'c0', 1)`)
  run('UPDATE message_index_progress SET to_seq = 0')
  run('COMMIT')
  database.close()
}

/** Measures one export over HTTP, whose reader takes it as fast as it comes. */
async function measure (count: number, format: string): Promise<Figures> {
  const folder = mkdtempSync(`${tmpdir()}/holdline-export-`)
  const path = `${folder}/holdline.db`
  const options = { installation: installation(), database: { path }, config: testConfig(), clock: systemClock, log: pino({ level: 'silent' }) }
  const before = await openHoldline(options)
  const { id } = await before.people.accounts.add({ username: 'ana', password: 'correct horse', displayName: 'Ana' }, true)
  await before.close()
  fill(path, id, count)
  const { app, people, close } = await openHoldline(options)
  const { token } = await people.sessions.signIn(await people.accounts.byId(id), { userAgent: '', address: '127.0.0.1' })
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/api/me/export?format=${format}`
  try {
    const resting = process.memoryUsage().rss
    let [bytes, turn, rss, isOver] = [0, 0, resting, false]
    // The own work of each turn: what other programs do meanwhile is not in it.
    let last = process.threadCpuUsage()
    const look = () => {
      const { user, system } = process.threadCpuUsage(last)
      turn = Math.max(turn, (user + system) / 1_000)
      rss = Math.max(rss, process.memoryUsage().rss)
      last = process.threadCpuUsage()
      if (!isOver) setImmediate(look)
    }
    setImmediate(look)
    const cpu = process.cpuUsage()
    await new Promise<void>((resolve, reject) => {
      get(url, { headers: { cookie: `holdline_session=${sessionValue(token, '')}` } }, response => {
        response.on('data', (chunk: Buffer) => { bytes += chunk.length }).on('end', resolve).on('error', reject)
      }).on('error', reject)
    })
    isOver = true
    const { user, system } = process.cpuUsage(cpu)
    return { seconds: (user + system) / 1_000_000, mb: bytes / 1_000_000, rss: (rss - resting) / 1_000_000, turn }
  } finally {
    await close()
    rmSync(folder, { recursive: true })
  }
}

const rows: string[] = []
// Compiles what is measured.
for (const format of ['html', 'jsonl']) await measure(10_000, format)
for (const count of SIZES) {
  for (const format of ['html', 'jsonl']) {
    const { seconds, mb, rss, turn } = await measure(count, format)
    console.log(count, format, { seconds, mb, rss, turn })
    rows.push(`| ${count.toLocaleString('en')} | ${format} | ${mb.toFixed(1)} | ${seconds.toFixed(1)} | ${rss.toFixed(0)} | ${turn.toFixed(1)} |`)
  }
}

const head = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
report('export', `## An export

All that one person may read, over HTTP to a reader that takes it as fast as it comes: the size of the file in MB, seconds of a processor with those of
the reader, the most memory beyond that at rest in MB, and the most that one turn of the event loop worked in ms.

| messages | format | MB | s | memory | longest turn |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

\`npm run bench -- export\`, ${new Date().toISOString().slice(0, 10)}, ${head}. ${describeMachine('.').slice(0, 2).join('; ')}.`)
