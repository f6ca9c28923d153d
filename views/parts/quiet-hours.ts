import { html, type Html } from './html.ts'
import type { Page, Viewer } from './page.ts'
import type { Times } from './times.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Nights whose times a page knows; on one that stays open longer, the script goes on by whole days. */
const NIGHTS = 8

/** The attributes of a live page by which its script notifies. */
export function notifying ({ times, now }: Pick<Page, 'times' | 'now'>, { settings: { sound, quietFrom, quietTo } }: Viewer): Html {
  const quiet = quietTimes(times, now, quietFrom, quietTo)
  return html`${sound !== 'none' && html` data-sound="${sound}"`}${quiet.length > 0 && html` data-quiet="${quiet.join(' ')}"`}`
}

/** When the user's quiet hours begin and end, in turn, from the last begin on, in Unix ms; empty when they have chosen none. */
export function quietTimes (times: Times, now: number, from: string | null, to: string | null): number[] {
  if (from === null || to === null || from === to) return []
  const found: number[] = []
  // Begins before yesterday's midnight, because a night that began yesterday may still be on.
  let midnight = times.nextDay(now - 2 * DAY_MS)
  while (found.length < 2 * NIGHTS) {
    const next = times.nextDay(midnight)
    found.push(at(times, midnight, from), at(times, from < to ? midnight : next, to))
    midnight = next
  }
  return found
}

// The clocks may have changed since midnight: the clock of that moment says by how much.
function at (times: Times, midnight: number, clock: string): number {
  const guess = midnight + minutes(clock) * MINUTE_MS
  const off = minutes(times.clock(guess)) - minutes(clock)
  return Math.abs(off) > 180 ? guess : guess - off * MINUTE_MS
}

function minutes (clock: string): number {
  const [hours, rest] = clock.split(':')
  return Number(hours) * 60 + Number(rest)
}
