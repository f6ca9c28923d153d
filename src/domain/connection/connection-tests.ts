import { DomainError, notFound } from '#domain/errors.ts'
import { ENOUGH_CONNECTIONS } from './path-advice.ts'
import { NOTHING_FOUND, type Findings, type HoldFinding } from './path-findings.ts'
import type { Session } from '#domain/account/sessions.ts'

/** Tests remembered at once, and those of one network: the oldest of it makes room, so that nobody pushes others' out. */
const TESTS_MAX = 1_000
const TESTS_PER_NETWORK = 20
/** The longest test takes about five minutes; its result may be looked at a while longer. */
const TEST_LIFE_MS = 15 * 60_000
/** Requests held for tests: they are no polls, take nothing from polls, and are few. */
const HELD_MAX = 240
const HELD_PER_NETWORK = 32
/** Every rung of the ladder at once, by a path that sends requests twice. */
const HELD_PER_TEST = 16
/** Requests of one test whose repetitions are noticed. */
const REQUESTS_SEEN = 64
/** As long is waited for those that should be held at once: more than a slow path takes, less than a person in another tab notices. */
const TOGETHER_MS = 3_000
/** A page without script that was held tells by its next request that it came through; by then it should have. */
const COMEBACK_MS = 10_000

/** Who tests: a browser signed in, or anybody. */
export interface Tester {
  readonly network: string
  readonly session: Session | null
}

/** What the server keeps of one test. */
export interface ConnectionTest extends Tester {
  /** Random, and known only to whoever began it: it opens the result. */
  readonly id: string
  readonly startedAt: number
  /** How often each request came, by its number; POSTs apart. */
  readonly gets: Map<number, number>
  readonly posts: Map<number, number>
  /** Names of the TCP connections that requests came by, and how many came. */
  readonly connections: Set<string>
  requests: number
  /** Answers given at the one address that is asked twice. */
  answers: number
  held: number
  /** Held for pages without script: when each began, and whether it came through. */
  readonly rungs: Map<number, { readonly startedAt: number, came: boolean }>
  readonly together: { readonly waiting: Map<number, Held>, wanted: number, most: number, isOver: boolean }
  readonly noticed: Noticed
}

type Noticed = { -readonly [K in 'cookie' | 'text' | 'bodyBytes' | 'httpVersion' | 'hostKept']: Findings[K] }

interface Needs {
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly newId: () => string
  readonly maxHoldS: number
  /** How many requests this browser's path allows at once is known: 1, or null for as many as the server's setting says. */
  readonly onBudget: (session: Session, heldMax: number | null) => Promise<unknown>
}

/** A request that waits. `leave`: whoever asked has gone. */
export interface Held { readonly ended: Promise<'full' | 'stopped'>, leave (): void }

export type ConnectionTests = ReturnType<typeof createConnectionTests>

