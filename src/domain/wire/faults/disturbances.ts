import type { News } from '#domain/wire/records.ts'
import type { Fault, FaultName, Outcome } from './fault-table.ts'
import type { Deed } from './judgement.ts'
import type { Disturbance, Line, PollAsked, SendAsked, Stored } from './line.ts'

/** A fault that is switched on, as its disturbances know it. */
export interface Acting {
  readonly fault: FaultName
  readonly ms: number
  readonly ending: Fault['ending']
  readonly isArmed: boolean
  /** It is over: nothing is disturbed any more. */
  readonly isOver: boolean
  after (ms: number, run: () => void): () => void
  /** It has begun to act and takes no further exchange for its first. */
  begins (no?: number | null): void
  /** It has acted; later exchanges prove the rule. */
  happened (deed: Deed): void
  /** It has acted, and the proof is there. */
  ended (outcome: Outcome, n: number | null, no: number | null): void
  /** Breaks an act off when the fault is switched off; `holdsText`: also when a text is recalled. Returns a function that takes it back. */
  onStop (stop: () => void, holdsText?: boolean): () => void
}

/** Begins the acts of one fault. The function returned disturbs each exchange that it meets. */
type PollFault = (acting: Acting) => (asked: PollAsked) => Disturbance
type SendFault = (acting: Acting) => (asked: SendAsked) => Disturbance

/** Connections that a fault silenced are closed after this long: longer than any hold with the patience of a page. */
const SILENT_MAX_MS = 120_000
/** A send is held this long for another one to overtake it: a page would have sent it at once. */
const SWAP_MS = 3_000
/** Requests that a frozen tab keeps open: a page sends one at a time. More of them are answered, since nothing else bounds them. */
const FROZEN_MAX = 8
/** Answers in a row that go through the old proxy. */
const OLD_ANSWERS = 3

const PLAIN: Disturbance = {
  asks: (_line, go) => go(),
  stores: run => run(),
  held () {},
  answers: line => line.write(),
  over () {}
}

function messageIn (news: News | null): number | null {
  for (const { event } of news?.events ?? []) if (event.type === 'message') return event.message.no
  return null
}

const carries = (news: News | null): news is News => news !== null && news.events.length > 0
const seqsOf = ({ events }: News): number[] => events.map(({ event }) => event.seq)

const losePollAnswer: PollFault = acting => ({ tab }) => ({
  ...PLAIN,
  answers (line, news) {
    const n = acting.isArmed && carries(news) ? line.mark(acting.fault) : null
    if (n === null || !carries(news)) return line.write()
    acting.happened({ n, tab, cursor: news.from, seqs: seqsOf(news), no: messageIn(news) })
    line.lose()
  }
})

/** The request is given the cursor of before, as a proxy does that repeats an old request: the answer comes a second time. */
const deliverTwice: PollFault = acting => {
  let once: { readonly tab: string | null, readonly from: string, readonly to: string, readonly no: number | null } | null = null
  return ({ tab, cursor }) => {
    let n: number | null = null
    return {
      ...PLAIN,
      asks (line, go) {
        if (acting.isOver || once === null || once.tab !== tab || once.to !== cursor) return go()
        n = line.mark(acting.fault)
        go(once.from)
      },
      answers (line, news) {
        if (n !== null && once !== null) {
          acting.happened({ n, tab, toCursor: once.to, no: once.no })
          once = null
        } else if (acting.isArmed && carries(news) && news.from !== null && news.cursor !== null) {
          once = { tab, from: news.from, to: news.cursor, no: messageIn(news) }
          acting.begins(once.no)
        }
        line.write()
      }
    }
  }
}

const cutHold: PollFault = acting => ({ tab, cursor }) => {
  let stop = (): void => {}
  return {
    ...PLAIN,
    held (line) {
      stop = acting.after(acting.ms, () => {
        const n = acting.isArmed ? line.mark(acting.fault) : null
        if (n === null) return
        acting.happened({ n, tab, cursor })
        if (acting.ending === 'page') return line.giveUp()
        if (acting.ending === 'close') return line.cut()
        line.drop()
        stop = acting.after(SILENT_MAX_MS, () => line.cut())
      })
    },
    over () { stop() }
  }
}

const delay: PollFault = acting => ({ tab }) => ({
  ...PLAIN,
  answers (line, news) {
    const n = acting.isArmed && carries(news) ? line.mark(acting.fault) : null
    if (n === null || !carries(news)) return line.write()
    acting.happened({ n, tab, cursor: news.from, toCursor: news.cursor, no: messageIn(news) })
    const keep = acting.onStop(() => { keep(); stop(); line.lose() }, true)
    const stop = acting.after(acting.ms, () => { keep(); line.write() })
  }
})

