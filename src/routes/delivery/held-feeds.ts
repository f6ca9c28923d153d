/** Loops of held pages that are remembered; a forgotten one counts as new. */
const FEEDS_MAX = 20_000
/** A next request this late counts as never coming; a slow line may cause one such delay, but not one every time. */
const LATE_MS = 20_000

/** A browser that shows the frame's first page asks for the next one a second later; after this long it will not. */
const FOLLOWS_WITHIN_MS = 4_000
/** First pages without a next one that prove frames blocked. More than one in a browser that followed before: people leave pages early. */
const UNFOLLOWED_MAX = { atFirst: 1, onceFollowed: 2 }

/** First pages of frames that one session has not followed, the newest at `at`. */
interface Unfollowed { readonly count: number, readonly at: number }

interface Feed {
  /** The newest request that was answered; the browser may ask for the same page again. */
  n: number
  /** When its next request will be overdue; Infinity while one is held. */
  lateAt: number
  /** The newest message on the last page that was sent, and on the page before it, which the browser has surely drawn. */
  sentNo: number
  shownNo: number
  /** The newest message that was reported as read. */
  readNo: number
}

export type Feeds = ReturnType<typeof createFeeds>

/**
 * The state of loops of held pages, by session and tab. In memory alone: forgetting one costs a sentence of advice and nothing else.
 */
export function createFeeds (now: () => number) {
  const feeds = new Map<string, Feed>()
  const framed = new Set<string>()
  // Pages asked for by hand, by session and the id in their links: the newest message they show.
  const pages = new Map<string, number>()
  const unfollowed = new Map<string, Unfollowed>()

  function feedOf (sessionId: string, tab: string): Feed {
    const name = `${sessionId} ${tab}`
    const feed = feeds.get(name) ?? { n: 0, lateAt: Infinity, sentNo: 0, shownNo: 0, readNo: 0 }
    feeds.delete(name)
    feeds.set(name, feed)
    dropOldest(feeds)
    return feed
  }

  return {
    /** Records a request for the next page. Returns false for one that was answered before: a reload must not be held. */
    asked (sessionId: string, tab: string, n: number): boolean {
      const feed = feedOf(sessionId, tab)
      if (n <= feed.n) return false
      feed.lateAt = Infinity
      feed.shownNo = feed.sentNo
      return true
    },

    /** Records the answer: a page that comes back after `delayMs`; `no`: its newest message, null when it is unchanged. */
    answered (sessionId: string, tab: string, { n, delayMs, no }: { n: number, delayMs: number, no: number | null }): void {
      const feed = feedOf(sessionId, tab)
      feed.n = Math.max(feed.n, n)
      feed.lateAt = now() + delayMs + LATE_MS
      if (no !== null) feed.sentNo = no
    },

    /** Records the first page of a frame. Browsers request even frames that they must not show, but a blocked one never asks again. */
    frameBegan (sessionId: string): void {
      const { count, at } = unfollowed.get(sessionId) ?? { count: 0, at: -Infinity }
      // Several frames that load at once prove no more than one.
      const isAnother = now() - at >= FOLLOWS_WITHIN_MS
      unfollowed.delete(sessionId)
      unfollowed.set(sessionId, isAnother ? { count: count + 1, at: now() } : { count, at })
      dropOldest(unfollowed)
    },

    /** Returns the number of the next request, above all that were answered, even if the clock is set back. */
    next (sessionId: string, tab: string, n: number): number {
      return Math.max(n + 1, now(), feedOf(sessionId, tab).n + 1)
    },

    /** Records that a frame asked for its next page: this browser loads frames and follows them. */
    frameFollowed (sessionId: string): void {
      framed.delete(sessionId)
      framed.add(sessionId)
      dropOldest(framed)
      unfollowed.delete(sessionId)
    },

    /** Records the person's own word about frames, in place of earlier findings. */
    frameSeen (sessionId: string, isShown: boolean): void {
      unfollowed.delete(sessionId)
      framed.delete(sessionId)
      if (!isShown) unfollowed.set(sessionId, { count: UNFOLLOWED_MAX.atFirst, at: -Infinity })
    },

    /** Whether the network or the browser blocks frames: they were sent, and none followed. */
    blocksFrames (sessionId: string): boolean {
      const { count, at } = unfollowed.get(sessionId) ?? { count: 0, at: 0 }
      const most = framed.has(sessionId) ? UNFOLLOWED_MAX.onceFollowed : UNFOLLOWED_MAX.atFirst
      return count >= most && now() - at >= FOLLOWS_WITHIN_MS
    },

    loadsFrames: (sessionId: string) => framed.has(sessionId),

    /** Returns the newest message that a loop has surely shown, to be marked as read; 0 when it was returned before. */
    newlyShown (sessionId: string, tab: string): number {
      const feed = feedOf(sessionId, tab)
      if (feed.shownNo <= feed.readNo) return 0
      feed.readNo = feed.shownNo
      return feed.readNo
    },

    /** Records a page that is asked for by hand: `unique` is in its links, `no` the newest message that counts as shown. */
    pageDrawn (sessionId: string, unique: string, no: number): void {
      pages.set(`${sessionId} ${unique}`, no)
      dropOldest(pages)
    },

    /** Returns the newest message on the page whose link was followed; 0 for a page that is not remembered. */
    pageFollowed: (sessionId: string, unique: string): number => pages.get(`${sessionId} ${unique}`) ?? 0,

    /** Returns whether a loop has stopped (its next request is overdue), and the newest message that it has surely shown. */
    stateOf (sessionId: string, tab: string): { hasStopped: boolean, shownNo: number } {
      const feed = feeds.get(`${sessionId} ${tab}`)
      return { hasStopped: feed !== undefined && now() > feed.lateAt, shownNo: feed?.shownNo ?? 0 }
    }
  }
}

function dropOldest (kept: { readonly size: number, keys: () => Iterator<string>, delete: (key: string) => boolean }): void {
  if (kept.size > FEEDS_MAX) kept.delete(kept.keys().next().value ?? '')
}
