import type { Language } from '#domain/accounts.ts'
import { html, type Html } from './html.ts'
import { LOCALES, sayIn } from './language.ts'

/** Moments in the reader's language and zone. All take Unix milliseconds. */
export interface Times {
  /** `14:05` */
  clock (at: number): string
  /** Everything, for titles: `Friday 21 November 2025 at 14:05`. */
  stamp (at: number): string
  /** The calendar day in the reader's zone, to compare: `2025-11-21`. */
  dayKey (at: number): string
  /** A day as a heading: today, yesterday, then the date, the year only when it is another. */
  day (at: number, now: number): string
  /** As short as a list needs it: the clock today, then yesterday, the weekday, the date. */
  brief (at: number, now: number): string
  /** Within a sentence: the clock today, yesterday at which clock, then the date. */
  lately (at: number, now: number): string
}

const DAY_MS = 86_400_000
const known = new Map<string, Times>()
/** Nobody needs more at once than there are zones; a stranger can name no zone that does not exist. */
const KNOWN_MAX = 1_000

/** The forms for one language and zone; made once, since making them is what costs. */
export function timesIn (language: Language, timeZone: string): Times {
  const key = `${language} ${timeZone}`
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size >= KNOWN_MAX) known.clear()
  const times = makeTimes(language, timeZone)
  known.set(key, times)
  return times
}

function makeTimes (language: Language, timeZone: string): Times {
  const say = sayIn(language)
  const form = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...options })
    return (at: number) => format.format(at)
  }
  const iso = new Intl.DateTimeFormat('sv-SE', { timeZone })
  const dayKey = (at: number) => iso.format(at)
  const daysAgo = (at: number, now: number) => Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(at))) / DAY_MS)
  const clock = form({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const stamp = form({ dateStyle: 'full', timeStyle: 'short' })
  const weekday = form({ weekday: 'short' })
  const dayMonth = form({ day: 'numeric', month: 'short' })
  const dayMonthYear = form({ day: 'numeric', month: 'short', year: 'numeric' })
  const longDay = form({ weekday: 'long', day: 'numeric', month: 'long' })
  const longDayYear = form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const sameYear = (at: number, now: number) => dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4)

  return {
    clock,
    stamp,
    dayKey,
    day (at, now) {
      const ago = daysAgo(at, now)
      if (ago === 0) return say('time.today')
      if (ago === 1) return say('time.yesterday')
      return sameYear(at, now) ? longDay(at) : longDayYear(at)
    },
    brief (at, now) {
      const ago = daysAgo(at, now)
      if (ago === 0) return clock(at)
      if (ago === 1) return say('time.yesterday')
      if (ago > 1 && ago < 7) return weekday(at)
      return sameYear(at, now) ? dayMonth(at) : dayMonthYear(at)
    },
    lately (at, now) {
      const ago = daysAgo(at, now)
      if (ago === 0) return clock(at)
      if (ago === 1) return say('time.yesterday-at', { time: clock(at) })
      return sameYear(at, now) ? dayMonth(at) : dayMonthYear(at)
    }
  }
}

/** A moment as it stands in a page: short to see, whole in the title, exact for machines. */
export function moment (times: Times, at: number, shown: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}" title="${times.stamp(at)}">${shown}</time>`
}
