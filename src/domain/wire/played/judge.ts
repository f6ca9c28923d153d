import type { ExchangeRecord } from '#domain/wire/records.ts'
import { laneOf, messageOf, type Expected } from './scenes.ts'
import { scoreboardOf, type Assertion } from '#domain/wire/scoreboard.ts'

export interface Judgement {
  readonly passed: boolean
  /** The first exchange that is not as expected, or breaks a promise; else the last of a lane in which one is missing. Null: none. */
  readonly brokenBy: number | null
  /** The exchange that met each line of the expected timeline; null: none has. */
  readonly met: ReadonlyArray<number | null>
}

/**
 * Judges recorded exchanges by an expected timeline. In each lane, the exchanges that say something must be the expected ones, in their
 * order, and no others; quiet ones pass. The promises of the scoreboard must hold for each person as well.
 */
export function judge (expected: readonly Expected[], exchanges: readonly ExchangeRecord[]): Judgement {
  const ordered = [...exchanges].sort((one, other) => one.n - other.n)
  const met: Array<number | null> = expected.map(() => null)
  const wrong: number[] = [...promisesOf(ordered).flatMap(({ brokenBy }) => brokenBy ?? []), ...silentIn(expected, ordered)]
  const nextOf = (who: string): number => expected.findIndex((line, at) => line.who === who && met[at] === null)
  const isStuck = new Set<string>()
  /** The numbers that the server gave the messages of the scene. */
  const noOf = new Map(ordered.flatMap(({ sent }) => sent?.no == null ? [] : [[messageOf(sent.clientId), sent.no]]))
  for (const each of ordered) {
    const lane = laneOf(each)
    const next = nextOf(lane)
    const line = expected[next]
    if (isStuck.has(lane)) continue
    if (line !== undefined && meets(line, each, noOf)) met[next] = each.n
    else if (saysSomething(each)) {
      wrong.push(each.n)
      // Those behind it are shifted, which is no fault of theirs.
      isStuck.add(lane)
    }
  }
  // Nothing else is wrong: the last exchange of a lane that was to go on.
  const missing = ordered.findLast(each => each.end !== 'open' && nextOf(laneOf(each)) !== -1)?.n ?? null
  return { passed: wrong.length === 0 && !met.includes(null), brokenBy: wrong.length === 0 ? missing : Math.min(...wrong), met }
}

/**
 * Returns the exchange that broke a play of which nothing is known but that it broke, as far as records can tell: the first that breaks a
 * promise by itself, else the last that was answered. Null: none was.
 */
export function culpritIn (exchanges: readonly ExchangeRecord[]): number | null {
  // Players who try what a server does with any cursor skip on purpose.
  const wrong = promisesOf(exchanges).flatMap(({ name, brokenBy }) => name === 'skipped' ? [] : brokenBy ?? [])
  if (wrong.length > 0) return Math.min(...wrong)
  const last = exchanges.reduce<ExchangeRecord | null>((last, each) =>
    each.end === 'answered' && (each.endedAt ?? 0) >= (last?.endedAt ?? 0) ? each : last, null)
  return last?.n ?? null
}

/** Returns the promises of all people together: a ledger's events are told to some and not to others, so each is counted alone. */
function promisesOf (exchanges: readonly ExchangeRecord[]): readonly Assertion[] {
  const boards = [...new Set(exchanges.map(({ username }) => username))]
    .map(name => scoreboardOf(exchanges.filter(({ username }) => username === name)).assertions)
  const [first = []] = boards
  return first.map(({ name }, at) => {
    const same = boards.flatMap(assertions => assertions[at] ?? [])
    const broken = same.flatMap(({ brokenBy }) => brokenBy ?? [])
    return { name, count: same.reduce((sum, { count }) => sum + count, 0), brokenBy: broken.length === 0 ? null : Math.min(...broken) }
  })
}

/** Returns the answers whose stretch covers a message that their lane is to hear, and which do not carry it. */
function silentIn (expected: readonly Expected[], ordered: readonly ExchangeRecord[]): number[] {
  const seqOf = new Map(ordered.flatMap(({ sent }) => sent?.seq == null ? [] : [[messageOf(sent.clientId), sent.seq]]))
  return ordered.filter(each => {
    const { fromSeq = null, toSeq = null } = each.news ?? {}
    if (fromSeq === null || toSeq === null) return false
    const due = expected.flatMap(line => line.does === 'hears' && line.who === laneOf(each) ? line.messages : [])
    return due.some(message => {
      const seq = seqOf.get(message) ?? 0
      return seq > fromSeq && seq <= toSeq && !messagesIn(each).includes(message)
    })
  }).map(({ n }) => n)
}

/** Returns the messages of the scene that an answer carried; lines of the server are none. */
function messagesIn ({ news }: ExchangeRecord): number[] {
  return (news?.events ?? []).flatMap(({ clientId }) => messageOf(clientId) ?? [])
}

const QUIET = new Set(['events', 'idle'])

/** Whether an exchange must have been expected. */
function saysSomething (each: ExchangeRecord): boolean {
  const { way, end, news } = each
  if (way === 'send') return end !== 'open'
  if (way !== 'poll' && way !== 'held') return false
  return messagesIn(each).length > 0 || end === 'left' || (end === 'answered' && !QUIET.has(news?.status ?? '') && way === 'poll')
}

function meets (line: Expected, each: ExchangeRecord, noOf: ReadonlyMap<number | null, number>): boolean {
  const { way, end, held, news, sent, status } = each
  const isArrived = end === 'answered'
  switch (line.does) {
    case 'sends': {
      if (way !== 'send' || messageOf(sent?.clientId ?? null) !== line.message || isArrived !== line.isAnswered) return false
      const stored = sent?.no == null ? 'refused' : sent.duplicate ? 'again' : 'new'
      return stored === line.stored && (stored !== 'refused' || !isArrived || (status ?? 0) >= 400)
    }
    case 'hears': return String(messagesIn(each)) === String(line.messages) && held === line.held && isArrived === line.arrives
    case 'breaks': return end === 'left' && news === null
    case 'drains': return isArrived && news?.status === 'drain'
    case 'learns': return isArrived && news !== null && news.receipts.some(({ deliveredNo }) => deliveredNo >= (noOf.get(line.message) ?? Infinity))
    case 'follows': return isArrived && news !== null && news.events.some(({ type }) => type === line.event) && messagesIn(each).length === 0
  }
}
