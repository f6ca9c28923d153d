import type { ErrorCode } from '#domain/errors.ts'
import type { Reason, Values } from '#domain/reasons.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { wholeTime } from '#views/messages/change-windows.ts'
import { frontDocument } from './layout.ts'
import type { Key } from '#views/parts/language.ts'
import { fileSize } from '#views/files/in-words.ts'
import type { Page } from '#views/parts/page.ts'

// A new code does not compile without its text.
const TEXTS = {
  INVALID: 'error.INVALID',
  NOT_UNICODE: 'error.NOT_UNICODE',
  UNAUTHENTICATED: 'error.UNAUTHENTICATED',
  BAD_CREDENTIALS: 'reason.credentials-wrong',
  FORBIDDEN: 'error.FORBIDDEN',
  FORM_EXPIRED: 'error.FORM_EXPIRED',
  NO_COOKIE: 'error.NO_COOKIE',
  SIGNUP_CLOSED: 'error.SIGNUP_CLOSED',
  INVITE_INVALID: 'reason.invite-invalid',
  NOT_A_CONTACT: 'error.NOT_A_CONTACT',
  NOT_FOUND: 'error.NOT_FOUND',
  USERNAME_TAKEN: 'reason.username-taken',
  CLIENT_ID_REUSED: 'error.CLIENT_ID_REUSED',
  OUT_OF_ORDER: 'error.OUT_OF_ORDER',
  CONFLICT: 'error.CONFLICT',
  OWNER_REQUIRED: 'reason.owner-required',
  METHOD_NOT_ALLOWED: 'error.METHOD_NOT_ALLOWED',
  TOO_LATE: 'error.TOO_LATE',
  TOO_LARGE: 'error.TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'error.UNSUPPORTED_MEDIA_TYPE',
  RANGE_INVALID: 'error.INVALID',
  TOO_MANY: 'error.TOO_MANY',
  TOO_MUCH: 'error.TOO_MUCH',
  STORAGE_FULL: 'error.STORAGE_FULL',
  UNAVAILABLE: 'error.UNAVAILABLE',
  FAULT: 'error.FAULT'
} as const satisfies Record<Exclude<ErrorCode, 'WRONG_ADDRESS'> | 'FAULT', Key>

/** Reasons whose `max` is an amount of bytes. */
const OF_BYTES: ReadonlySet<Reason> = new Set(['file-too-large', 'files-own-full', 'files-all-full'])

/** Returns the text for a reason; `values` are the numbers that it names, `until` a time. */
export function reasonText (page: Page, reason: Reason, values: Values): string {
  const { say, times, now } = page
  const { seconds, until, max, room } = values
  const named = {
    ...values,
    ...max !== undefined && OF_BYTES.has(reason) && { size: fileSize(page, max) },
    ...room !== undefined && { left: fileSize(page, room) },
    ...seconds !== undefined && { window: wholeTime(page, seconds) },
    ...until !== undefined && { time: times.until(until, now) }
  }
  return (say as (key: Key, values: Readonly<Record<string, number | string>>) => string)(`reason.${reason}` satisfies Key, named)
}

/** Returns the text for a caller who has to wait: in minutes when it is long. */
export function waitText ({ say }: Page, seconds: number): string {
  return seconds < 100 ? say('error.wait-seconds', { seconds }) : say('error.wait-minutes', { minutes: Math.ceil(seconds / 60) })
}

/** Returns the text for an error in the reader's language; `address` is the site's own, where it is known. */
export function errorText ({ say }: Page, code: ErrorCode | 'FAULT', address: string | null = null): string {
  if (code === 'WRONG_ADDRESS') return say('error.WRONG_ADDRESS', { address: address ?? '' })
  if (code === 'NO_COOKIE' && address?.startsWith('https:') === true) return say('error.no-cookie-https', { address })
  return say(TEXTS[code])
}

export interface ErrorShown {
  readonly code: ErrorCode | 'FAULT'
  readonly statusCode: number
  /** The reason in the reader's language. */
  readonly text: string
  /** The request's id in the log, shown for faults. */
  readonly requestId: string
  /** Text that the person had written and would lose. */
  readonly kept: string | null
  /** Address of the sign-in page. */
  readonly signIn: string
}

/** The page for a refusal that no form shows. It holds the text that was written, to be copied. */
export function errorPage (page: Page, { code, statusCode, text, requestId, kept, signIn }: ErrorShown): Html {
  const { say, root } = page
  const title = code === 'NOT_FOUND' ? say('error.not-found-title') : code === 'FORM_EXPIRED' ? say('error.expired-title') : say('error.title')
  return frontDocument(page, {
    title,
    className: 'error',
    main: html`<p class="error-code" aria-hidden="true">${statusCode}</p>
<h1>${title}</h1>
<p class="lead">${code === 'FORM_EXPIRED' ? say('error.expired-text') : text}</p>
${code === 'FAULT' && html`<p class="hint">${say('error.request', { id: requestId })}</p>`}
${kept !== null && keptText(page, kept)}
<p class="actions"><a class="button primary" href="${root}${page.viewer === null ? signIn : 'conversations/'}">${say(page.viewer === null ? 'signin.title' : 'error.back')}</a></p>`
  })
}

function keptText ({ say }: Page, kept: string): Renderable {
  return html`<div class="field"><label for="kept">${say('error.kept')}</label>
<textarea id="kept" rows="6" cols="40" readonly dir="auto">
${kept}</textarea></div>`
}
