import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import BetterSqlite3 from 'better-sqlite3'
import type { Credentials } from '../../load/drivers/holdline.ts'

/** Members of the large group, the most that there may be; as many of them are parked as the small one grows to tenfold. */
export const LARGE = 10_000
export const SMALL = 100
export const PARKED_MEMBERS = 1_000
/** People in neither group who talk to each other, in pairs. */
export const TALKERS = 200

/** Seeds the people, lets everybody be added by everybody, and signs in those who are parked: `members` of the group, and `talkers`. */
export function prepareGroups (dataDir: string): { readonly members: Credentials, readonly talkers: Credentials } {
  const seeded = spawnSync(process.execPath, [`${import.meta.dirname}/../../seed.ts`, '--data', dataDir, '--users', String(LARGE + TALKERS)])
  if (seeded.status !== 0) throw new Error(`seeding failed: ${seeded.stderr.toString()}`)
  const database = new BetterSqlite3(`${dataDir}/holdline.db`)
  try {
    const { cookies, directs } = database.transaction(() => signIn(database))()
    const those = (from: number, to: number) => ({ cookies: cookies.slice(from, to), directs: directs.slice(from, to), group: '', seconds: [] })
    return { members: those(0, PARKED_MEMBERS), talkers: those(PARKED_MEMBERS, PARKED_MEMBERS + TALKERS) }
  } finally {
    database.close()
  }
}

function signIn (database: BetterSqlite3.Database): Pick<Credentials, 'cookies' | 'directs'> {
  const at = Date.now()
  database.exec("INSERT INTO settings (user_id, name, value) SELECT id, 'addToGroups', '\"everybody\"' FROM users")
  const idOf = database.prepare<[string], string>('SELECT id FROM users WHERE username = ?').pluck()
  const talk = database.prepare<[string, string, string, string], string>(
    'SELECT id FROM conversations WHERE low_user = min(?, ?) AND high_user = max(?, ?)').pluck()
  const addSession = database.prepare(`
    INSERT INTO sessions (id, token_hash, user_id, kind, form_secret, created_at, last_seen_at, user_agent, address)
    VALUES (?, ?, ?, 'cookie', ?, ?, ?, '', '192.0.2.1')`)
  const ids = numbersOfParked().map(number => idOf.get(`u${number}`) ?? '')
  const cookies = ids.map((userId, who) => {
    const token = hash('sha256', `groups ${who}`, 'base64url')
    addSession.run(hash('sha256', `id ${who}`, 'base64url').slice(0, 16), hash('sha256', token, 'buffer'), userId, 'S'.repeat(24), at, at)
    return `holdline_session=s.${token}.`
  })
  const directs = ids.map((userId, who) => {
    const other = ids[who ^ 1] ?? ''
    return talk.get(userId, other, userId, other) ?? ''
  })
  return { cookies, directs }
}

/** The people of the crowd by their numbers in the data: members first, then those who talk. */
function numbersOfParked (): number[] {
  return Array.from({ length: PARKED_MEMBERS + TALKERS }, (_, who) => who < PARKED_MEMBERS ? who : LARGE + who - PARKED_MEMBERS)
}
