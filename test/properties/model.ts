import type { Row } from './rows.ts'

/** A moment in the order of what was done: the number of the act. */
type Moment = number
/** After everything that was done, and before what never ends. */
export const NOW: Moment = Number.MAX_SAFE_INTEGER

interface Version { readonly from: Moment, readonly text: string }
interface Span { readonly who: string, readonly what: string, readonly from: Moment, to: Moment }

export interface Said {
  readonly no: number
  readonly senderId: string
  readonly isText: boolean
  readonly at: Moment
  readonly replyTo: number | null
  readonly versions: Version[]
  recalled: boolean
  readonly reactions: Span[]
  readonly pins: Span[]
  /** Whom it names, by the act that said so; `all`: everybody. */
  readonly mentions: Array<{ readonly from: Moment, readonly names: ReadonlySet<string>, readonly all: boolean }>
}

export interface Period { readonly from: Moment, readonly firstNo: number, to: Moment, lastNo: number }

export interface Own { pinned: boolean, notify: string, mutedUntil: number | null, archived: boolean, hidden: boolean }

export interface Talk {
  readonly id: string
  readonly kind: string
  readonly said: Said[]
  readonly periods: Map<string, Period[]>
  readonly readNo: Map<string, number>
  readonly own: Map<string, Own>
  /** Those who removed it from their lists after they had left. */
  readonly dropped: Set<string>
  history: 'none' | 'all'
}

/** Everything that was done in one play, and what each person is to see of it. It shares nothing with the product. */
export class Model {
  readonly talks = new Map<string, Talk>()
  /** Pairs of which one blocks the other, both ways round. */
  readonly apart = new Set<string>()
  /** Pairs that were apart at any time. */
  readonly everApart = new Set<string>()
  moment: Moment = 0

  talk (id: string, kind: string): Talk {
    const known = this.talks.get(id)
    if (known !== undefined) return known
    const talk: Talk = { id, kind, said: [], periods: new Map(), readNo: new Map(), own: new Map(), dropped: new Set(), history: 'none' }
    this.talks.set(id, talk)
    return talk
  }

  join (talk: Talk, userId: string): void {
    if (isMember(talk, userId)) return
    const firstNo = talk.history === 'all' ? 1 : talk.said.length + 1
    const period = { from: this.moment, firstNo, to: Infinity, lastNo: Infinity }
    talk.periods.set(userId, [...talk.periods.get(userId) ?? [], period])
    talk.readNo.set(userId, talk.said.length)
    talk.dropped.delete(userId)
  }

  leave (talk: Talk, userId: string, lastNo: number): void {
    const period = latest(talk, userId)
    if (period === undefined || period.to !== Infinity) return
    period.to = this.moment
    period.lastNo = lastNo
  }

  /** Takes a message or line that was stored; `text` is null for a line. */
  say (talk: Talk, { no, senderId }: Row, text: string | null, replyTo: number | null): Said {
    const said: Said = {
      no,
      senderId,
      isText: text !== null,
      at: this.moment,
      replyTo,
      recalled: false,
      reactions: [],
      pins: [],
      mentions: [],
      versions: text === null ? [] : [{ from: this.moment, text }]
    }
    const readNo = talk.readNo.get(senderId) ?? 0
    const waits = talk.said.some(other => other.no > readNo && other.senderId !== senderId && !other.recalled && other.isText)
    talk.said.push(said)
    if (readNo === no - 1 || (text !== null && !waits)) talk.readNo.set(senderId, no)
    for (const [userId, own] of talk.own) {
      if (!isMember(talk, userId)) continue
      own.hidden = false
      if (own.notify !== 'none' && own.mutedUntil === null) own.archived = false
    }
    return said
  }

  read (talk: Talk, userId: string, no: number): void {
    talk.readNo.set(userId, Math.max(talk.readNo.get(userId) ?? 0, Math.min(no, talk.said.length)))
  }

  mention (said: Said, names: Iterable<string>, all: boolean): void {
    said.mentions.push({ from: this.moment, names: new Set(names), all })
  }

  block (userId: string, otherId: string, on: boolean): void {
    if (on) {
      this.apart.add(`${userId} ${otherId}`)
      for (const pair of [`${userId} ${otherId}`, `${otherId} ${userId}`]) this.everApart.add(pair)
    } else this.apart.delete(`${userId} ${otherId}`)
  }

  areApart (userId: string, otherId: string): boolean {
    return this.apart.has(`${userId} ${otherId}`) || this.apart.has(`${otherId} ${userId}`)
  }

  /** Mutes that have ended by this time. */
  unmute (now: number): void {
    for (const talk of this.talks.values()) {
      for (const own of talk.own.values()) if (own.mutedUntil !== null && own.mutedUntil <= now) own.mutedUntil = null
    }
  }

  /** The conversations that this person was ever in and has not dropped. */
  known (userId: string): Talk[] {
    return [...this.talks.values()].filter(talk => latest(talk, userId) !== undefined && !talk.dropped.has(userId))
  }

  unread (talk: Talk, userId: string): number {
    const period = latest(talk, userId)
    if (talk.kind === 'self' || period === undefined || period.to !== Infinity) return 0
    const readNo = talk.readNo.get(userId) ?? 0
    const waiting = talk.said.filter(said => said.no > readNo && said.no >= period.firstNo && said.senderId !== userId && !said.recalled)
    return Math.max(Number(waiting.some(said => said.no === period.firstNo)), waiting.filter(said => said.isText).length)
  }
}

export function latest (talk: Talk, userId: string): Period | undefined {
  return talk.periods.get(userId)?.at(-1)
}

export function isMember (talk: Talk, userId: string): boolean {
  return latest(talk, userId)?.to === Infinity
}

/** Whether one of this person's periods holds the message. */
export function sees (talk: Talk, userId: string, no: number): boolean {
  if (no < 1 || no > talk.said.length || talk.dropped.has(userId)) return false
  return (talk.periods.get(userId) ?? []).some(period => no >= period.firstNo && no <= period.lastNo)
}

/** The moment up to which this person hears of changes. */
export function asOf (talk: Talk, userId: string): Moment {
  return Math.min(latest(talk, userId)?.to ?? 0, NOW)
}

export function textAt ({ versions, recalled }: Said, moment: Moment): string {
  return recalled ? '' : versions.findLast(({ from }) => from <= moment)?.text ?? ''
}

export function standingAt (spans: readonly Span[], moment: Moment): Span[] {
  return spans.filter(({ from, to }) => from <= moment && to > moment)
}

/** This person's own settings of a conversation. */
export function ownOf (talk: Talk, userId: string): Own {
  const known = talk.own.get(userId)
  if (known !== undefined) return known
  const own = { pinned: talk.kind === 'self', notify: 'all', mutedUntil: null, archived: false, hidden: false }
  talk.own.set(userId, own)
  return own
}
