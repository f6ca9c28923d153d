import { join } from 'node:path'
import { Person } from './person.ts'
import { Server } from './server.ts'
import { judge } from './verdict.ts'

const NAMES = ['ana', 'ben', 'cho', 'dee', 'eve', 'fay']
/** Sends that a process answers before it is killed, so that a slow machine puts as much at stake in a round as a fast one. */
const LIFE_SENDS = { least: 30, most: 200 }
/** Longest time from the last of them to the kill, which then falls into any step of a commit. */
const AIM_MS = 50
const LIVES_AT_MOST_MS = 30_000
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
}

/**
 * Kills the server `rounds` times under load in a data folder, and checks what is stored. Ends every process it starts. `program`: the
 * command line of another build.
 */
export async function crash (data: string, rounds: number, tell: (line: string) => void, program?: readonly string[]): Promise<Report> {
  const server = new Server(data, program)
  const people = NAMES.map(name => new Person(server, name))
  try {
    await server.start()
    const conversationIds = await meet(people)
    for (const person of people) person.isSending = person.isListening = true
    const listening = Promise.all(people.map(person => person.listen()))
    const talking = Promise.all(people.flatMap(person =>
      Array.from({ length: SENDS_AT_ONCE }, () => person.talk(conversationIds.get(person.username) ?? []))))
    const work = Promise.all([listening, talking])
    // Marks a failure as handled; the races below report it at once.
    work.catch(() => {})
    await Promise.race([work, killAgainAndAgain(server, people, rounds, tell)])
    for (const person of people) person.isSending = false
    await Promise.race([listening, talking])
    await Promise.race([listening, allCaughtUp(people, conversationIds.get('ana')?.[0] ?? '')])
    for (const person of people) person.isListening = false
    await work
    await server.stop()
  } finally {
    for (const person of people) person.isOver = true
    await server.kill()
  }
  return {
    complaints: judge(join(data, 'holdline.db'), people),
    sends: people.reduce((sum, { sends }) => sum + sends.length, 0),
    seen: people.reduce((sum, { seen }) => sum + seen.length, 0),
    cuts: people.reduce((sum, { cuts }) => sum + cuts, 0)
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
    await underLoad(people)
    await server.kill()
    await server.start()
    tell(`killed ${round} times: ${answered(people)} sends so far`)
  }
  await underLoad(people)
}

/** Waits for some more answered sends, and then for a moment that no answer decides. */
async function underLoad (people: readonly Person[]): Promise<void> {
  const enough = answered(people) + LIFE_SENDS.least + Math.random() * (LIFE_SENDS.most - LIFE_SENDS.least)
  await until(() => answered(people) >= enough, LIVES_AT_MOST_MS, () => `Only ${answered(people)} of ${enough} sends were answered.`)
  await pause(Math.random() * AIM_MS)
}

function answered (people: readonly Person[]): number {
  return people.reduce((sum, { sends }) => sum + sends.filter(({ no }) => no !== null).length, 0)
}

/** Everybody has the newest event when they have received a message to all that was sent after every other one was answered. */
async function allCaughtUp ([ana, ...others]: readonly Person[], toAll: string): Promise<void> {
  const last = await ana?.say(toAll)
  if (ana === undefined || last === undefined) return
  const people = [ana, ...others]
  await until(() => people.every(person => person.hasSeen(last)), SETTLE_WITHIN_MS, () =>
    `Not everybody caught up: ${people.map(({ username, seq }) => `${username} ${seq}`).join()}`)
}

async function until (isSo: () => boolean, withinMs: number, why: () => string): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(why())
    await pause(5)
  }
}

function idOf (body: Record<string, unknown>): string {
  return (body['conversation'] as { id: string }).id
}

function pause (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}
