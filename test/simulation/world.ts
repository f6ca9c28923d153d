import { StandingClock } from '#test/clock.ts'
import { FORMER_MESSAGES, type FormerMessages } from '#domain/account/deletions.ts'
import type { Messenger } from '#server/messenger.ts'
import { judgeAnswer } from './judges/answers.ts'
import { Books } from './judges/books.ts'
import { Browser, type Person } from './client/browser.ts'
import { coresOf, type Edit } from './client/cores.ts'
import { Checks } from './judges/checks.ts'
import { Network } from './network/network.ts'
import { Oracle } from './judges/oracle.ts'
import { Random } from './random.ts'
import { Server, type Limits } from './server/server.ts'
import type { Setting } from './setting.ts'
import { step, type Directed } from './steps.ts'
import type { Link } from './wishes.ts'
import { CAST, GROUP, type Template } from './server/template.ts'
import { Trace } from './judges/trace.ts'

/** A rule broken on purpose. */
export interface Plant {
  readonly server?: (messenger: Messenger, world: { readonly clock: StandingClock }) => void
  readonly scripts?: readonly Edit[]
  /** A trigger of the database. */
  readonly sql?: string
}

export interface WorldOptions {
  readonly template: Template
  readonly seed: number
  readonly steps: number
  readonly plant?: Plant
  /** All that happens; everything does when missing. */
  readonly directed?: Directed | undefined
  readonly limits?: Limits
}

/** The result of a world; `violation` is null when every rule held. */
export interface Outcome {
  readonly seed: number
  readonly violation: unknown
  readonly trace: Trace
  readonly commits: number
  readonly polls: number
  /** The types of the events that there were. */
  readonly types: ReadonlySet<string>
}

/** After the last step: long enough for the slowest backoff, lease and silence, and a hold on top. */
const CALM_MS = 150_000

/** By then a server that was killed is up again. */
const RESTARTED_MS = 6_000

/** Runs one world from its seed to the calm after its last step, judging throughout. */
export async function live (options: WorldOptions): Promise<Outcome> {
  const world = new World(options)
  try {
    await world.live(options.steps)
  } catch (error) {
    world.blame(error)
  } finally {
    world.end()
  }
  const { violation, trace, commits, polls, oracle: { types } } = world
  return { seed: options.seed, violation, trace, commits, polls, types }
}

export class World {
  readonly clock = new StandingClock()
  readonly trace = new Trace()
  readonly random: Random
  readonly server: Server
  readonly oracle: Oracle
  readonly books: Books
  readonly people: readonly Person[]
  readonly browsers: Browser[] = []
  /** Links into groups that somebody was given. */
  readonly links: Link[] = []
  readonly setting: Setting
  readonly directed: Directed | undefined
  /** The site's policy for messages of people whose accounts are deleted. */
  readonly formerMessages: FormerMessages
  violation: unknown = null
  /** Set while the disk is full: refusals and faults are then expected. */
  isFull = false
  commits = 0
  readonly #checks: Checks
  readonly #bornAt = this.clock.now()
  #ids = 0

