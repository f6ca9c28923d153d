import type { LedgerPart } from './ledger-book.ts'
import type { ExchangeRecord } from './records.ts'
import { upTo } from './sorted.ts'
import { ackedBy } from './steps.ts'

/** The counts of the scoreboard as the ledger has them. */
export interface LedgerCounts { readonly stored: number, readonly delivered: number, readonly acked: number }

/**
 * `differing`: the exchanges that are not as the ledger has them, in the order of `exchanges`. `counts`: null when only a part of all that
 * they tell of was read, so that nothing can be said about the counts.
 */
export interface Audit { readonly counts: LedgerCounts | null, readonly differing: readonly number[] }

interface Stretch { readonly from: number, readonly to: number }

/** The messages that one session was answered with, as the ledger has them. */
interface Told { readonly stretches: Stretch[], readonly typeAt: Map<number, string>, ackedSeq: number }

/**
 * Compares records with the ledger, and returns its counts and the exchanges that differ: an answer must carry exactly what the ledger has
 * in its stretch, and a send that was answered with a number must stand there under it. Skips all that lies outside of `part`.
 */
export function auditOf (exchanges: readonly ExchangeRecord[], part: LedgerPart): Audit {
  const { lines } = part
  const seqs = lines.map(({ seq }) => seq)
  const lineAt = new Map(lines.map(line => [line.seq, line]))
  const linesIn = ({ from, to }: Stretch) => lines.slice(upTo(seqs, from), upTo(seqs, to))

  function differsInNews ({ news }: ExchangeRecord): boolean {
    const stretch = stretchOf(news, part)
    if (stretch === null || news === null) return false
    const carried = new Set(news.events.map(({ seq }) => seq))
    const isMade = news.events.some(({ seq, no }) => isIn(part, seq) && lineAt.get(seq)?.no !== no)
    return isMade || linesIn(stretch).some(({ seq }) => !carried.has(seq))
  }

  function differsInSend ({ sent }: ExchangeRecord): boolean {
    if (sent === null || sent.no === null || sent.seq === null || !isIn(part, sent.seq)) return false
    const line = lineAt.get(sent.seq)
    return line?.no !== sent.no || line.conversationId !== sent.conversationId
  }

  let [delivered, acked] = [0, 0]
  for (const { stretches, typeAt, ackedSeq } of toldIn(exchanges, part)) {
    // A message that was recalled since stands as recalled in the ledger, and counts as this session was told of it.
    const told = stretches.flatMap(linesIn).filter(({ seq, type }) => (typeAt.get(seq) ?? type) === 'message')
    delivered += told.length
    acked += told.filter(({ seq }) => seq <= Math.min(ackedSeq, part.ackedSeq)).length
  }
  return {
    counts: exchanges.every(each => isWithin(each, part)) ? { stored: storedIn(exchanges, part), delivered, acked } : null,
    differing: exchanges.filter(each => differsInNews(each) || differsInSend(each)).map(({ n }) => n)
  }
}

function isIn ({ fromSeq, toSeq }: LedgerPart, seq: number): boolean {
  return seq > fromSeq && seq <= toSeq
}

function isWithin ({ news, sent }: ExchangeRecord, part: LedgerPart): boolean {
  const { fromSeq = null, toSeq = null } = news ?? {}
  const isRead = fromSeq === null || toSeq === null || fromSeq === toSeq || (fromSeq >= part.fromSeq && toSeq <= part.toSeq)
  return isRead && (sent === null || sent.seq === null || isIn(part, sent.seq))
}

/** Counts the sends of these exchanges whose message the ledger has, edited or recalled since or not. */
function storedIn (exchanges: readonly ExchangeRecord[], { lines }: LedgerPart): number {
  const asked = new Set(exchanges.flatMap(({ sent }) => sent === null || sent.no === null ? [] : [`${sent.conversationId} ${sent.no}`]))
  const own = lines.filter(({ isOwn }) => isOwn).map(({ conversationId, no }) => `${conversationId} ${no}`)
  return new Set(own.filter(key => asked.has(key))).size
}

/** Returns the part of an answer's stretch that the ledger was read for; null for none. */
function stretchOf (news: ExchangeRecord['news'], { fromSeq, toSeq }: LedgerPart): Stretch | null {
  if (news === null || news.fromSeq === null || news.toSeq === null) return null
  const [from, to] = [Math.max(news.fromSeq, fromSeq), Math.min(news.toSeq, toSeq)]
  return from < to ? { from, to } : null
}

function toldIn (exchanges: readonly ExchangeRecord[], part: LedgerPart): Told[] {
  const sessions = new Map<string, Told>()
  for (const each of exchanges) {
    const { session, news } = each
    const told = sessions.get(session) ?? { stretches: [], typeAt: new Map<number, string>(), ackedSeq: 0 }
    sessions.set(session, told)
    told.ackedSeq = Math.max(told.ackedSeq, ackedBy(each))
    for (const { seq, type } of news?.events ?? []) told.typeAt.set(seq, type)
    const stretch = stretchOf(news, part)
    if (stretch !== null) told.stretches.push(stretch)
  }
  return [...sessions.values()].map(told => ({ ...told, stretches: joined(told.stretches) }))
}

/** Joins stretches that overlap, so that nothing in them counts twice. */
function joined (stretches: readonly Stretch[]): Stretch[] {
  const apart: Stretch[] = []
  for (const { from, to } of [...stretches].sort((one, other) => one.from - other.from)) {
    const last = apart.at(-1)
    if (last === undefined || from > last.to) apart.push({ from, to })
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, to) }
  }
  return apart
}
