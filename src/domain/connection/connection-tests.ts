import { DomainError, notFound } from '#domain/errors.ts'
import { ENOUGH_CONNECTIONS } from './path-advice.ts'
import { NOTHING_FOUND, type Findings, type HoldFinding } from './path-findings.ts'
import type { Session } from '#domain/account/sessions.ts'

/** Limits of tests in memory, in all and for one network, whose own oldest makes room, so that it cannot push others out. */
const TESTS_MAX = 1_000
const TESTS_PER_NETWORK = 20
/** The longest test takes about five minutes; its result may be looked at a while longer. */
const TEST_LIFE_MS = 15 * 60_000
/** Limit of requests held for tests; they do not count as polls. */
const HELD_MAX = 240
const HELD_PER_NETWORK = 32
/** Browsers of which the largest body that passes is kept. */
const PASSES_MAX = 10_000
/** Enough for every rung of the ladder at once on a path that sends requests twice. */
const HELD_PER_TEST = 16
/** Limit of requests of one test whose repetitions are noticed. */
const REQUESTS_SEEN = 64
/** Time for requests that should be held at once to come: more than a slow path takes, less than a person notices. */
const TOGETHER_MS = 3_000
/** Time for a held page without script to show by its next request that it came through. */
const COMEBACK_MS = 10_000

/** The tester: a browser that is signed in, or anybody. */
export interface Tester {
  readonly network: string
  readonly session: Session | null
}

/** One test as the server keeps it. */
export interface ConnectionTest extends Tester {
  /** Random, and known only to the tester: it opens the result. */
  readonly id: string
  readonly startedAt: number
  /** Number of arrivals of each request, by its number; POSTs apart. */
  readonly gets: Map<number, number>
  readonly posts: Map<number, number>
  /** Names of the TCP connections that were used, and the number of requests. */
  readonly connections: Set<string>
  requests: number
  /** Answers given at the one address that is requested twice. */
  answers: number
  held: number
  /** Holds of pages without script: the start of each, and whether it came through. */
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
  /** Tells how many requests this browser's path allows at once: 1, or null for the server's setting. */
  readonly onBudget: (session: Session, heldMax: number | null) => Promise<unknown>
}

/** A request that waits. Call `leave` when its connection has closed. */
export interface Held { readonly ended: Promise<'full' | 'stopped'>, leave (): void }

export type ConnectionTests = ReturnType<typeof createConnectionTests>

/** Tests of the path between a browser and this server, kept in memory, bounded, and forgotten after a quarter of an hour. */
export function createConnectionTests ({ now, after, newId, maxHoldS, onBudget }: Needs) {
  const tests = new Map<string, ConnectionTest>()
  const held = new Map<() => void, string>()
  // By session. Lost with the process: a test finds it again.
  const passing = new Map<string, number>()

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

    /** Throws NOT_FOUND for one that was never begun, or too long ago. */
    find (id: string): ConnectionTest {
      const test = tests.get(id)
      if (test === undefined || test.startedAt < now() - TEST_LIFE_MS) throw notFound('connection test')
      return test
    },

    /** Notes a request of this test and its TCP connection; returns how often that number has come by now. */
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

    /** Holds a page's request and remembers it; `through` tells later that it came through. */
    holdRung (test: ConnectionTest, seconds: number): Held {
      const waiting = hold(test, seconds)
      if (test.rungs.size < REQUESTS_SEEN) test.rungs.set(seconds, { startedAt: now(), came: false })
      return waiting
    },

    /** Notes that the page held for so long arrived, since it has asked for more. */
    through (test: ConnectionTest, seconds: number): void {
      const rung = test.rungs.get(seconds)
      if (rung !== undefined && now() - rung.startedAt >= seconds * 1000) rung.came = true
    },

    /** Returns the next higher hold worth trying; null at the top of the ladder. */
    nextRung (test: ConnectionTest, rungsS: readonly number[], afterS: number): number | null {
      const leastS = Math.max(afterS, throughS(test))
      return rungsS.find(s => s > leastS && !test.rungs.has(s)) ?? null
    },

    /** Returns the longest hold of a page that came through; 0 without one. */
    throughS,

    /** Returns whether no page of this test is waited for any more, as far as the server knows. */
    isOver (test: ConnectionTest): boolean {
      return [...test.rungs].every(([s, { startedAt, came }]) => came || now() - startedAt >= s * 1000 + COMEBACK_MS)
    },

    /** Holds a request until `wanted` wait at once, three seconds at most; returns how many did. Throws TOO_MANY. */
    async together (test: ConnectionTest, n: number, wanted: number): Promise<number> {
      const group = test.together
      group.wanted = Math.max(group.wanted, wanted)
      if (group.isOver) return group.most
      // A request that a proxy sends twice counts once.
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

    /** Keeps the largest body that came through, for forms of this browser with files; one test that all bodies pass forgets it. */
    notePassing ({ session }: ConnectionTest, { bodyBytes, triedBytes }: Partial<Findings>): void {
      if (session === null || bodyBytes == null || triedBytes == null) return
      passing.delete(session.id)
      if (bodyBytes >= triedBytes) return
      if (passing.size >= PASSES_MAX) passing.delete(passing.keys().next().value ?? '')
      passing.set(session.id, bodyBytes)
    },

    /** Returns the largest body that passes between this browser and the server; null where no limit was found. */
    passes: (sessionId: string): number | null => passing.get(sessionId) ?? null,

    /** Returns the findings of the server alone. */
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

    /** Answers all waiting requests, because the server stops. */
    stop (): void {
      for (const end of [...held.keys()]) end()
    }
  }
}
