import { ENOUGH_CONNECTIONS } from '#domain/connection/path-advice.ts'
import { mayBeFramed, NOTHING_FOUND, RUNGS_S, rungsUpTo, tellsOrigin, type Findings, type Reach } from '#domain/connection/path-findings.ts'
import { measureHolds } from './holds.ts'
import { measureRefusals } from './refusals.ts'
import type { Fields, Outcome, Wire } from './wire.ts'

export interface Measured {
  readonly found: Findings
  /** The longest hold on the ladder that the server allows. */
  readonly topS: number
  /** The system's error code when nothing answers; null when something does. */
  readonly reason: string | null
}

export interface Patience {
  /** The ladder of holds, and the longest that is tried. */
  readonly rungsS: readonly number[]
  readonly mostS: number
  /** Time after the end of a hold before it counts as silent. */
  readonly graceS: number
  /** Prints progress. */
  readonly tell: (aboutS: number) => void
}

/** D18: only the client's own timeout ends a request that was dropped silently. */
export const PATIENCE: Omit<Patience, 'tell'> = { rungsS: RUNGS_S, mostS: 90, graceS: 10 }
const TOGETHER = 6
/** First number of parallel requests; the others count from zero. */
const TOGETHER_FROM = 9_000
/** First number of the firewall test. */
const REFUSALS_FROM = 8_900
const BODY_BYTES = [8, 64, 1024].map(kilobytes => kilobytes * 1024)
const ANSWERS_TIMED = 5

/** One test of the path to a server, from its first question to its last. */
export async function measure (wire: Wire, host: string, { rungsS, mostS, graceS, tell }: Patience): Promise<Measured> {
  const start = await wire.ask('POST', 'connection/test/start', { body: '{}' })
  if (start.kind !== 'answer' || start.json === null) return await without(wire, start)
  const test = String(start.json['test'])
  const maxHoldS = Number(start.json['maxHoldS'])
  // Checks the shape of every value before it goes into an address or onto a terminal: any server may claim to be Holdline.
  if (!/^[\w-]{1,64}$/.test(test) || Number.isNaN(maxHoldS)) return over({ ...NOTHING_FOUND, reach: 'stranger' })
  let n = 0
  let strangers = 0

  async function ask (what: string, more: Readonly<Record<string, string>> = {}, headers: Record<string, string> = {}): Promise<Outcome> {
    const outcome = await wire.ask('GET', `connection/test/${what}?${new URLSearchParams({ test, n: String(n += 2), ...more }).toString()}`, { headers })
    if (outcome.kind === 'answer' && outcome.json === null && outcome.status !== 303) strangers++
    return outcome
  }

  const cookies = await ask('cookies')
  const given = cookies.kind === 'answer' ? cookies.headers['set-cookie'] ?? [] : []
  const own = { cookie: given.map(value => value.split(';', 1)[0]).join('; '), 'x-holdline-probe': test }
  const times: number[] = []
  let echo: Fields | null = null
  let freshAddress = true
  for (let i = 0; i < ANSWERS_TIMED; i++) {
    const outcome = await ask('echo', { host }, own)
    times.push(outcome.ms)
    echo = jsonOf(outcome) ?? echo
    if (echo !== null && jsonOf(outcome) !== null && echo['n'] !== n) freshAddress = false
  }
  const bodies = await measureBodies(wire, test, String(start.json['text']))
  const refusals = await measureRefusals(wire, test, REFUSALS_FROM)
  const same = [await wire.ask('GET', `connection/test/same?test=${test}`), await wire.ask('GET', `connection/test/same?test=${test}`)].map(jsonOf)
  const moved = await ask('moved')

  const together = await Promise.all(Array.from({ length: TOGETHER }, (_, i) => wire.ask('GET', `connection/test/together?test=${test}&n=${TOGETHER_FROM + i}&of=${TOGETHER}`)))
  const atOnce = Math.max(0, ...together.map(outcome => Number(jsonOf(outcome)?.['atOnce'] ?? 0)))

  const allowed = rungsUpTo(maxHoldS, rungsS)
  const rungs = allowed.filter(s => s <= mostS)
  tell(Math.max(0, ...rungs))
  const holds = await measureHolds(wire, { test, rungsS: rungs, graceS, lanes: atOnce >= ENOUGH_CONNECTIONS ? atOnce : 1 })
  const seen = jsonOf(await ask('seen'))

  const found: Findings = {
    ...NOTHING_FOUND,
    ...bodies,
    ...refusals,
    reach: strangers > 0 ? 'mixed' : 'ours',
    holds,
    answerMs: Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0),
    atOnce,
    triedAtOnce: TOGETHER,
    cookie: has(echo, 'cookie'),
    secondCookie: has(echo, 'secondCookie'),
    cookieAttributes: given.length === 0 ? null : /path=.*httponly.*samesite/i.test(sorted(given[0])),
    ownRequestHeader: has(echo, 'ownHeader'),
    ownAnswerHeader: named(cookies, 'x-holdline-probe'),
    cacheHeaders: cookies.kind === 'answer' ? /no-store/.test(headerOf(cookies, 'cache-control')) : null,
    lengthHeader: named(cookies, 'content-length'),
    frames: cookies.kind === 'answer' ? mayBeFramed(headerOf(cookies, 'content-security-policy'), headerOf(cookies, 'x-frame-options')) : null,
    origin: cookies.kind === 'answer' ? tellsOrigin(headerOf(cookies, 'referrer-policy')) : null,
    redirect: moved.kind === 'answer' && moved.status === 303 && headerOf(moved, 'location').startsWith('./echo?'),
    freshAddress,
    freshAnswer: same[0] !== null && same[1] !== null ? same[0]?.['answers'] !== same[1]?.['answers'] : null,
    repeatsGet: has(seen, 'repeatsGet'),
    repeatsPost: has(seen, 'repeatsPost'),
    keepAlive: has(seen, 'keepAlive'),
    hostKept: has(echo, 'hostKept'),
    httpVersion: /^\d\.\d$/.exec(String(echo?.['httpVersion']))?.[0] ?? null
  }
  return { found, topS: Math.max(...allowed), reason: null }
}

