import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '#domain/account/accounts.ts'
import type { Resolver } from '#plugins/session/resolver.ts'
import { withoutRecalled } from '#plugins/overtaken.ts'
import { viewerOf } from '#plugins/session/session.ts'
import type { ByHand } from '#views/delivery/by-hand.ts'
import type { Refresh } from '#views/delivery/held.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { addressOf, HOPS_MAX, loopIn, type HeldQuery } from './held-address.ts'
import type { Feeds } from './held-feeds.ts'
import type { Holds, Source } from './held-wait.ts'
import { UNCACHEABLE } from './poll-answer.ts'
import { pollerOf } from './poll-route.ts'
import type { Shows } from './shows.ts'

/** Delay of the refresh. 0 blanks the page in some browsers; from 2 on, each refresh adds an entry to the browser's history. */
const NEXT_S = 1
/** Delay while the server stops, enough for a restart: a request before that would get a proxy's error page, which ends the loop. */
const DRAIN_S = 10
/** Time after their last act for which a person counts as active; the same as for pages with script. */
const ACTIVE_MS = 5 * 60_000

export interface HeldNeeds {
  readonly holds: Holds
  readonly feeds: Feeds
  /** Resolves the caller again: the session may have changed, or ended, during the wait. */
  readonly resolver: Resolver
  readonly accounts: Pick<Accounts, 'byId'>
  /** A cursor true at a seq, taken before the page is read. */
  readonly cursorFrom: (userId: string) => (seq: number) => string
  /** Counts the texts that were recalled. */
  readonly erasures: () => number
  readonly now: () => number
  readonly newId: () => string
}

/** The content of a held page as it was read, and the parts of it that the next address carries. */
export interface Reading<Shown> {
  readonly page: OwnPage
  readonly shown: Shown
  readonly seq: number
  /** The newest message on it, when it shows everything unread up to there; 0 when nothing is unread. */
  readonly no: number
  /** Unix ms at which something on it stops being true. */
  readonly until: number | null
}

/** A page that can be held. */
export interface HeldDocument<Shown> {
  /** Below the root. */
  readonly path: string
  /** From an address of this page to the root. */
  readonly root: string
  /** Wakes the page: events and signals, or news of its own. */
  readonly shows: Shows | Source
  readonly read: (reply: FastifyReply) => Promise<Reading<Shown>>
  /** Marks messages up to `no` as read; missing where none are shown. */
  readonly markRead?: (userId: string, no: number) => Promise<unknown>
  readonly view: (page: OwnPage, shown: Shown, refresh: Refresh) => Html
  /** Answers once the session has ended. */
  readonly signedOut: (reply: FastifyReply) => FastifyReply
}

// A held page shows everything up to its cursor and is woken by what it shows alone, so its news cover no stretch of the ledger.
const NOTHING_COVERED = { status: 'events', fromSeq: null, toSeq: null, hold: 0 }

