import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '#domain/account/accounts.ts'
import type { Viewer } from '#domain/account/sessions.ts'
import type { Resolver } from '#plugins/session/resolver.ts'
import { viewerOf } from '#plugins/session/session.ts'
import type { Refresh } from '#views/delivery/held.ts'
import type { Html } from '#views/parts/html.ts'
import { UNCACHEABLE } from './poll-answer.ts'
import type { Asking, Poller } from './wait.ts'
import { addressOf, HOPS_MAX, loopIn, type HeldQuery, type Loop } from './held-address.ts'
import type { Feeds } from './held-feeds.ts'
import type { Ending, Holds, RestReason, Shows } from './held-wait.ts'

/** Delay 0 blanks the page in some browsers, from 2 on each adds to the browser's history. */
const NEXT_S = 1
/** Whoever asks a server that stops would meet a proxy's page in its place, and the loop would end there: it is back by then. */
const DRAIN_S = 10
/** As long as a page with script takes its person for being there. */
const ACTIVE_MS = 5 * 60_000

export interface HeldNeeds {
  readonly holds: Holds
  readonly feeds: Feeds
  /** The caller may have changed, or gone, during the wait. */
  readonly resolver: Resolver
  readonly accounts: Pick<Accounts, 'byId'>
  /** A cursor true at a seq, taken before the page is read. */
  readonly cursorFrom: (userId: string) => (seq: number) => string
  readonly now: () => number
  readonly newId: () => string
}

/** A page as it was drawn, and what its address must know of it. */
export interface Drawn {
  readonly seq: number
  /** The newest message it shows. */
  readonly no: number
  /** Unix ms at which something on it is true no longer. */
  readonly until: number | null
  /** The page itself, which comes back as it is told. */
  page (refresh: Refresh): Html
}

export interface HeldDocument {
  /** Below the root. */
  readonly path: string
  /** From an address of this page to the root. */
  readonly root: string
  readonly shows: Shows
  readonly draw: () => Promise<Drawn>
  /** Where nobody is signed in any more. */
  readonly signedOut: () => FastifyReply
}

type Ready = (refresh: Refresh) => Html

/** One request of a loop of held pages: the first is answered at once, each next one waits for news, a few times over. */
export function createHeldAnswers (needs: HeldNeeds) {
  const { holds, feeds, resolver, accounts, cursorFrom, now, newId } = needs

  return async function answerHeld (
    request: FastifyRequest, reply: FastifyReply, query: HeldQuery, held: HeldDocument
  ): Promise<FastifyReply> {
    const viewer = viewerOf(request)
    const { session } = viewer
    const loop = loopIn(query)

    /** The page as it is now, its cursor from the same read (D16); null: nobody is signed in any more. */
    async function drawn (tab: string, n: number, since: number): Promise<{ ready: Ready, next: Refresh, no: number } | null> {
      const caller = await resolver.find(request.headers)
      if (caller === null) return null
      // From the database: the news may be that the account has changed, and memory learns of it a moment after whoever is held.
      request.viewer = { ...caller, account: await accounts.byId(caller.userId) }
      const at = cursorFrom(caller.userId)
      const { seq, no, until, page } = await held.draw()
      const next = { cursor: at(seq), tab, n: feeds.next(session.id, tab, n), hop: 0, since, until }
      return { ready: page, next: { afterS: NEXT_S, to: held.root + addressOf(held.path, next), rests: null }, no }
    }

    async function anew (tab: string, n: number, since: number): Promise<FastifyReply> {
      return tell(await drawn(tab, n, since), tab, n)
    }

    function tell (page: Awaited<ReturnType<typeof drawn>>, tab: string, n: number): FastifyReply {
      if (page === null) return held.signedOut()
      feeds.answered(session.id, tab, { n, delayMs: NEXT_S * 1000, no: page.no })
      return reply.headers(UNCACHEABLE).html(page.ready(page.next))
    }

    /** The same page at the same address, a while later: that is a reload, and adds nothing to the browser's history. */
    async function rest ({ tab, n, since }: Loop, why: RestReason, retryMs: number): Promise<FastifyReply> {
      const afterS = Math.max(why === 'drain' ? DRAIN_S : 0, Math.ceil(retryMs / 1000))
      const page = await drawn(tab, n, since)
      if (page === null) return held.signedOut()
      feeds.answered(session.id, tab, { n, delayMs: afterS * 1000, no: page.no })
      return reply.headers(UNCACHEABLE).html(page.ready({ afterS, to: null, rests: why }))
    }

    if (loop === null) return await anew(query.tab ?? newId(), 0, now())
    const { tab, n, since, hop, until } = loop
    if (!feeds.asked(session.id, tab, n)) return await anew(tab, n, since)
    const asking: Asking = { tab, n, isActive: now() - since < ACTIVE_MS }
    const draw = async () => {
      await request.turn?.resume()
      return await drawn(tab, n, since)
    }
    request.turn?.pause()
    const ending: Ending<NonNullable<Awaited<ReturnType<typeof drawn>>>> = await holds({
      poller: pollerOf(viewer), asking, cursor: loop.cursor, until, shows: held.shows, draw
    }, reply.raw)
    await request.turn?.resume()
    switch (ending.how) {
      case 'news': return tell(ending.drawn, tab, n)
      case 'quiet': {
        if (hop >= HOPS_MAX || until !== null) return await anew(tab, n, since)
        feeds.answered(session.id, tab, { n, delayMs: 0, no: null })
        const next = { ...loop, cursor: ending.cursor, n: feeds.next(session.id, tab, n), hop: hop + 1 }
        return reply.headers(UNCACHEABLE).redirect(held.root + addressOf(held.path, next))
      }
      case 'rest': return await rest(loop, ending.why, ending.retryMs)
      // Two that go by one name would take turns for ever.
      case 'anew': return await anew(newId(), 0, since)
      case 'signed-out': return held.signedOut()
      case 'left': return reply.hijack()
    }
  }
}

/** The waiting viewer, as polls know them. */
export function pollerOf ({ userId, session }: Viewer): Poller {
  return { userId, sessionId: session.id, kind: session.kind, heldMax: session.heldMax }
}
