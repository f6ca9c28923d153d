import Sqlite from 'better-sqlite3'
import type { Person } from './person.ts'

interface Row {
  readonly seq: number
  readonly conversationId: string
  readonly no: number
  readonly clientId: string | null
  readonly kind: string
  readonly body: string
}

/** The broken promises, one sentence each; empty when all were kept. */
export function judge (path: string, people: readonly Person[]): string[] {
  const file = new Sqlite(path, { readonly: true })
  const rows = file.prepare<[], Row>(`
    SELECT seq, conversation_id AS conversationId, no, client_id AS clientId, kind, body FROM messages ORDER BY conversation_id, no`).all()
  const ledger = file.prepare<[], { seq: number }>('SELECT seq FROM ledger ORDER BY seq').all()
  const members = file.prepare<[], { userId: string, username: string, conversationId: string }>(`
    SELECT u.id AS userId, u.username, m.conversation_id AS conversationId FROM memberships AS m JOIN users AS u ON u.id = m.user_id`).all()
  const integrity = file.pragma('integrity_check', { simple: true })
  file.close()

  const complaints: string[] = integrity === 'ok' ? [] : [`integrity_check says ${String(integrity)}`]
  complaints.push(...withoutGaps(rows, ledger))
  const texts = rows.filter(row => row.kind === 'text')
  const byPlace = new Map(rows.map(row => [`${row.conversationId} ${row.no}`, row]))
  for (const person of people) {
    const homes = new Set(members.filter(({ username }) => username === person.username).map(({ conversationId }) => conversationId))
    complaints.push(
      ...promisesKept(person, byPlace, texts),
      ...sightsKept(person, byPlace),
      ...nothingMissed(person, texts.filter(row => homes.has(row.conversationId)))
    )
  }
  return complaints
}

function withoutGaps (rows: readonly Row[], ledger: ReadonlyArray<{ seq: number }>): string[] {
  const complaints: string[] = []
  let last: Row | null = null
  for (const row of rows) {
    const due: number = last?.conversationId === row.conversationId ? last.no + 1 : 1
    if (row.no !== due) complaints.push(`no ${row.no} stands where ${due} should in ${row.conversationId}`)
    last = row
  }
  for (const [index, { seq }] of ledger.entries()) if (seq !== index + 1) return [...complaints, `event ${seq} is number ${index + 1} of the ledger`]
  return complaints
}

/** Every send answered 2xx is stored once, under the number it was given. */
function promisesKept ({ username, sends }: Person, byPlace: ReadonlyMap<string, Row>, texts: readonly Row[]): string[] {
  const complaints: string[] = []
  const times = new Map<string, number>()
  for (const { clientId } of texts) if (clientId !== null) times.set(clientId, (times.get(clientId) ?? 0) + 1)
  for (const { clientId, conversationId, no, body } of sends) {
    if ((times.get(clientId) ?? 0) > 1) complaints.push(`${clientId} is stored ${times.get(clientId)} times`)
    if (no === null) continue
    const row = byPlace.get(`${conversationId} ${no}`)
    if (row?.clientId !== clientId || row.body !== body) complaints.push(`${username} was promised ${clientId} as no ${no}, which is ${JSON.stringify(row)}`)
  }
  return complaints
}

/** Every event that a user received keeps its number and its text. */
function sightsKept ({ username, seen }: Person, byPlace: ReadonlyMap<string, Row>): string[] {
  return seen.flatMap(event => {
    if (event.type !== 'message') return []
    const row = byPlace.get(`${event.conversationId} ${event.message.no}`)
    if (row?.seq === event.seq && row.clientId === event.message.clientId && row.body === event.message.body) return []
    return [`${username} saw ${JSON.stringify(event)}, which is ${JSON.stringify(row)}`]
  })
}

function nothingMissed ({ username, seen }: Person, due: readonly Row[]): string[] {
  const shown = new Set(seen.map(({ seq }) => seq))
  return due.filter(({ seq }) => !shown.has(seq)).map(({ seq, clientId }) => `${username} was never shown ${clientId} (${seq})`)
}
