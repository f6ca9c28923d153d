import { auditOf, type LedgerCounts } from './audit.ts'
import type { LedgerPart } from './ledger-book.ts'
import type { Carried, ExchangeRecord } from './records.ts'
import { upTo } from './sorted.ts'
import { ackedBy } from './steps.ts'

/** The four properties of the message connection, counted. */
export interface Properties {
  /** Polls that were held while there was nothing, and the longest time in ms. */
  readonly held: number
  readonly longestMs: number
  /** Polls that were there again within a second of the former answer of their tab. */
  readonly reissued: number
  /** Messages that came on a connection that waited for them. */
  readonly rode: number
  /** Messages that fell between two polls: they waited in the mailbox and left with the next. */
  readonly waited: number
}

/** One sentence that must be true, from the numbers. `brokenBy`: the first exchange that broke it. */
export interface Assertion { readonly name: typeof ASSERTIONS[number], readonly count: number, readonly brokenBy: number | null }

export interface Scoreboard extends Properties {
  readonly sent: number
  readonly stored: number
  readonly delivered: number
  readonly acked: number
  readonly duplicates: number
  readonly redelivered: number
  /** The same from the ledger, and whether it agrees; null where not all that the records tell of was read from it. */
  readonly ledger: LedgerCounts & { readonly agrees: boolean } | null
  readonly assertions: readonly Assertion[]
  readonly passed: boolean
}

const ASSERTIONS = ['lost', 'disordered', 'skipped', 'stored-twice', 'differing'] as const

/** A poll that comes this long after the answer before it counts as re-issued at once. */
const AT_ONCE_MS = 1_000

/**
 * Counts what these exchanges of one user prove. Lost: an event that one answer carried is missing in another whose stretch covers it.
 * Disordered: events of one answer, or numbers of one conversation, that do not rise. Skipped: a tab continued after its last answer's end.
 * Stored twice: one clientId with two numbers. Differing: an answer that is not what the ledger has, where `part` of it was read.
 */
export function scoreboardOf (exchanges: readonly ExchangeRecord[], part: LedgerPart | null = null): Scoreboard {
  const ordered = [...exchanges].sort((one, other) => one.n - other.n)
  const twice: number[] = []
  const sends = ordered.filter(({ way }) => way === 'send')
  const stored = storedBy(sends, n => twice.push(n))
  const answers = ordered.filter(({ news }) => news !== null && news.fromSeq !== null && news.toSeq !== null)
  const audit = part === null ? null : auditOf(ordered, part)
  const broken: Readonly<Record<Assertion['name'], readonly number[]>> = {
    lost: gapsIn(answers), disordered: disorderIn(answers), skipped: skipsIn(answers), 'stored-twice': twice, differing: audit?.differing ?? []
  }
  const assertions = ASSERTIONS.map(name => ({ name, count: broken[name].length, brokenBy: broken[name][0] ?? null }))
  const messages = answers.flatMap(({ session, news }) => messagesIn(news).map(({ seq }) => ({ session, seq })))
  const acks = new Map<string, number>()
  for (const each of ordered) acks.set(each.session, Math.max(acks.get(each.session) ?? 0, ackedBy(each)))
  const keys = (of: typeof messages): number => new Set(of.map(({ session, seq }) => `${session} ${seq}`)).size
  const delivered = keys(messages)
  const acked = keys(messages.filter(({ session, seq }) => seq <= (acks.get(session) ?? 0)))
  const counts = audit?.counts ?? null
  const isSame = counts?.stored === stored && counts.delivered === delivered && counts.acked === acked
  const ledger = counts === null ? null : { ...counts, agrees: isSame && broken.differing.length === 0 }
  return {
    ...propertiesOf(ordered),
    sent: new Set(sends.map(({ n, sent }) => sent?.clientId ?? String(n))).size,
    stored,
    delivered,
    acked,
    duplicates: sends.filter(({ sent }) => sent?.duplicate === true).length,
    redelivered: answers.reduce((sum, { news }) => sum + (news?.events.filter(({ again }) => again).length ?? 0), 0),
    ledger,
    assertions,
    passed: assertions.every(({ count }) => count === 0) && ledger?.agrees !== false
  }
}