type BodyFindings = Pick<Findings, 'posts' | 'text' | 'bodyBytes' | 'triedBytes'>

async function measureBodies (wire: Wire, test: string, text: string): Promise<BodyFindings> {
  let whole = 0
  let isText: boolean | null = null
  for (const [n, bytes] of BODY_BYTES.entries()) {
    const body = JSON.stringify({ text, fill: 'x'.repeat(bytes) })
    const json = jsonOf(await wire.ask('POST', `connection/test/body?test=${test}&n=${n}`, { body }))
    if (json?.['bytes'] !== bytes) break
    whole = bytes
    isText = json['isText'] === true && json['text'] === text && isText !== false
  }
  return { posts: whole > 0, text: isText, bodyBytes: whole, triedBytes: BODY_BYTES.at(-1) ?? 0 }
}

/** Finds out which program answers, when no test could begin. */
async function without (wire: Wire, start: Outcome): Promise<Measured> {
  if (start.kind !== 'answer') {
    // Perhaps only POST is refused.
    const get = await wire.ask('GET', 'connection/test/same?test=none')
    const isThere = get.kind === 'answer' && isRefusal(get.text)
    const reason = start.kind === 'closed' ? start.reason : 'no answer'
    return isThere ? over({ ...NOTHING_FOUND, posts: false }) : { ...over({ ...NOTHING_FOUND, reach: 'nothing' }), reason }
  }
  return over({ ...NOTHING_FOUND, reach: reachOf(start) })
}

function over (found: Findings): Measured {
  return { found, topS: 0, reason: null }
}

function reachOf ({ status, headers, text }: Extract<Outcome, { kind: 'answer' }>): Reach {
  if (status === 407) return 'password'
  if (isRefusal(text)) return 'mixed'
  // A captive portal answers with its own page, or redirects to it.
  const isPage = /html/i.test(headers['content-type']?.[0] ?? '') && status < 300
  return isPage || (status >= 300 && status < 400) || status === 511 ? 'elsewhere' : 'stranger'
}

// The shape of our errors in JSON.
function isRefusal (text: string): boolean {
  return /^\{"statusCode":\d+,"code":"[A-Z_]+"/.test(text)
}

function jsonOf (outcome: Outcome): Fields | null {
  return outcome.kind === 'answer' ? outcome.json : null
}

function has (fields: Fields | null, name: string): boolean | null {
  const value = fields?.[name]
  return typeof value === 'boolean' ? value : null
}

function named (outcome: Outcome, name: string): boolean | null {
  return outcome.kind === 'answer' ? outcome.headers[name] !== undefined : null
}

function headerOf (outcome: Outcome, name: string): string {
  return outcome.kind === 'answer' ? outcome.headers[name]?.join(', ') ?? '' : ''
}

// Sorts the attributes of a cookie, so that cookies can be compared.
function sorted (cookie = ''): string {
  return cookie.split(';').slice(1).map(part => part.trim().toLowerCase()).sort((a, b) => rank(a) - rank(b)).join(';')
}

function rank (attribute: string): number {
  return ['path', 'httponly', 'samesite'].findIndex(name => attribute.startsWith(name))
}
