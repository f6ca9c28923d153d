import { join } from 'node:path'
import { Database } from '#store/sqlite/database.ts'
import { Person } from './person.ts'
import { Server } from './server.ts'
import { judge } from './verdict.ts'

const NAMES = ['ana', 'ben', 'cho', 'dee', 'eve', 'fay']
/** Lifetime of a process under load before it is killed. */
const LIFE_MS = { least: 50, most: 700 }
/** Parallel sends of each user. */
const SENDS_AT_ONCE = 4
const SETTLE_WITHIN_MS = 30_000

export interface Report {
  /** Broken promises, one sentence each. */
  readonly complaints: readonly string[]
  readonly sends: number
  readonly seen: number
  /** Calls cut by a kill: proof that the kills hit something. */
  readonly cuts: number
  readonly pragmas: { readonly synchronous: unknown, readonly journalMode: unknown }
}

/** Kills the server `rounds` times under load in a data folder, and checks what is stored. Ends every process it starts. */
export async function crash (data: string, rounds: number, tell: (line: string) => void): Promise<Report> {
  const server = new Server(data)
  const people = NAMES.map(name => new Person(server, name))
  try {
    await server.start()
    const conversationIds = await meet(people)
    const work = Promise.all(people.flatMap(person => {
      person.isSending = person.isListening = true
      const homes = conversationIds.get(person.username) ?? []
      return [person.listen(), ...Array.from({ length: SENDS_AT_ONCE }, () => person.talk(homes))]
    }))
    // Marks a failure as handled; the races below report it at once.
    work.catch(() => {})
    await Promise.race([work, killAgainAndAgain(server, people, rounds, tell)])
    for (const person of people) person.isSending = false
    await Promise.race([work, allCaughtUp(people)])
    for (const person of people) person.isListening = false
    await work
    await server.stop()
  } finally {
    for (const person of people) person.isOver = true
    await server.kill()
  }
  const database = join(data, 'holdline.db')
  return {
    complaints: judge(database, people),
    sends: people.reduce((sum, { sends }) => sum + sends.length, 0),
    seen: people.reduce((sum, { seen }) => sum + seen.length, 0),
    cuts: people.reduce((sum, { cuts }) => sum + cuts, 0),
    pragmas: livePragmas(database)
  }
}

/** Makes all users ana's contacts and puts them in one group; each also has a direct conversation with her. */
async function meet (people: readonly Person[]): Promise<Map<string, string[]>> {
  const [ana, ...others] = people
  const conversationIds = new Map<string, string[]>()
  if (ana === undefined) return conversationIds
  for (const person of people) await person.signUp()
  for (const other of others) {
    await ana.expect('POST', '/api/contact-requests', { username: other.username })
    await other.expect('POST', '/api/contact-requests', { username: ana.username })
  }
  const group = await ana.expect('POST', '/api/conversations', { kind: 'group', title: 'all', usernames: others.map(({ username }) => username) })
  for (const other of others) {
    const direct = await other.expect('POST', '/api/conversations', { kind: 'direct', username: ana.username })
    conversationIds.set(other.username, [idOf(group), idOf(direct)])
  }
  conversationIds.set(ana.username, [idOf(group), ...others.map(({ username }) => conversationIds.get(username)?.[1] ?? '')])
  for (const person of people) await person.begin()
  return conversationIds
}

async function killAgainAndAgain (server: Server, people: readonly Person[], rounds: number, tell: (line: string) => void): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    await pause(LIFE_MS.least + Math.random() * (LIFE_MS.most - LIFE_MS.least))
    await server.kill()
    await server.start()
    tell(`killed ${round} times: ${people.reduce((sum, { sends }) => sum + sends.length, 0)} sends so far`)
  }
  await pause(LIFE_MS.most)
}

/** Waits until every send is answered, and everybody has the newest event. */
async function allCaughtUp (people: readonly Person[]): Promise<void> {
  const deadline = Date.now() + SETTLE_WITHIN_MS
  let quietSince = Date.now()
  let last = ''
  while (Date.now() - quietSince < 500) {
    if (Date.now() > deadline) throw new Error(`Not everybody caught up: ${people.map(({ username, seq }) => `${username} ${seq}`).join()}`)
    const now = people.map(({ seq, seen, sends }) => `${seq} ${seen.length} ${sends.at(-1)?.no}`).join()
    if (now !== last) quietSince = Date.now()
    last = now
    await pause(20)
  }
}

/** The pragmas of a connection opened by the product: a kill cannot show whether a commit reached the disk (D6). */
function livePragmas (path: string): Report['pragmas'] {
  const database = new Database({ path })
  try {
    return { synchronous: database.pragma('synchronous'), journalMode: database.pragma('journal_mode') }
  } finally {
    database.close()
  }
}

function idOf (body: Record<string, unknown>): string {
  return (body['conversation'] as { id: string }).id
}

function pause (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}
