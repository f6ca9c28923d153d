import type { Language } from '#domain/accounts.ts'
import { MODES, type Mode } from '#domain/sessions.ts'

/** The one cookie. A signed-in browser carries its session in it, a visitor his wishes; never two `Set-Cookie` in one answer. */
export const COOKIE = 'holdline_session'
/** The longest browsers keep any cookie; the server ends idle sessions by itself, much earlier. */
export const COOKIE_DAYS = 400

/** Somebody not signed in: what his browser remembers for him. */
export interface Visitor {
  readonly language: Language | null
  readonly mode: Mode
  /** Form tokens are derived from it; null until the first form. */
  readonly formSecret: string | null
}

/** What the cookie of a request says. A mark outlives sign-out: it tells a browser that signed in before (`domain/attempts.ts`). */
export interface Carried {
  readonly token: string | null
  readonly visitor: Visitor
  readonly mark: string | null
}

const STRANGER: Carried = { token: null, visitor: { language: null, mode: 'live', formSecret: null }, mark: null }
const SESSION = /^s\.([\w-]{43})\.([\w~-]{0,100})$/
const VISITOR = /^v\.(en|zh|-)\.(live|frame|plain)\.([\w-]{24}|-)\.([\w~-]{0,100})$/

/** Reads the cookie header. Anything not written by us is a stranger's. */
export function readCookie (header: string | undefined): Carried {
  const value = valueIn(header)
  if (value === null) return STRANGER
  const [, token, mark = ''] = SESSION.exec(value) ?? []
  if (token !== undefined) return { ...STRANGER, token, mark: mark === '' ? null : mark }
  const [, language, mode, formSecret, known = ''] = VISITOR.exec(value) ?? []
  if (language === undefined) return STRANGER
  const visitor: Visitor = {
    language: language === 'en' || language === 'zh' ? language : null,
    mode: MODES.find(known => known === mode) ?? 'live',
    formSecret: formSecret === undefined || formSecret === '-' ? null : formSecret
  }
  return { token: null, visitor, mark: known === '' ? null : known }
}

/** The session's token alone, without looking at the rest: every poll asks for it. */
export function tokenIn (header: string | undefined): string | null {
  const value = valueIn(header)
  return value !== null && value.startsWith('s.') && value.charAt(45) === '.' ? value.slice(2, 45) : null
}

/** Whether the browser sent our cookie at all, whatever it says. */
export function hasCookie (header: string | undefined): boolean {
  return valueIn(header) !== null
}

export function sessionValue (token: string, mark: string): string {
  return `s.${token}.${mark}`
}

export function visitorValue ({ language, mode, formSecret }: Visitor, mark: string | null): string {
  return `v.${language ?? '-'}.${mode}.${formSecret ?? '-'}.${mark ?? ''}`
}

function valueIn (header: string | undefined): string | null {
  if (header === undefined) return null
  let at = header.indexOf(COOKIE + '=')
  while (at > 0 && !isBoundary(header.charCodeAt(at - 1))) at = header.indexOf(COOKIE + '=', at + 1)
  if (at === -1) return null
  const from = at + COOKIE.length + 1
  const end = header.indexOf(';', from)
  return (end === -1 ? header.slice(from) : header.slice(from, end)).trim()
}

// Space or semicolon: before it another cookie ends, and not a longer name of which ours is the tail.
function isBoundary (code: number): boolean {
  return code === 0x20 || code === 0x3b
}
