/** D17: the seconds a browser asks a poll to be held, as steps of a ladder. */
export const RUNGS_S: readonly number[] = [5, 10, 18, 25, 40, 55, 90]
/** D17: a hold that was cut after T seconds makes browsers ask for no more than this share of it. */
const SAFE_SHARE = 0.9

/** Returns the ladder for a server that holds so long at most. */
export function rungsUpTo (maxHoldS: number, rungsS = RUNGS_S): readonly number[] {
  const rungs = rungsS.filter(s => s <= maxHoldS)
  return rungs.length > 0 ? rungs : [maxHoldS]
}

/** One request that the server held. `afterS`: when it ended, as its client saw it. */
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
 * The origin of answers: `mixed`, sometimes others; `elsewhere`, another site's page; `stranger`, some other server; `password`, a proxy
 * that asks for one.
 */
export type Reach = 'ours' | 'mixed' | 'elsewhere' | 'stranger' | 'password' | 'nothing'

/** The findings of a test of the path between a browser and the server. Things that were not tried are null. */
export interface Findings {
  readonly reach: Reach
  readonly holds: readonly HoldFinding[]
  /** Median time from request to a small answer. */
  readonly answerMs: number | null
  /** The most held requests that arrived at once, and the number that was tried. */
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
  /** Non-standard headers in requests and in answers arrive. Holdline needs none. */
  readonly ownRequestHeader: boolean | null
  readonly ownAnswerHeader: boolean | null
  readonly cacheHeaders: boolean | null
  readonly lengthHeader: boolean | null
  readonly redirect: boolean | null
  /** Two addresses gave two answers; so did one address requested twice. */
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

/**
 * Returns whether a page with these headers may be in a frame of its own site. Browsers ignore X-Frame-Options beside
 * `frame-ancestors`.
 */
export function mayBeFramed (policy: string, frameOptions: string): boolean {
  const ancestors = [...policy.matchAll(/frame-ancestors ([^;,]*)/gi)].map(([, sources = '']) => sources)
  return ancestors.length === 0 ? !/deny/i.test(frameOptions) : ancestors.every(sources => /'self'|\*/.test(sources))
}

/** Returns whether browsers send the origin with a form: the last policy that a page names counts. */
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

/** Returns the hold on which browsers will settle on this path, and the time after which it cuts; null if it did not. */
export function settle (holds: readonly HoldFinding[]): { restS: number, cutS: number | null } {
  const cutS = holds.reduce((least, hold) => Math.min(least, cutOf(hold)), Infinity)
  const through = holds.filter(({ askedS, end }) => end === 'full' && isSafe(askedS, cutS)).map(({ askedS }) => askedS)
  return { restS: Math.max(0, ...through), cutS: cutS === Infinity ? null : cutS }
}

/** Returns the next hold worth trying, longest first: one longer than a cut, or shorter than one that went through, shows nothing new. */
export function nextHold (rungsS: readonly number[], holds: readonly HoldFinding[], underWayS: readonly number[]): number | null {
  const { restS, cutS } = settle(holds)
  const tried = new Set([...holds.map(({ askedS }) => askedS), ...underWayS])
  const left = rungsS.filter(s => s > restS && isSafe(s, cutS ?? Infinity) && !tried.has(s))
  return left.length === 0 ? null : Math.max(...left)
}

function cutOf ({ askedS, end, afterS }: HoldFinding): number {
  // The time of a silent drop is unknown: it was before the end.
  return end === 'full' ? Infinity : Math.min(afterS, askedS)
}

function isSafe (askedS: number, cutS: number): boolean {
  return askedS <= cutS * SAFE_SHARE
}
