import { html, type Html } from './html.ts'
import type { Page } from './page.ts'
import type { Times } from './times.ts'

const DAY_MS = 86_400_000
/** The ages in days at which the words for a moment change: today, yesterday, within a week, older. */
const AGES = [0, 1, 2, 7]
export type AgeingForm = 'day' | 'brief' | 'lately'

/** A moment whose words change as it grows older. A script keeps them true on a page that stays open (public/page/days.js). */
export function ageing (page: Page, at: number, form: AgeingForm): Html {
  const { times, now } = page
  const said = later(page, at, form, time => time)
  return html`<time datetime="${new Date(at).toISOString()}" title="${times.stamp(at)}"${said}>${times[form](at, now)}</time>`
}

/** The attributes from which a script says a moment when it is older; null where no script runs. */
export function later ({ times, mode }: Page, at: number, form: AgeingForm, sentence: (time: string) => string): Html | null {
  if (mode !== 'live') return null
  const words = wordsOf(times, at, form).map(sentence)
  while (words.length > 1 && words.at(-1) === words.at(-2)) words.pop()
  return html` data-day="${times.dayNumber(at)}" data-said="${words.join('|')}"`
}

// A message is drawn for each of its readers in turn, so the words made last are kept.
const made = new WeakMap<Times, { readonly at: number, readonly form: AgeingForm, readonly words: readonly string[] }>()

// The words for a moment at each of AGES.
function wordsOf (times: Times, at: number, form: AgeingForm): readonly string[] {
  const last = made.get(times)
  if (last?.at === at && last.form === form) return last.words
  // About noon: days have 23 to 25 hours.
  const noon = times.nextDay(at) - DAY_MS / 2
  const words = AGES.map(age => times[form](at, noon + age * DAY_MS))
  made.set(times, { at, form, words })
  return words
}

/** Days whose beginning a page knows. On one that stays open longer, a change of the clocks makes a day begin an hour early or late. */
const DAYS_AHEAD = 7

/** The attributes from which a script knows when the reader's next days begin. */
export function daysAhead ({ times, now }: Page): Html {
  const begins: number[] = []
  while (begins.length < DAYS_AHEAD) begins.push(times.nextDay(begins.at(-1) ?? now))
  return html` data-today="${times.dayNumber(now)}" data-now="${now}" data-days="${begins.join(' ')}"`
}