/** Answers requests of pages that go on without script. */
export function createHeldAnswers ({ holds, feeds, resolver, accounts, cursorFrom, erasures, now, newId }: HeldNeeds) {
  /** One request of a loop of held pages. The first is answered at once; each next one waits for news, and after some quiet holds again. */
  async function answerHeld<Shown> (
    request: FastifyRequest, reply: FastifyReply, query: HeldQuery, document: HeldDocument<Shown>
  ): Promise<FastifyReply> {
    const viewer = viewerOf(request)
    const { session } = viewer
    const { shows } = document
    const source: Source = 'hold' in shows ? shows : { hold: (holding, response) => holds({ ...holding, shows }, response), cursorFrom }
    const loop = loopIn(query)
    if (loop === null) return await anew(query.tab ?? newId(), 0, now())
    const { tab, n, since, hop, until, cursor } = loop
    if (!feeds.asked(session.id, tab, n)) return await anew(tab, n, since)
    const asking = { tab, n, isActive: now() - since < ACTIVE_MS, isPatient: false }
    // The page that asked was on the screen of a person who is there while this one was awaited.
    const readNo = asking.isActive ? feeds.newlyShown(session.id, tab) : 0
    const held = source.hold({ poller: pollerOf(viewer), asking, cursor, until }, reply.raw)
    // Goes on under a new name: two loops of one name would overtake each other for ever.
    if (held === null) return await anew(newId(), 0, since)
    request.tape?.held()
    try {
      for (;;) {
        request.turn?.pause()
        const came = await held.next()
        await request.turn?.resume()
        switch (came.status) {
          case 'events': {
            const read = await readNow(readNo)
            if (read === null) held.wait.close('signed-out')
            else if (held.wait.isStale(came)) break
            else held.wait.answered(came.entries)
            const { entries: events, signals } = came
            request.tape?.told({ ...NOTHING_COVERED, from: cursor, cursor: read?.cursor ?? null, events, signals })
            return tell(read, tab, n, since)
          }
          case 'idle': {
            if (hop >= HOPS_MAX || (until !== null && now() >= until)) return tell(await readNow(readNo), tab, n, since)
            if (readNo > 0) await callerNow(readNo)
            feeds.answered(session.id, tab, { n, delayMs: 0, no: null })
            const next = { ...loop, cursor: came.cursor, n: feeds.next(session.id, tab, n), hop: hop + 1 }
            return reply.headers(UNCACHEABLE).redirect(document.root + addressOf(document.path, next))
          }
          case 'superseded':
          case 'resync': return await anew(newId(), 0, since)
          case 'signed-out': return document.signedOut(reply)
          case 'leave': return reply.hijack()
          default: {
            // Again at the same address: a reload adds nothing to the browser's history.
            const afterS = Math.max(came.status === 'drain' ? DRAIN_S : 0, Math.ceil(came.retryMs / 1000))
            return tell(await readNow(), tab, n, since, { afterS, to: null, rests: came.status })
          }
        }
      }
    } finally {
      held.wait.close('busy')
    }

    async function anew (tab: string, n: number, since: number): Promise<FastifyReply> {
      return tell(await readNow(), tab, n, since)
    }

    // Returns the caller, who has read up to `readNo`; null once the session has ended.
    async function callerNow (readNo: number) {
      const caller = await resolver.find(request.headers)
      if (caller !== null && readNo > 0) await document.markRead?.(caller.userId, readNo)
      return caller
    }

    /** Reads the page as it is now, its cursor from the same read (D16). Returns null once the session has ended. */
    async function readNow (readNo = 0): Promise<Reading<Shown> & { readonly cursor: string } | null> {
      const caller = await callerNow(readNo)
      if (caller === null) return null
      // Reads the account from the database: the news may be that the account has changed, and the cache learns of it a moment later.
      request.viewer = { ...caller, account: await accounts.byId(caller.userId) }
      const cursorAt = source.cursorFrom(caller.userId)
      const reading = await withoutRecalled(erasures, () => document.read(reply))
      return { ...reading, cursor: cursorAt(reading.seq) }
    }

    function tell (read: Awaited<ReturnType<typeof readNow>>, tab: string, n: number, since: number, rest?: Refresh): FastifyReply {
      if (read === null) return document.signedOut(reply)
      const { page, shown, no, until, cursor } = read
      const to = addressOf(document.path, { cursor, tab, n: feeds.next(session.id, tab, n), hop: 0, since, until })
      const refresh = rest ?? { afterS: NEXT_S, to: document.root + to, rests: null }
      feeds.answered(session.id, tab, { n, delayMs: refresh.afterS * 1000, no })
      return reply.headers(UNCACHEABLE).html(document.view(page, shown, refresh), async () => {
        const now = await withoutRecalled(erasures, () => document.read(reply))
        return document.view(now.page, now.shown, refresh)
      })
    }
  }

  /**
   * Makes the press of a button the long poll: waits once for news after the page's cursor, without a redirect, which text browsers take
   * for a loop. Returns null for news, else the reason why there is none; false when the browser has gone.
   */
  async function waitByHand (request: FastifyRequest, reply: FastifyReply, cursor: string, shows: Shows): Promise<ByHand['came'] | false> {
    const asking = { tab: null, n: 0, isActive: true, isPatient: false }
    const held = holds({ poller: pollerOf(viewerOf(request)), asking, cursor, until: null, shows }, reply.raw)
    if (held === null) return null
    request.turn?.pause()
    const came = await held.next()
    if (came.status === 'events') held.wait.answered(came.entries)
    await request.turn?.resume()
    request.viewer = await resolver.find(request.headers)
    switch (came.status) {
      case 'idle': return 'nothing'
      case 'leave': return false
      case 'yield':
      case 'busy':
      case 'drain': return came.status
      default: return null
    }
  }

  return { answerHeld, waitByHand }
}