const oldProxy: PollFault = acting => {
  let left = OLD_ANSWERS
  return ({ tab }) => ({
    ...PLAIN,
    answers (line, news) {
      const n = acting.isOver || left === 0 ? null : line.mark(acting.fault)
      if (n === null) return line.write()
      if (news !== null && news.toSeq !== null) left--
      if (acting.isArmed) acting.begins()
      if (left === 0) acting.happened({ n, tab, cursor: news?.from ?? null, toCursor: news?.cursor ?? null })
      line.writeOld()
    }
  })
}

/** A frozen tab neither sends nor reads: each of its polls is met with silence, until it thaws and finds its connections closed. */
const freezeTab: PollFault = acting => {
  let frozen: { readonly tab: string | null, readonly cursor: string | null, n: number } | null = null
  const lines: Line[] = []
  function thaw (): void {
    if (frozen !== null) acting.happened({ ...frozen })
    frozen = null
    for (const line of lines) line.cut()
  }
  return ({ tab, cursor }) => ({
    ...PLAIN,
    asks (line, go) {
      const isFrozen = acting.isArmed || (frozen !== null && frozen.tab === tab)
      const n = isFrozen && !acting.isOver && lines.length < FROZEN_MAX ? line.mark(acting.fault) : null
      if (n === null) return go()
      lines.push(line)
      if (frozen !== null) {
        frozen.n = n
        return
      }
      frozen = { tab, cursor, n }
      acting.begins()
      const keep = acting.onStop(() => { keep(); stop(); frozen = null; thaw() })
      const stop = acting.after(acting.ms, () => { keep(); thaw() })
    }
  })
}

const loseSendAnswer: SendFault = acting => ({ clientId }) => {
  let no: number | null = null
  return {
    ...PLAIN,
    async stores<S extends Stored> (run: () => Promise<S>): Promise<S> {
      const sent = await run()
      no = sent.message.no
      return sent
    },
    answers (line) {
      const n = acting.isArmed ? line.mark(acting.fault) : null
      if (n === null) return line.write()
      acting.happened({ n, clientId, no })
      line.lose()
    }
  }
}

const sendTwice: SendFault = acting => () => {
  let seen: { readonly outcome: Outcome, readonly no: number } | null = null
  return {
    ...PLAIN,
    async stores<S extends Stored> (run: () => Promise<S>): Promise<S> {
      const first = await run()
      if (first.duplicate || !acting.isArmed) return first
      const { no } = first.message
      acting.begins(no)
      const second = await run().catch(() => null)
      seen = { no, outcome: second !== null && second.duplicate && second.message.no === no ? 'kept' : 'broken' }
      return first
    },
    answers (line) {
      if (seen !== null) acting.ended(seen.outcome, line.mark(acting.fault), seen.no)
      line.write()
    }
  }
}

const swapSends: SendFault = acting => {
  let held: SendAsked | null = null
  let isOvertaken = false
  let letGo = (): void => {}
  return ({ conversationId, clientId }) => ({
    ...PLAIN,
    async stores<S extends Stored> (run: () => Promise<S>): Promise<S> {
      if (acting.isArmed) {
        acting.begins()
        held = { conversationId, clientId }
        return await new Promise((_resolve, reject) => {
          letGo = () => {
            stop()
            keep()
            held = null
            acting.happened({ n: 0, clientId, isOvertaken })
            reject(new Error('held back by a fault'))
          }
          const stop = acting.after(SWAP_MS, () => letGo())
          const keep = acting.onStop(() => letGo())
        })
      }
      const isOvertaking = held !== null && held.conversationId === conversationId && held.clientId !== clientId
      const sent = await run()
      if (isOvertaking) {
        isOvertaken = true
        letGo()
      }
      return sent
    }
  })
}

/** The faults that act on polls, and on sends, by their names. */
export const POLL_FAULTS: Readonly<Partial<Record<FaultName, PollFault>>> = {
  'lose-poll-answer': losePollAnswer,
  'deliver-twice': deliverTwice,
  'cut-hold': cutHold,
  delay,
  'old-proxy': oldProxy,
  'freeze-tab': freezeTab
}
export const SEND_FAULTS: Readonly<Partial<Record<FaultName, SendFault>>> = {
  'lose-send-answer': loseSendAnswer, 'send-twice': sendTwice, 'swap-sends': swapSends
}
