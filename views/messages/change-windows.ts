import { select, type Choice, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage, Page } from '#views/parts/page.ts'

const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400
/** Choices of the form; the API takes any number. */
const CHOICES_S = [0, 2 * MINUTE_S, 15 * MINUTE_S, HOUR_S, DAY_S, 7 * DAY_S]
/** The value of the field that stands for no limit. */
export const WITHOUT_END = 'none'

/** A time in the largest unit that gives a whole number: “15 minutes”. A day is “24 hours”. */
export function wholeTime ({ say }: Page, seconds: number): string {
  if (seconds % DAY_S === 0 && seconds > DAY_S) return say('window.days', { count: seconds / DAY_S })
  if (seconds % HOUR_S === 0) return say('window.hours', { count: seconds / HOUR_S })
  return seconds % MINUTE_S === 0 ? say('window.minutes', { count: seconds / MINUTE_S }) : say('window.seconds', { count: seconds })
}

export function editHint (page: Page, seconds: number | null): string {
  return seconds === null ? page.say('acts.edit-hint-always') : page.say('acts.edit-hint', { window: wholeTime(page, seconds) })
}

/** Why a message of one's own takes no edit. */
export function editOver (page: OwnPage): string {
  const seconds = page.windows.editWindowS
  return seconds === 0 || seconds === null ? page.say('reason.edit-never') : page.say('reason.edit-window', { window: wholeTime(page, seconds) })
}

export function recallHint (page: Page, seconds: number | null): string {
  return seconds === null ? page.say('acts.recall-hint-always') : page.say('acts.recall-hint', { window: wholeTime(page, seconds) })
}

export interface WindowsShown {
  readonly refusal: FormRefusal | null
  /** Seconds, or WITHOUT_END. */
  readonly editWindow: string
  readonly recallWindow: string
}

/** The site's windows for changes of one's own messages. */
export function windowFields (page: Page, { refusal, editWindow, recallWindow }: WindowsShown): Html {
  const { say } = page
  return html`${select({ name: 'edit_window', refusal, label: say('window.edit'), choices: choices(page, editWindow), chosen: editWindow })}
${select({ name: 'recall_window', refusal, label: say('window.recall'), choices: choices(page, recallWindow), chosen: recallWindow, hint: say('window.hint') })}`
}

// A number that came by the API stays a choice.
function choices (page: Page, chosen: string): Choice[] {
  const { say } = page
  const seconds = chosen === WITHOUT_END ? CHOICES_S : [...new Set([...CHOICES_S, Number(chosen)])].sort((a, b) => a - b)
  return [
    ...seconds.map(each => ({ value: String(each), label: each === 0 ? say('window.never') : wholeTime(page, each) })),
    { value: WITHOUT_END, label: say('window.none') }
  ]
}
