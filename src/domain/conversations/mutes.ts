export interface MuteStore {
  /** Unix ms at which the next mute of anybody ends; null without any. */
  nextMuteEnd (): Promise<number | null>
  /** Ends the mutes whose time has passed, and tells the browsers of those users. */
  endMutes (at: number): Promise<void>
}

/** Longest time until the clock is looked at again: it may be set, or the machine may have slept. */
const LOOK_AGAIN_MS = 60_000

export interface MuteNeeds {
  readonly store: MuteStore
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly onFault: (error: unknown) => void
}

/** Ends mutes at their time, by one timer for everybody: unread totals then change by an event, on every page and in every answer. */
export function createMutes ({ store, now, after, onFault }: MuteNeeds) {
  let nextAt = Infinity
  let cancel = () => {}
  let isStopped = false

  function added (until: number): void {
    if (isStopped || until >= nextAt) return
    cancel()
    nextAt = until
    cancel = after(Math.min(LOOK_AGAIN_MS, Math.max(0, until - now())), () => { look().catch(failed) })
  }

  // Another mute may be added meanwhile: only an earlier end moves the timer.
  async function look (): Promise<void> {
    nextAt = Infinity
    const due = await store.nextMuteEnd()
    if (due !== null && due <= now()) await store.endMutes(now())
    if (isStopped) return
    const until = await store.nextMuteEnd()
    if (until !== null) added(until)
  }

  function failed (error: unknown): void {
    onFault(error)
    added(now() + LOOK_AGAIN_MS)
  }

  return {
    /** Ends what ended while no server ran, and waits for the next. */
    start (): void {
      look().catch(failed)
    },

    /** Call it when a conversation was muted until then. */
    added,

    stop (): void {
      isStopped = true
      cancel()
    }
  }
}
