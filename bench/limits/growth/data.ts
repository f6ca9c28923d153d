import { Database } from '#store/sqlite/database.ts'

/** Size of the site in one measurement. */
export interface Size {
  /** In the group `long`, half of them by ana, who has read none. */
  readonly messages: number
  /** Members of the group `long`, each with another readNo. */
  readonly members: number
  /** Other groups of ana and ben, with five messages each. */
  readonly conversations: number
  /** Number of contacts of ana, of users who ask to be one, and of users that she blocks: so many of each. */
  readonly contacts: number
}

const NOW = 1_800_000_000_000

/** Fills a database that holds the cast of `test/support/world.ts` with rows, as users would have made them, only faster. */
export function fill (path: string, { messages, members, conversations, contacts }: Size): void {
  const database = new Database({ path, pragmas: ['synchronous = OFF', 'foreign_keys = OFF'] })
  const run = (sql: string) => database.statement(sql).run()
  const count = (from: number, to: number) => `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})`
  const ana = "(SELECT id FROM users WHERE username = 'ana')"
  const ben = "(SELECT id FROM users WHERE username = 'ben')"
  const seqOf = (where: string) => Number(database.statement<[], { seq: number }>(`SELECT ifnull(max(seq), 0) AS seq FROM ${where}`).get()?.seq)
  run('BEGIN')
  const people = Math.max(members, 3 * contacts)
  run(`${count(1, people)} INSERT INTO users (id, username, display_name, created_at) SELECT 'u' || i, 'u' || i, 'User ' || i, ${NOW} FROM n`)
  run(`${count(1, people)} INSERT INTO accounts (user_id, password_hash) SELECT 'u' || i, '' FROM n`)
  run(`${count(1, contacts)} INSERT INTO contacts (holder_id, user_id, since) SELECT ${ana}, 'u' || i, ${NOW} FROM n`)
  run(`${count(1, contacts)} INSERT INTO contacts (holder_id, user_id, since) SELECT 'u' || i, ${ana}, ${NOW} FROM n`)
  run(`${count(1, contacts)} INSERT INTO contact_requests (id, from_id, to_id, note, at, state, changed_at)
    SELECT 'r' || i, 'u' || (${contacts} + i), ${ana}, 'Hello', ${NOW} + i, 'open', ${NOW} FROM n`)
  run(`${count(1, contacts)} INSERT INTO blocks (holder_id, user_id, since) SELECT ${ana}, 'u' || (2 * ${contacts} + i), ${NOW} FROM n`)

  const from = seqOf('ledger')
  group('long', from + 1, members)
  run(`${count(1, members - 2)} INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, role)
    SELECT 'long', 'u' || i, 'u' || i, ${from + 1}, 1, 'member' FROM n`)
  run(`${count(1, messages)} INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq)
    SELECT ${from + 1} + i, 'long', i, CASE i % 2 WHEN 0 THEN ${ana} ELSE ${ben} END, 'text', 'Message ' || i, ${NOW} + i, ${from + 1} + i FROM n`)
  run(`UPDATE users SET delivered_seq = ${from + 1} + abs(random()) % ${messages} WHERE id LIKE 'u%' AND username LIKE 'u%'`)
  run(`UPDATE conversations SET last_no = ${messages}, last_seq = ${from + 1 + messages}, active_at = ${NOW} WHERE id = 'long'`)
  run(`UPDATE memberships SET read_no = ${messages} WHERE conversation_id = 'long' AND user_id = ${ben}`)
  run(`INSERT INTO ledger (seq, type, at, conversation_id, no)
    SELECT seq, 'message', at, conversation_id, no FROM messages WHERE conversation_id = 'long' ORDER BY seq`)

  const then = from + 1 + messages
  for (let index = 0; index < conversations; index++) {
    const seq = then + index * 5
    group(`talk-${index}`, seq, 2)
    run(`${count(1, 5)} INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq)
      SELECT ${seq} + i, 'talk-${index}', i, ${ben}, 'text', 'Hello ' || i, ${NOW}, ${seq} + i FROM n`)
    run(`${count(1, 5)} INSERT INTO ledger (seq, type, at, conversation_id, no) SELECT ${seq} + i, 'message', ${NOW}, 'talk-${index}', i FROM n`)
    run(`UPDATE conversations SET last_no = 5, last_seq = ${seq + 5} WHERE id = 'talk-${index}'`)
  }
  run('COMMIT')
  database.close()

  function group (id: string, seq: number, memberCount: number): void {
    run(`INSERT INTO conversations (id, kind, title, created_at, active_at, changed_seq, last_seq, member_count)
      VALUES ('${id}', 'group', 'Talk', ${NOW}, ${NOW}, ${seq}, ${seq}, ${memberCount})`)
    run(`INSERT INTO memberships (conversation_id, user_id, username, joined_seq, joined_no, role)
      SELECT '${id}', id, username, ${seq}, 1, 'member' FROM users WHERE username IN ('ana', 'ben')`)
  }
}