function messagesIn (news: ExchangeRecord['news']): readonly Carried[] {
  return news?.events.filter(({ type }) => type === 'message') ?? []
}

/** Counts the messages stored; calls `twice` with each exchange that stored one under a second number. */
function storedBy (sends: readonly ExchangeRecord[], twice: (n: number) => void): number {
  const noOf = new Map<string, number>()
  for (const { n, sent } of sends) {
    if (sent === null || sent.no === null) continue
    const key = `${sent.conversationId} ${sent.clientId ?? n}`
    if ((noOf.get(key) ?? sent.no) !== sent.no) twice(n)
    noOf.set(key, sent.no)
  }
  return noOf.size
}

/**
 * Returns the exchanges whose answer lacks an event. Every answer to one user is of the same ledger: what one carried, each other whose
 * stretch (fromSeq, toSeq] covers it must carry too.
 */
function gapsIn (answers: readonly ExchangeRecord[]): number[] {
  const known = [...new Set(answers.flatMap(({ news }) => news?.events.map(({ seq }) => seq) ?? []))].sort((one, other) => one - other)
  // Everything that an answer carries is known, so it lacks something exactly where more is known of its stretch.
  return answers.filter(({ news }) => {
    const covered = upTo(known, news?.toSeq ?? 0) - upTo(known, news?.fromSeq ?? 0)
    return covered > new Set(news?.events.map(({ seq }) => seq)).size
  }).map(({ n }) => n)
}

function disorderIn (answers: readonly ExchangeRecord[]): number[] {
  return answers.filter(({ news }) => {
    let last = news?.fromSeq ?? 0
    const lastNo = new Map<string, number>()
    for (const { seq, type, conversationId, no } of news?.events ?? []) {
      if (seq <= last) return true
      last = seq
      if (type !== 'message' || conversationId === null || no === null) continue
      if (no <= (lastNo.get(conversationId) ?? 0)) return true
      lastNo.set(conversationId, no)
    }
    return false
  }).map(({ n }) => n)
}

/**
 * Returns the polls that continue after more than their session was answered with: a page must never move its cursor on by itself. The
 * first poll of a tab continues after its page, which was read later than any answer before it.
 */
function skipsIn (answers: readonly ExchangeRecord[]): number[] {
  const reached = new Map<string, number>()
  const tabs = new Set<string>()
  return answers.filter(({ session, tab, way, news }) => {
    const before = reached.get(session) ?? 0
    reached.set(session, Math.max(before, news?.toSeq ?? 0))
    const isFirst = !tabs.has(`${session} ${tab ?? ''}`)
    tabs.add(`${session} ${tab ?? ''}`)
    return way === 'poll' && !isFirst && (news?.fromSeq ?? 0) > before
  }).map(({ n }) => n)
}

function propertiesOf (ordered: readonly ExchangeRecord[]): Properties {
  let [held, longestMs, reissued, rode, waited] = [0, 0, 0, 0, 0]
  const lastEnd = new Map<string, number>()
  for (const { way, session, tab, startedAt, endedAt, held: wasHeld, news } of ordered) {
    if (way !== 'poll') continue
    const heldMs = endedAt === null || !wasHeld ? 0 : endedAt - startedAt
    const before = lastEnd.get(`${session} ${tab ?? ''}`)
    if (wasHeld) held++
    longestMs = Math.max(longestMs, heldMs)
    if (before !== undefined && startedAt - before <= AT_ONCE_MS) reissued++
    if (endedAt !== null) lastEnd.set(`${session} ${tab ?? ''}`, endedAt)
    const messages = messagesIn(news).filter(({ again }) => !again).length
    if (wasHeld) rode += messages
    else waited += messages
  }
  return { held, longestMs, reissued, rode, waited }
}
