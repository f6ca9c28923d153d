/** D17: the seconds a browser asks a poll to be held, as steps of a ladder. */
export const RUNGS_S: readonly number[] = [5, 10, 18, 25, 40, 55, 90]
/** D17: a hold that was cut after T seconds makes browsers ask for no more than this share of it. */
const SAFE_SHARE = 0.9

/** The ladder as far as a server goes that holds so long at most. */
export function rungsUpTo (maxHoldS: number, rungsS = RUNGS_S): readonly number[] {
  const rungs = rungsS.filter(s => s <= maxHoldS)
  return rungs.length > 0 ? rungs : [maxHoldS]
}

/** One request that the server held. `afterS`: when it ended, as whoever waited saw it. */
export interface HoldFinding {
  readonly askedS: number
  /**
   * `full`: the answer came when it was sent. `refused`: somebody else answered. `closed`: the connection ended. `silent`: nothing came
   * at all.
   */
  readonly end: HoldEnd
  readonly afterS: number
}
export type HoldEnd = typeof HOLD_ENDS[number]
export const HOLD_ENDS = ['full', 'refused', 'closed', 'silent'] as const

/**
 * Who answers: `mixed`, others sometimes; `elsewhere`, a page of somebody else; `stranger`, some other server; `password`, a proxy that
 * wants one.
 */
export type Reach = 'ours' | 'mixed' | 'elsewhere' | 'stranger' | 'password' | 'nothing'

/** What a test found out about the path between a browser and the server. What was not tried is null. */
export interface Findings {
  readonly reach: Reach
  readonly holds: readonly HoldFinding[]
  /** From asking to a small answer, in the middle. */
  readonly answerMs: number | null
  /** Held requests that arrived at once, at most; and how many were tried. */
  readonly atOnce: number | null
  readonly triedAtOnce: number | null
  /** A POST with a body arrived. */
  readonly posts: boolean | null
  readonly text: boolean | null
  /** The largest body that arrived whole, and the largest that was tried. */
  readonly bodyBytes: number | null
  readonly triedBytes: number | null
  /** A cookie that was set came back; a second one of the same answer did; the first kept its attributes. */
  readonly cookie: boolean | null
  readonly secondCookie: boolean | null
  readonly cookieAttributes: boolean | null
  /** Headers that are nobody's standard: in requests, in answers. Holdline needs none. */
  readonly ownRequestHeader: boolean | null
  readonly ownAnswerHeader: boolean | null
  readonly cacheHeaders: boolean | null
  readonly lengthHeader: boolean | null
  readonly redirect: boolean | null
  /** Two addresses gave two answers; the same address asked twice did. */
  readonly freshAddress: boolean | null
  readonly freshAnswer: boolean | null
  readonly repeatsGet: boolean | null
  readonly repeatsPost: boolean | null
  readonly keepAlive: boolean | null
  readonly hostKept: boolean | null
  readonly httpVersion: string | null
  /** PATCH, PUT and DELETE arrive; a text that looks like an attack does. */
  readonly methods: boolean | null
  readonly oddText: boolean | null
  /** No header added on the way forbids frames, or hides the origin of forms. */
  readonly frames: boolean | null
  readonly origin: boolean | null
}

/** Holds patterns that web firewalls look for: markup, SQL, a path out of a folder. People who talk about programs write such things. */
export const ODD_TEXT = '<script src=x \' OR 1=1 -- ../../etc/passwd'
export const OTHER_METHODS = ['PATCH', 'PUT', 'DELETE'] as const

/** Whether a page with these headers may stand in a frame of its own site. Browsers ignore X-Frame-Options beside `frame-ancestors`. */
export function mayBeFramed (policy: string, frameOptions: string): boolean {
  const ancestors = [...policy.matchAll(/frame-ancestors ([^;,]*)/gi)].map(([, sources = '']) => sources)
  return ancestors.length === 0 ? !/deny/i.test(frameOptions) : ancestors.every(sources => /'self'|\*/.test(sources))
}

/** Whether browsers say with a form where it comes from: the last policy that a page names counts. */
export function tellsOrigin (referrerPolicy: string): boolean {
  return !/(?:^|[, ])no-referrer$/i.test(referrerPolicy.trim())
}

export const NOTHING_FOUND: Findings = {
  reach: 'ours',
  holds: [],
  answerMs: null,
  atOnce: null,
  triedAtOnce: null,
  posts: null,
  text: null,
  bodyBytes: null,
  triedBytes: null,
  cookie: null,
  secondCookie: null,
  cookieAttributes: null,
  ownRequestHeader: null,
  ownAnswerHeader: null,
  cacheHeaders: null,
  lengthHeader: null,
  redirect: null,
  freshAddress: null,
  freshAnswer: null,
  repeatsGet: null,
  repeatsPost: null,
  keepAlive: null,
  hostKept: null,
  httpVersion: null,
  methods: null,
  oddText: null,
  frames: null,
  origin: null
}

/** Where browsers will settle on this path, and when it cuts; null: not as far as was tried. */
export function settle (holds: readonly HoldFinding[]): { restS: number, cutS: number | null } {
  const cutS = holds.reduce((least, hold) => Math.min(least, cutOf(hold)), Infinity)
  const through = holds.filter(({ askedS, end }) => end === 'full' && isSafe(askedS, cutS)).map(({ askedS }) => askedS)
  return { restS: Math.max(0, ...through), cutS: cutS === Infinity ? null : cutS }
}

/** The next hold worth trying, the longest first: what is longer than a cut, or shorter than what went through, says nothing new. */
export function nextHold (rungsS: readonly number[], holds: readonly HoldFinding[], underWayS: readonly number[]): number | null {
  const { restS, cutS } = settle(holds)
  const tried = new Set([...holds.map(({ askedS }) => askedS), ...underWayS])
  const left = rungsS.filter(s => s > restS && isSafe(s, cutS ?? Infinity) && !tried.has(s))
  return left.length === 0 ? null : Math.max(...left)
}

function cutOf ({ askedS, end, afterS }: HoldFinding): number {
  // Nobody says when a silent drop happened: somewhere before the end.
  return end === 'full' ? Infinity : Math.min(afterS, askedS)
}

function isSafe (askedS: number, cutS: number): boolean {
  return askedS <= cutS * SAFE_SHARE
}
