import type { ExchangeRecord } from '#domain/wire/records.ts'
import { seqOf } from '#domain/wire/steps.ts'
import type { FaultName } from './fault-table.ts'

/** The act of a fault, as far as its proof needs it. */
export interface Deed {
  /** The exchange; 0 where the proof does not depend on what came before. */
  readonly n: number
  readonly tab?: string | null
  /** The cursor that was asked with, and the one of the answer. */
  readonly cursor?: string | null
  readonly toCursor?: string | null
  /** The events of the answer. */
  readonly seqs?: readonly number[]
  readonly clientId?: string
  readonly no?: number | null
  readonly isOvertaken?: boolean
}

export interface Verdict { readonly outcome: 'kept' | 'broken', readonly provenBy: number }

type Judge = (deed: Deed, later: readonly ExchangeRecord[]) => Verdict | null

/** Statuses that end a poll early and prove nothing: the tab asks again. */
const EARLY = new Set(['superseded', 'yield', 'busy', 'drain'])

function verdict (isKept: boolean, { n }: ExchangeRecord): Verdict {
  return { outcome: isKept ? 'kept' : 'broken', provenBy: n }
}

/** D1: the tab asks again with the same cursor, and is answered with the same events in the same order. */
const sameAgain: Judge = ({ tab, cursor, seqs = [] }, later) => {
  for (const row of later.filter(each => each.way === 'poll' && each.tab === tab)) {
    if (row.cursor !== cursor) return verdict(false, row)
    if (row.news === null || EARLY.has(row.news.status)) continue
    const again = row.news.events.map(({ seq }) => seq)
    const both = Math.min(again.length, seqs.length)
    return verdict(both > 0 && again.slice(0, both).join() === seqs.slice(0, both).join(), row)
  }
  return null
}

/** D3: the tab goes on from exactly where it was. */
function continues (isRight: (deed: Deed, cursor: string | null) => boolean): Judge {
  return (deed, later) => {
    const next = later.find(({ way, tab }) => way === 'poll' && tab === deed.tab)
    return next === undefined ? null : verdict(isRight(deed, next.cursor), next)
  }
}

/** D12: the same send comes again, and is told the message that is stored already. */
const storedOnce: Judge = ({ clientId, no }, later) => {
  const again = later.find(({ sent, status }) => sent !== null && sent.clientId === clientId && status !== null)
  return again === undefined ? null : verdict(again.sent?.duplicate === true && again.sent.no === no, again)
}

/** D31: the held send is stored, and nothing of its conversation went by it. */
const inTurn: Judge = ({ clientId, isOvertaken = false }, later) => {
  const held = later.find(({ sent, status }) => sent !== null && sent.clientId === clientId && status !== null)
  return held === undefined ? null : verdict(!isOvertaken && held.sent?.no != null, held)
}

const fromSame = continues((deed, cursor) => cursor === deed.cursor)

/** The judge of each fault that later exchanges prove. */
const JUDGES: Readonly<Partial<Record<FaultName, Judge>>> = {
  'lose-poll-answer': sameAgain,
  'lose-send-answer': storedOnce,
  'deliver-twice': continues(({ toCursor = null }, cursor) => seqOf(cursor) >= seqOf(toCursor)),
  'cut-hold': fromSame,
  'freeze-tab': fromSame,
  'swap-sends': inTurn,
  // A page that gave up waiting asks with its old cursor.
  delay: continues((deed, cursor) => cursor === deed.toCursor || cursor === deed.cursor),
  'old-proxy': continues((deed, cursor) => cursor === deed.toCursor)
}

/** Returns whether the rule of this fault held, from the records of its session; null while nothing shows it. */
export function judge (fault: FaultName, deed: Deed, rows: readonly ExchangeRecord[]): Verdict | null {
  const later = rows.filter(({ n }) => n > deed.n).sort((one, other) => one.n - other.n)
  return JUDGES[fault]?.(deed, later) ?? null
}