  constructor ({ template, seed, plant = {}, directed, limits }: Omit<WorldOptions, 'steps'>) {
    const { clock } = this
    this.directed = directed
    const path = template.copy(plant.sql)
    const random = this.random = new Random(seed)
    const { note } = this
    this.books = new Books(path)
    this.people = [...CAST.slice(0, random.whole(2, CAST.length - 1)), ...CAST.slice(-1)]
    const oracle = this.oracle = new Oracle(this.books, CAST)
    this.server = new Server({
      path,
      clock,
      random,
      note,
      limits: limits ?? null,
      isSignedOut: userId => oracle.deletions.isAway(userId),
      onStart: () => oracle.sync(),
      onCommit: () => this.#guard(() => {
        this.commits++
        oracle.sync()
      }),
      // Answers leave in the step that ends a flush, before any callback of the commit: their content must be in the file by then. During
      // a flush they must not show what is only in the file.
      onAnswer: (userId, body) => this.#guard(() => {
        if (!this.server.isFlushing) oracle.sync()
        judgeAnswer(oracle, userId, body)
      }),
      onFault: error => { if (!this.isFull) this.blame(error) },
      plant: messenger => plant.server?.(messenger, this)
    })
    const network = new Network(clock, random, this.server)
    const newId = (kind: string) => `${kind}-${String(++this.#ids).padStart(8, '0')}`
    this.formerMessages = random.pick(FORMER_MESSAGES) ?? 'keep'
    this.setting = { clock, random, network, oracle, cores: coresOf(plant.scripts ?? []), note, newId }
    this.#checks = new Checks(this)
  }

  get polls (): number { return this.browsers.reduce((sum, browser) => sum + browser.polls, 0) }

  readonly note = (line: string): void => { this.trace.note(this.clock.now() - this.#bornAt, line) }

  /** Keeps the first violation; later ones may follow from it. */
  blame (error: unknown): void {
    if (this.violation !== null) return
    this.violation = error
    this.note(`violation ${error instanceof Error ? error.message : String(error)}`)
  }

  async begin (): Promise<void> {
    this.oracle.memberships.willGather(GROUP.title, CAST.filter(({ username }) => username === 'ana' || GROUP.usernames.some(name => name === username)).map(({ userId }) => userId))
    this.oracle.sync()
    await this.server.start()
  }

  async live (steps: number): Promise<void> {
    await this.begin()
    for (const person of this.people) {
      for (let i = this.random.chance(0.3) ? 2 : 1; i > 0; i--) {
        const browser = new Browser(this.setting, person, this.setting.newId('s'))
        this.browsers.push(browser)
        browser.openTab()
      }
    }
    for (let i = 0; i < steps; i++) {
      step(this)
      await this.pass(this.#pause())
      await this.#checks.glance()
    }
    await this.#calm()
    await this.#checks.whole()
  }

  /** Moves time on, one timer after another. */
  async pass (ms: number): Promise<void> {
    const end = this.clock.now() + ms
    do {
      await this.#settle()
    } while (this.clock.runNext(end))
    this.clock.advance(end - this.clock.now())
  }

  /** The process ends by kill or by SIGTERM, and a new one starts. */
  restart (isKilled: boolean): void {
    const { server, clock, random } = this
    if (!server.isUp || server.isStopping) return
    const again = (): void => {
      this.isFull = false
      clock.after(random.whole(5, 5_000), () => { server.start().catch(error => this.blame(error)) })
    }
    if (isKilled) {
      server.kill()
      again()
    } else server.stop(again)
  }

  end (): void {
    if (this.server.isUp) this.server.kill()
    this.books.close()
  }

  #pause (): number {
    switch (this.random.weighted({ none: 3, moment: 8, while: 5, hold: 2, long: 0.05 })) {
      case 'none': return 0
      case 'moment': return this.random.whole(1, 30)
      case 'while': return this.random.whole(30, 2_000)
      case 'hold': return this.random.whole(2_000, 30_000)
      case 'long': return this.random.whole(60_000, 800_000)
    }
  }

  // One turn of the event loop resolves all of the server's promises; nothing else here waits.
  async #settle (): Promise<void> {
    if (this.server.hasWorked) {
      this.server.hasWorked = false
      await new Promise<void>(resolve => { setImmediate(resolve) })
    }
    if (this.violation !== null) throw this.violation
  }

  async #calm (): Promise<void> {
    this.note('calm')
    if (this.isFull) this.setRoom(true)
    for (const browser of this.browsers) {
      browser.weather = 'clear'
      if (browser.tabs.length === 0 && !this.oracle.deletions.isAway(browser.person.userId)) browser.openTab()
      for (const tab of browser.tabs) if (tab.isFrozen) tab.thaw()
    }
    await this.pass(RESTARTED_MS)
    this.server.deleteAccounts(this.formerMessages, Infinity)
    await this.pass(CALM_MS)
  }

  setRoom (hasRoom: boolean): void {
    this.isFull = !hasRoom
    this.server.setRoom(hasRoom)
  }

  // The product catches exceptions in its callbacks; a violation must reach the world all the same.
  #guard (run: () => void): void {
    try {
      run()
    } catch (error) {
      this.blame(error)
    }
  }
}
