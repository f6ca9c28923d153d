import { pino } from 'pino'
import type { Test } from 'tap'
import type { FastifyInstance } from 'fastify'
import type { Demo } from '#domain/site/demo.ts'
import { sessionValue } from '#plugins/session/session-cookie.ts'
import { loadConfig, type Config } from '#server/config/config.ts'
import { openHoldline, type Holdline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import type { MediaReader } from '#domain/files/media.ts'
import type { Log } from '#store/sqlite/log-file.ts'
import { StandingClock } from '#test/clock.ts'
import { Person } from '#test/person.ts'

/** The cast. Ana, ben and cho know each other; eve knows nobody, and attacks. */
export const CAST = ['ana', 'ben', 'cho', 'eve'] as const
export type Name = typeof CAST[number]
export const PASSWORD = 'correct horse'

export interface WorldOptions {
  readonly config?: Partial<Config>
  readonly clock?: StandingClock
  /** Pairs who are contacts of each other. */
  readonly contacts?: readonly (readonly [Name, Name])[]
  /** A file instead of memory, for worlds that are opened again; creates the cast when it is not there yet. */
  readonly path?: string
  readonly pragmas?: readonly string[]
  /** Flushes what is committed to `path`. */
  readonly log?: Log
  readonly random?: () => number
  /** The folder of the bytes of files, for worlds that are opened again. */
  readonly files?: string
  /** Reads nothing unless given: every file is a plain one. */
  readonly media?: MediaReader
  /** Makes it the server of a demo. */
  readonly demo?: Demo
}

export interface World extends Holdline {
  readonly app: FastifyInstance
  readonly clock: StandingClock
  readonly config: Config
  /** The whole log, as JSON lines. */
  readonly logged: readonly string[]
  /** The signed-in browser of this person of the cast; the same one each time. */
  as (name: Name): Person
  /** Another browser of the same person, signed in now. */
  another (name: Name): Promise<Person>
  /** A browser without a session. */
  stranger (): Person
  /** Serves real HTTP on a free port; returns the address without a slash at its end. */
  listen (): Promise<string>
}

/** One for all worlds of a file, so that its public files are read and packed once. */
export const INSTALLED = installation()

const ACQUAINTED: readonly (readonly [Name, Name])[] = [['ana', 'ben'], ['ana', 'cho'], ['ben', 'cho']]

/** The settings of a test: the defaults, except the cost of a hash and limits that a fast test would meet. */
export function testConfig (changes: Partial<Config> = {}): Config {
  const defaults = loadConfig({ flags: {}, env: {}, readFile: () => '' })
  return { ...defaults, passwordMemoryKib: 8, passwordPasses: 1, readMsPerSecond: 1_000, ...changes }
}

/** The whole of Holdline on real SQLite in memory, its time standing still. */
export async function world (t: Test, options: WorldOptions = {}): Promise<World> {
  const { clock = new StandingClock(), contacts = ACQUAINTED, path = ':memory:', pragmas, log: flushes, random = () => 0.5 } = options
  const config = testConfig(options.config)
  const logged: string[] = []
  const log = pino({ level: 'debug', base: null }, { write: line => { logged.push(line) } })
  let ids = 0
  const holdline = await openHoldline({
    installation: INSTALLED,
    database: { path, pragmas, log: flushes },
    config,
    clock,
    log,
    random,
    demo: options.demo,
    files: options.files,
    media: options.media,
    // Unique over worlds that open the same file one after another.
    newId: () => `i${clock.now().toString(36)}-${process.hrtime.bigint().toString(36)}-${++ids}`
  })
  const { app, people, messenger } = holdline
  let closing: Promise<void> | null = null
  function close (): Promise<void> {
    holdline.drain()
    closing ??= holdline.close()
    return closing
  }
  t.teardown(close)

  async function signedIn (name: Name): Promise<Person> {
    const account = await people.accounts.byId(await people.accounts.idOf(name))
    const { session, token } = await people.sessions.signIn(account, { userAgent: `${name}'s browser`, address: '192.0.2.1' })
    return new Person(app, { userId: account.id, username: name, sessionId: session.id, cookie: `holdline_session=${sessionValue(token, '')}` })
  }

  const isNew = (await people.accounts.list()).length === 0
  if (isNew) {
    for (const username of CAST) {
      await people.accounts.add({ username, password: PASSWORD, displayName: username[0]?.toUpperCase() + username.slice(1) }, false)
    }
  }
  const cast = new Map<Name, Person>()
  for (const name of CAST) cast.set(name, await signedIn(name))
  function as (name: Name): Person {
    const person = cast.get(name)
    if (person === undefined) throw new Error(`${name} is not of the cast`)
    return person
  }

  if (isNew) {
    for (const [asking, asked] of contacts) {
      const { id } = await messenger.contacts.ask(as(asking).userId, asked, '')
      await messenger.contacts.accept(as(asked).userId, id)
    }
    // Askers have seen that they were accepted: tests begin with nothing new.
    for (const name of CAST) await messenger.conversations.readAll(as(name).userId)
  }

  return {
    ...holdline,
    close,
    clock,
    config,
    logged,
    as,
    another: signedIn,
    stranger: () => new Person(app, { userId: '', username: '', sessionId: '', cookie: null }),
    listen: async () => await app.listen({ host: '127.0.0.1', port: 0 })
  }
}
