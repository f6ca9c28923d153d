import type { ExchangeRecord } from '#domain/wire/records.ts'

/** Something that happened: a request came, an answer left, or the server committed an event. */
export interface Moment {
  readonly key: string
  /** Unix ms, moved by less than a millisecond where clocks are too coarse to tell what came first. */
  readonly at: number
}

/** A message as the ledger has it, with its moment. `no` null: another event, or several. */
export interface Commit {
  readonly key: string
  readonly seq: number
  readonly no: number | null
  /** Events that this mark stands for. */
  readonly count: number
  readonly sender: string | null
}

/** An answer with more events than this shows them as one. */
const EACH_MAX = 4
/** Puts one moment behind another of the same millisecond. */
const AFTER = 0.001

export const inKey = ({ n, session }: ExchangeRecord): string => `in ${session} ${n}`
export const outKey = ({ n, session }: ExchangeRecord): string => `out ${session} ${n}`
const commitKey = (seq: number): string => `commit ${seq}`

/** Returns the marks of the ledger that an exchange shows: what it stored, or what its answer carried. */
export function commitsOf ({ news, sent, username }: ExchangeRecord): Commit[] {
  if (sent !== null && sent.seq !== null) return [{ key: commitKey(sent.seq), seq: sent.seq, no: sent.no, count: 1, sender: username }]
  const events = news?.events.filter(({ type }) => type === 'message') ?? []
  if (events.length <= EACH_MAX) return events.map(({ seq, no, sender = null }) => ({ key: commitKey(seq), seq, no, count: 1, sender }))
  const { seq } = events.at(-1) as { seq: number }
  return [{ key: commitKey(seq), seq, no: null, count: events.length, sender: null }]
}

/**
 * Returns all moments of these exchanges in the order in which they can have happened: a message is committed after its request came and
 * before any answer carries it, and a tab asks again after it was answered.
 */
export function momentsOf (exchanges: readonly ExchangeRecord[]): Moment[] {
  const moments = new Map<string, number>()
  const told = exchanges.flatMap(({ news }) => news?.events ?? [])
  const committedAt = new Map(told.flatMap(({ seq, at }) => at === undefined ? [] : [[seq, at] as const]))
  for (const each of exchanges) {
    if (each.sent?.seq != null && each.sent.duplicate !== true) {
      const at = committedAt.get(each.sent.seq) ?? each.startedAt
      moments.set(commitKey(each.sent.seq), Math.max(at, each.startedAt + AFTER))
    }
  }
  for (const { key, seq } of exchanges.flatMap(commitsOf)) {
    const at = committedAt.get(seq)
    if (at !== undefined && !moments.has(key)) moments.set(key, at)
  }
  const endOf = new Map<string, number>()
  for (const each of exchanges) {
    const tab = `${each.session} ${each.tab ?? ''}`
    const before = each.tab === null ? 0 : (endOf.get(tab) ?? 0)
    const came = Math.max(each.startedAt, before + AFTER)
    moments.set(inKey(each), came)
    if (each.endedAt === null) continue
    const commits = commitsOf(each).map(({ key }) => moments.get(key) ?? 0)
    const left = Math.max(each.endedAt, came + AFTER, ...commits.map(at => at + AFTER))
    moments.set(outKey(each), left)
    endOf.set(tab, left)
  }
  return [...moments].map(([key, at]) => ({ key, at })).sort((one, other) => one.at - other.at)
}