/** Tests of the path between a browser and this server. All of it is memory, bounded, and gone after a quarter of an hour. */
export function createConnectionTests ({ now, after, newId, maxHoldS, onBudget }: Needs) {
  const tests = new Map<string, ConnectionTest>()
  const held = new Map<() => void, string>()

  function forgetOld (network: string): void {
    const before = now() - TEST_LIFE_MS
    for (const test of tests.values()) if (test.startedAt < before) tests.delete(test.id)
    const own = [...tests.values()].filter(test => test.network === network)
    if (own.length >= TESTS_PER_NETWORK) tests.delete(own[0]?.id ?? '')
    if (tests.size >= TESTS_MAX) tests.delete(tests.keys().next().value ?? '')
  }

  function hold (test: ConnectionTest, seconds: number): Held {
    const ofNetwork = [...held.values()].filter(network => network === test.network).length
    if (held.size >= HELD_MAX || ofNetwork >= HELD_PER_NETWORK || test.held >= HELD_PER_TEST) {
      throw new DomainError('TOO_MANY', 'Too many connections are being tested. Try again in a minute.', 60)
    }
    let end = (_how: 'full' | 'stopped') => {}
    const ended = new Promise<'full' | 'stopped'>(resolve => { end = resolve })
    const stop = () => finish('stopped')
    const cancel = after(Math.min(seconds, maxHoldS) * 1000, () => finish('full'))
    function finish (how: 'full' | 'stopped'): void {
      cancel()
      if (held.delete(stop)) test.held--
      end(how)
    }
    held.set(stop, test.network)
    test.held++
    return { ended, leave: stop }
  }

  function throughS ({ rungs }: ConnectionTest): number {
    return Math.max(0, ...[...rungs].filter(([, { came }]) => came).map(([s]) => s))
  }

  return {
    maxHoldS,

    begin ({ network, session }: Tester): ConnectionTest {
      forgetOld(network)
      const test: ConnectionTest = {
        id: newId(),
        network,
        session,
        startedAt: now(),
        gets: new Map(),
        posts: new Map(),
        connections: new Set(),
        requests: 0,
        answers: 0,
        held: 0,
        rungs: new Map(),
        together: { waiting: new Map(), wanted: 0, most: 0, isOver: false },
        noticed: { cookie: null, text: null, bodyBytes: null, httpVersion: null, hostKept: null }
      }
      tests.set(test.id, test)
      return test
    },

    /** Throws NOT_FOUND: never begun, or too long ago. */
    find (id: string): ConnectionTest {
      const test = tests.get(id)
      if (test === undefined || test.startedAt < now() - TEST_LIFE_MS) throw notFound('connection test')
      return test
    },

    /** A request of this test has come, by this TCP connection; answers how often that of this number has by now. */
    came (test: ConnectionTest, { n, isPost, connection }: { n: number | null, isPost: boolean, connection: string }): number {
      test.requests++
      if (test.connections.size < REQUESTS_SEEN) test.connections.add(connection)
      if (n === null) return 1
      const seen = isPost ? test.posts : test.gets
      const times = (seen.get(n) ?? 0) + 1
      if (times > 1 || seen.size < REQUESTS_SEEN) seen.set(n, times)
      return times
    },

    /** Holds a request. Throws TOO_MANY. */
    hold,

    /** Holds a page's request, and remembers that it did: whether it came through is told by `through`. */
    holdRung (test: ConnectionTest, seconds: number): Held {
      const waiting = hold(test, seconds)
      if (test.rungs.size < REQUESTS_SEEN) test.rungs.set(seconds, { startedAt: now(), came: false })
      return waiting
    },

    /** The page that was held so long is there, and has asked for more. */
    through (test: ConnectionTest, seconds: number): void {
      const rung = test.rungs.get(seconds)
      if (rung !== undefined && now() - rung.startedAt >= seconds * 1000) rung.came = true
    },

    /** The next higher hold that says something new; null: the ladder is climbed. */
    nextRung (test: ConnectionTest, rungsS: readonly number[], afterS: number): number | null {
      const leastS = Math.max(afterS, throughS(test))
      return rungsS.find(s => s > leastS && !test.rungs.has(s)) ?? null
    },

    /** The longest hold of a page that came through; 0: none yet. */
    throughS,

    /** Nobody waits for a page of this test, as far as one can know. */
    isOver (test: ConnectionTest): boolean {
      return [...test.rungs].every(([s, { startedAt, came }]) => came || now() - startedAt >= s * 1000 + COMEBACK_MS)
    },

    /** Holds a request until as many as `wanted` wait at once, three seconds at most; answers how many did. Throws TOO_MANY. */
    async together (test: ConnectionTest, n: number, wanted: number): Promise<number> {
      const group = test.together
      group.wanted = Math.max(group.wanted, wanted)
      if (group.isOver) return group.most
      // One that a proxy sends twice waits once.
      const own = group.waiting.get(n) ?? hold(test, TOGETHER_MS / 1000)
      group.waiting.set(n, own)
      group.most = group.waiting.size
      if (group.most >= wanted) for (const { leave } of group.waiting.values()) leave()
      await own.ended
      if (!group.isOver) {
        group.isOver = true
        for (const { leave } of group.waiting.values()) leave()
        if (test.session !== null) await onBudget(test.session, group.most < ENOUGH_CONNECTIONS ? 1 : null)
      }
      return group.most
    },

    /** What the server knows by itself. */
    findings (test: ConnectionTest): Findings {
      const { together, noticed, rungs, gets, posts } = test
      const holds = [...rungs].flatMap(([askedS, { startedAt, came }]): HoldFinding[] => {
        if (came) return [{ askedS, end: 'full', afterS: askedS }]
        return now() - startedAt < askedS * 1000 + COMEBACK_MS ? [] : [{ askedS, end: 'silent', afterS: askedS }]
      })
      return {
        ...NOTHING_FOUND,
        ...noticed,
        triedBytes: noticed.bodyBytes,
        posts: true,
        holds,
        atOnce: together.isOver ? together.most : null,
        triedAtOnce: together.isOver ? together.wanted : null,
        repeatsGet: gets.size === 0 ? null : [...gets.values()].some(times => times > 1),
        repeatsPost: posts.size === 0 ? null : [...posts.values()].some(times => times > 1),
        keepAlive: test.requests < 3 ? null : test.connections.size < test.requests
      }
    },

    /** The server stops: whoever waits is answered. */
    stop (): void {
      for (const end of [...held.keys()]) end()
    }
  }
}
