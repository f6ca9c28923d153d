import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import BetterSqlite3 from 'better-sqlite3'

/** Users beside the attacker: all are contacts of theirs, and members of one group with them. */
const PEOPLE = 600
const DIRECTS = 300
const GROUP_OF_50_MESSAGES = 20_000
const WORST_MESSAGES = 200
const SESSIONS = 100

/** 8 kB of almost-links: the slowest text for linkify-it. */
const WORST_TEXT = 'ж.com|'.repeat(1_150)

export interface Prepared {
  /** The attacker's `Cookie` header. */
  readonly cookie: string
  readonly worst: string
  readonly longGroup: string
  readonly bigGroup: string
  /** A message of theirs in the big group, which they may edit. */
  readonly ownNo: number
  readonly names: readonly string[]
  /** Two others who talk to each other. */
  readonly talkers: { readonly cookies: readonly [string, string], readonly conversation: string }
}

/** Seeds a folder, and adds by SQL the rows that one account would take days to make. */
export function prepareDearest (dataDir: string): Prepared {
  const seeded = spawnSync(process.execPath, [`${import.meta.dirname}/../../seed.ts`, '--data', dataDir, '--users', String(PEOPLE)])
  if (seeded.status !== 0) throw new Error(`seeding failed: ${seeded.stderr.toString()}`)
  const database = new BetterSqlite3(`${dataDir}/holdline.db`)
  try {
    return database.transaction(() => fill(database))()
  } finally {
    database.close()
  }
}

function fill (database: BetterSqlite3.Database): Prepared {
  const at = Date.now()
  const one = (sql: string, ...params: unknown[]) => database.prepare(sql).pluck().get(...params) as string
  const idOf = (name: string) => one('SELECT id FROM users WHERE username = ?', name)
  const me = idOf('u0')
  const others = database.prepare('SELECT id, username FROM users WHERE id <> ? ORDER BY username').all(me) as { id: string, username: string }[]
  let seq = Number(one('SELECT max(seq) FROM ledger'))

  const addContact = database.prepare('INSERT INTO contacts (holder_id, user_id, remark, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
  for (const { id } of others) {
    addContact.run(me, id, 'a remark of some length', at)
    addContact.run(id, me, '', at)
  }

  const addConversation = database.prepare(`
    INSERT INTO conversations (id, kind, title, low_user, high_user, created_at, active_at, changed_seq, last_seq, member_count)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const addMember = database.prepare('INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, role) VALUES (?, ?, ?, 1, ?)')
  const addMessage = database.prepare(`
    INSERT INTO messages (seq, conversation_id, no, sender_id, client_id, kind, body, at, changed_seq) VALUES (?, ?, ?, ?, ?, 'text', ?, ?, ?)`)
  const addEvent = database.prepare("INSERT INTO ledger (seq, type, at, conversation_id, no) VALUES (?, 'message', ?, ?, ?)")
  const addJoin = database.prepare("INSERT INTO ledger (seq, type, at, conversation_id) VALUES (?, 'conversation', ?, ?)")
  const advance = database.prepare('UPDATE conversations SET last_no = ?, last_seq = ?, active_at = ? WHERE id = ?')

  function open (id: string, kind: 'direct' | 'group', members: readonly string[]): string {
    const [low = '', high = ''] = [...members].sort()
    seq++
    addConversation.run(id, kind, kind === 'group' ? id : null, kind === 'group' ? null : low, kind === 'group' ? null : high, at, at, seq, seq, members.length)
    for (const member of members) addMember.run(id, member, seq, member === me && kind === 'group' ? 'owner' : 'member')
    addJoin.run(seq, at, id)
    return id
  }

  function say (conversation: string, senders: readonly string[], count: number, text: (n: number) => string): number {
    let no = Number(one('SELECT last_no FROM conversations WHERE id = ?', conversation))
    for (let n = 0; n < count; n++) {
      seq++
      no++
      addMessage.run(seq, conversation, no, senders[n % senders.length], `dear-${seq}`, text(n), at, seq)
      addEvent.run(seq, at, conversation, no)
    }
    advance.run(no, seq, at, conversation)
    return no
  }

  for (const { id, username } of others.slice(10, DIRECTS)) {
    const isThere = database.prepare('SELECT 1 FROM conversations WHERE low_user = min(?, ?) AND high_user = max(?, ?)').get(me, id, me, id)
    if (isThere === undefined) say(open(`dear-direct-${username}`, 'direct', [me, id]), [me, id], 2, n => `line ${n}`)
  }
  const ids = others.map(({ id }) => id)
  const longGroup = open('dear-group-of-50', 'group', [me, ...ids.slice(0, 49)])
  say(longGroup, [me, ...ids.slice(0, 49)], GROUP_OF_50_MESSAGES, n => `message ${n}`)
  const worst = open('dear-worst', 'group', [me, ids[0] ?? ''])
  say(worst, [me, ids[0] ?? ''], WORST_MESSAGES, () => WORST_TEXT)
  const bigGroup = one("SELECT id FROM conversations WHERE title = 'all'")
  const ownNo = say(bigGroup, [me], 1, () => 'to be edited')

  const addSession = database.prepare(`
    INSERT INTO sessions (id, token_hash, user_id, kind, form_secret, created_at, last_seen_at, user_agent, address)
    VALUES (?, ?, ?, 'cookie', ?, ?, ?, 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0', '192.0.2.1')`)
  function signedIn (user: string, name: string): string {
    const token = hash('sha256', name, 'base64url')
    addSession.run(hash('sha256', `id of ${name}`, 'base64url').slice(0, 16), hash('sha256', token, 'buffer'), user, 'S'.repeat(24), at, at)
    return `holdline_session=s.${token}.`
  }
  for (let n = 1; n < SESSIONS; n++) signedIn(me, `u0 ${n}`)
  const [ana, ben] = [idOf('u590'), idOf('u591')]
  return {
    cookie: signedIn(me, 'u0'),
    worst,
    longGroup,
    bigGroup,
    ownNo,
    names: others.map(({ username }) => username),
    talkers: {
      cookies: [signedIn(ana, 'u590'), signedIn(ben, 'u591')],
      conversation: one('SELECT id FROM conversations WHERE low_user = min(?, ?) AND high_user = max(?, ?)', ana, ben, ana, ben)
    }
  }
}
