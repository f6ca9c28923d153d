import { join } from 'node:path'
import type { Test } from 'tap'
import type { Config } from '#server/config/config.ts'
import { StandingClock } from '#test/clock.ts'
import { world, type Name, type World } from '#test/world.ts'
import { Browser, until } from './browser.ts'

export interface SiteOptions {
  readonly config?: Partial<Config>
  /** On disk, so that it can be started again. */
  readonly kept?: boolean
  readonly pragmas?: readonly string[]
  /** Between 0 and 1; 0.5 by default. */
  readonly random?: () => number
}

export interface RestartOptions extends Pick<SiteOptions, 'config' | 'pragmas'> {
  /** Changes the file while no server runs. */
  readonly meanwhile?: () => void
}

/** A whole server that listens on a port of this machine, on real SQLite, with its time standing still. */
export interface Site {
  readonly clock: StandingClock
  /** The server as it now runs. */
  readonly world: World
  readonly origin: string
  /** The path of the database, when it is kept. */
  readonly path: string
  /** The one browser of a person of the cast. */
  as (name: Name): Browser
  /** Another browser of the same person. */
  another (name: Name): Promise<Browser>
  /** A program with a token of this person's. */
  program (of: Browser): Promise<Browser>
  /** Waits until exactly so many polls are parked. */
  holds (count: number): Promise<void>
  /** Waits until everything the server has written to this browser has arrived: a round trip, and what is on its way meanwhile. */
  heard (browser: Browser): Promise<void>
  /** Stops and starts again on the same file; every browser keeps its session. */
  restart (options?: RestartOptions): Promise<void>
}

export async function openSite (t: Test, { config = {}, kept = false, pragmas = [], random = () => 0.5 }: SiteOptions = {}): Promise<Site> {
  const clock = new StandingClock()
  const path = kept ? join(t.testdir({}), 'holdline.db') : ':memory:'
  const browsers: Browser[] = []
  let running = await start({ config, pragmas })
  let origin = await running.listen()
  const cast = new Map<Name, Browser>()

  function start (options: Pick<SiteOptions, 'config' | 'pragmas'>): Promise<World> {
    return world(t, { clock, path, random, config: { ...config, ...options.config }, pragmas: options.pragmas ?? [] })
  }

  function browse (user: { username: string, userId: string }, credential: Record<string, string>): Browser {
    const browser = new Browser(() => origin, { username: user.username, id: user.userId }, credential)
    browsers.push(browser)
    return browser
  }

  t.teardown(() => { for (const browser of browsers) browser.close() })
  return {
    clock,
    path,
    get world () { return running },
    get origin () { return origin },

    as (name) {
      const known = cast.get(name)
      if (known !== undefined) return known
      const person = running.as(name)
      const browser = browse(person, { cookie: person.cookie ?? '' })
      cast.set(name, browser)
      return browser
    },

    async another (name) {
      const person = await running.another(name)
      return browse(person, { cookie: person.cookie ?? '' })
    },

    async program (of) {
      const { secret } = await of.do<{ secret: string }>('POST', '/api/tokens', { label: 'program' })
      return browse(of, { authorization: `Bearer ${secret}` })
    },

    holds: count => until(`${count} parked polls`, () => running.messenger.mailboxes.parkedCount === count),

    async heard (browser) {
      for (let trips = 0; trips < 2; trips++) await browser.do('GET', '/healthz')
    },

    async restart (options: RestartOptions = {}) {
      await running.close()
      options.meanwhile?.()
      running = await start(options)
      origin = await running.listen()
    }
  }
}

/** The cast on a site of their own; `talk` is the conversation of ana and ben. Eve knows nobody. */
export async function cast (t: Test, options: SiteOptions = {}) {
  const site = await openSite(t, options)
  const [ana, ben, cho, eve] = [site.as('ana'), site.as('ben'), site.as('cho'), site.as('eve')]
  return { site, ana, ben, cho, eve, talk: await ana.conversationWith(ben) }
}
