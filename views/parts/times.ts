import type { Language } from '#domain/account/settings.ts'
import { html, type Html } from './html.ts'
import { LOCALES, sayIn } from './language.ts'

/** Moments in the reader's language and zone. All take Unix milliseconds. */
export interface Times {
  /** Names the language and the zone: times of one name write the same. */
  readonly name: string
  /** The IANA name of the zone. */
  readonly zone: string
  /** `14:05` */
  clock (at: number): string
  /** Everything, for titles: `Friday 21 November 2025 at 14:05`. */
  stamp (at: number): string
  /** The calendar day in the reader's zone, to compare: `2025-11-21`. */
  dayKey (at: number): string
  /** The same as a number that grows by one each day. */
  dayNumber (at: number): number
  /** When the day after this one begins. */
  nextDay (at: number): number
  /** A day as a heading: today, yesterday, then the date, the year only when it is another. */
  day (at: number, now: number): string
  /** As short as a list needs it: the clock today, then yesterday, the weekday, the date. */
  brief (at: number, now: number): string
  /** The month with its year, as a heading: `November 2025`. */
  month (at: number): string
  /** The date, the year only when it is another: `4 Dec`. */
  date (at: number, now: number): string
  /** Within a sentence: the clock today, yesterday at which clock, then the date. */
  lately (at: number, now: number): string
  /** A moment to come, within a sentence: the clock today, then everything. */
  until (at: number, now: number): string
}

const DAY_MS = 86_400_000
/** By language and zone as named. Holds functions only; the expensive data they share is bounded below. */
const known = new Map<string, Times>()
/** By zone, as `Intl` resolves its name: about 450 zones, and whole-minute offsets. */
const clocks = new Map<string, ToLocal>()
/** More than the number of zone names; one clock takes about 30 KiB. */
const CLOCKS_MAX = 500
const MINUTE_MS = 60_000
/** Zones change their offset at quarters of an hour. */
const QUARTER_MS = 15 * MINUTE_MS
/** Offsets kept for each clock: words for a moment take that of a few days around it. */
const OFFSETS_MAX = 32

/** Returns the moment at which UTC shows what the zone's wall clock shows. */
type ToLocal = (at: number) => number

/** Returns the formats for one language and zone, cached after the first time. */
export function timesIn (language: Language, timeZone: string): Times {
  const key = `${language} ${timeZone}`
  const found = known.get(key)
  if (found !== undefined) return found
  const zone = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  // All spellings of a zone share one entry.
  if (zone !== timeZone) return timesIn(language, zone)
  const times = makeTimes({ name: key, zone }, FORMS[language], sayIn(language), clockOf(zone))
  known.set(key, times)
  return times
}

function clockOf (zone: string): ToLocal {
  const found = clocks.get(zone)
  if (found !== undefined) return found
  if (clocks.size >= CLOCKS_MAX) {
    clocks.clear()
    known.clear()
  }
  const clock = makeClock(zone)
  clocks.set(zone, clock)
  return clock
}

// One Intl.DateTimeFormat for each zone, since one costs a millisecond and 30 KiB off the heap. Texts are formatted in UTC.
function makeClock (timeZone: string): ToLocal {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const offsets = new Map<number, number>()
  return at => {
    const quarter = Math.floor(at / QUARTER_MS)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      const start = quarter * QUARTER_MS
      offset = Date.parse(format.format(start).replace(' ', 'T') + 'Z') - start
      if (offsets.size >= OFFSETS_MAX) offsets.clear()
      offsets.set(quarter, offset)
    }
    return at + offset
  }
}

const FORMS: Readonly<Record<Language, ReturnType<typeof makeForms>>> = { en: makeForms('en'), zh: makeForms('zh') }

function makeForms (language: Language) {
  const form = (options: Intl.DateTimeFormatOptions) => byMinute(() => new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'UTC', ...options }))
  return {
    clock: form({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    stamp: form({ dateStyle: 'full', timeStyle: 'short' }),
    weekday: form({ weekday: 'short' }),
    dayMonth: form({ day: 'numeric', month: 'short' }),
    dayMonthYear: form({ day: 'numeric', month: 'short', year: 'numeric' }),
    month: form({ month: 'long', year: 'numeric' }),
    longDay: form({ weekday: 'long', day: 'numeric', month: 'long' }),
    longDayYear: form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  }
}

/** Minutes that one format keeps the words for. */
const WORDS_MAX = 256

// Made at first use: one takes a millisecond or two, and few pages show all. No format shows seconds. A message names its minute five
// times, and has two readers at least: this was a tenth of drawing.
function byMinute (make: () => Intl.DateTimeFormat): (at: number) => string {
  let format: Intl.DateTimeFormat | undefined
  const words = new Map<number, string>()
  return at => {
    const minute = Math.floor(at / MINUTE_MS)
    let text = words.get(minute)
    if (text === undefined) {
      format ??= make()
      text = format.format(minute * MINUTE_MS)
      if (words.size >= WORDS_MAX) words.clear()
      words.set(minute, text)
    }
    return text
  }
}

function makeTimes (names: Pick<Times, 'name' | 'zone'>, forms: ReturnType<typeof makeForms>, say: ReturnType<typeof sayIn>, toLocal: ToLocal): Times {
  const shown = (form: keyof typeof forms) => (at: number) => forms[form](toLocal(at))
  const [clock, stamp, weekday, dayMonth, month] = [shown('clock'), shown('stamp'), shown('weekday'), shown('dayMonth'), shown('month')]
  const [dayMonthYear, longDay, longDayYear] = [shown('dayMonthYear'), shown('longDay'), shown('longDayYear')]
  let dayNamed = NaN
  let dayName = ''
  function dayKey (at: number): string {
    const day = dayNumber(at)
    if (day !== dayNamed) [dayNamed, dayName] = [day, new Date(day * DAY_MS).toISOString().slice(0, 10)]
    return dayName
  }
  function nextDay (at: number): number {
    const midnight = (Math.floor(toLocal(at) / DAY_MS) + 1) * DAY_MS
    const guess = midnight - (toLocal(at) - at)
    // The offset may change in between.
    return midnight - (toLocal(guess) - guess)
  }
  const dayNumber = (at: number) => Math.floor(toLocal(at) / DAY_MS)
  const daysAgo = (at: number, now: number) => dayNumber(now) - dayNumber(at)
  const sameYear = (at: number, now: number) => dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4)
  const date = (at: number, now: number) => sameYear(at, now) ? dayMonth(at) : dayMonthYear(at)

  return {
    ...names,
    clock,
    stamp,
    dayKey,
    dayNumber,
    nextDay,
    month,
    date,
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
      return ago > 1 && ago < 7 ? weekday(at) : date(at, now)
    },
    lately (at, now) {
      const ago = daysAgo(at, now)
      if (ago === 0) return clock(at)
      if (ago === 1) return say('time.yesterday-at', { time: clock(at) })
      return date(at, now)
    },
    until: (at, now) => daysAgo(at, now) === 0 ? clock(at) : stamp(at)
  }
}

/** The clock of a moment, which is a time as machines read it; the date is in its title. */
export function clockTime (times: Times, at: number): Html {
  return html`<time title="${times.stamp(at)}">${times.clock(at)}</time>`
}

/** A moment in a page: short as text, whole in the title, exact for machines. */
export function moment (times: Times, at: number, shown: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}" title="${times.stamp(at)}">${shown}</time>`
}
