/** How many loops of held pages are remembered; who is forgotten is taken for one that has just begun. */
const FEEDS_MAX = 20_000
/** A next request that has not come so long after it was due will not come: a slow line is slow once, and not every time. */
const LATE_MS = 20_000

/** A browser that shows the frame's first page asks for the next one a second later; so long after it, that did not happen. */
const FOLLOWS_WITHIN_MS = 4_000
/** First pages without a next one after which frames count as blocked: a person may leave a page just as its frame was loaded. */
const UNFOLLOWED_MAX = { atFirst: 1, onceFollowed: 2 }

/** First pages of frames that one session was sent and has not followed, the newest at `at`. */
interface Unfollowed { readonly count: number, readonly at: number }

interface Feed {
  /** The newest request that was answered; its browser may ask for the same page again. */
  n: number
  /** When its next request will be overdue; Infinity while one is held. */
  lateAt: number
  /** The newest message on the page that was answered last, and on the page before it, which its browser has drawn. */
  sentNo: number
  shownNo: number
}

export type Feeds = ReturnType<typeof createFeeds>

/**
 * What is known of the loops of held pages, each named by its tab and told apart by session. In memory alone: forgetting one costs a
 * sentence of advice and nothing else.
 */
export function createFeeds (now: () => number) {
  const feeds = new Map<string, Feed>()
  const framed = new Set<string>()
  const unfollowed = new Map<string, Unfollowed>()

  function feedOf (sessionId: string, tab: string): Feed {
    const name = `${sessionId} ${tab}`
    const feed = feeds.get(name) ?? { n: 0, lateAt: Infinity, sentNo: 0, shownNo: 0 }
    feeds.delete(name)
    feeds.set(name, feed)
    dropOldest(feeds)
    return feed
  }

  return {
    /** A request for the next page has come; false: that one was answered before, and whoever asks again is not to wait for it. */
    asked (sessionId: string, tab: string, n: number): boolean {
      const feed = feedOf(sessionId, tab)
      if (n <= feed.n) return false
      feed.lateAt = Infinity
      feed.shownNo = feed.sentNo
      return true
    },

    /** It was answered by a page that comes back after `delayMs`; `no`: the newest message on it, null when it shows what it showed. */
    answered (sessionId: string, tab: string, { n, delayMs, no }: { n: number, delayMs: number, no: number | null }): void {
      const feed = feedOf(sessionId, tab)
      feed.n = Math.max(feed.n, n)
      feed.lateAt = now() + delayMs + LATE_MS
      if (no !== null) feed.sentNo = no
    },

    /** A frame of this session was sent its first page. Browsers request what they must not show, and a blocked frame asks for no more. */
    frameBegan (sessionId: string): void {
      const { count, at } = unfollowed.get(sessionId) ?? { count: 0, at: -Infinity }
      // Several frames that load at once say no more than one.
      const isAnother = now() - at >= FOLLOWS_WITHIN_MS
      unfollowed.delete(sessionId)
      unfollowed.set(sessionId, isAnother ? { count: count + 1, at: now() } : { count, at })
      dropOldest(unfollowed)
    },

    /** A number for its next request, later than all that were answered, though the clock be set back meanwhile. */
    next (sessionId: string, tab: string, n: number): number {
      return Math.max(n + 1, now(), feedOf(sessionId, tab).n + 1)
    },

    /** A frame has followed to its next page: this browser loads frames, and does what they ask for. */
    frameFollowed (sessionId: string): void {
      framed.delete(sessionId)
      framed.add(sessionId)
      dropOldest(framed)
      unfollowed.delete(sessionId)
    },

    /** Records what the person says of frames here, in place of what was noticed before. */
    frameSeen (sessionId: string, isShown: boolean): void {
      unfollowed.delete(sessionId)
      framed.delete(sessionId)
      if (!isShown) unfollowed.set(sessionId, { count: UNFOLLOWED_MAX.atFirst, at: -Infinity })
    },

    /** Frames were sent, and none is shown: the network or the browser blocks them. */
    blocksFrames (sessionId: string): boolean {
      const { count, at } = unfollowed.get(sessionId) ?? { count: 0, at: 0 }
      const most = framed.has(sessionId) ? UNFOLLOWED_MAX.onceFollowed : UNFOLLOWED_MAX.atFirst
      return count >= most && now() - at >= FOLLOWS_WITHIN_MS
    },

    loadsFrames: (sessionId: string) => framed.has(sessionId),

    /** What became of a loop: its next request was due long ago; and the newest message it has surely shown. */
    stateOf (sessionId: string, tab: string): { hasStopped: boolean, shownNo: number } {
      const feed = feeds.get(`${sessionId} ${tab}`)
      return { hasStopped: feed !== undefined && now() > feed.lateAt, shownNo: feed?.shownNo ?? 0 }
    }
  }
}

function dropOldest (kept: { readonly size: number, keys: () => Iterator<string>, delete: (key: string) => boolean }): void {
  if (kept.size > FEEDS_MAX) kept.delete(kept.keys().next().value ?? '')
}
