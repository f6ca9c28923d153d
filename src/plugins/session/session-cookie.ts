import type { IncomingHttpHeaders } from 'node:http'
import type { Language } from '#domain/account/accounts.ts'
import { MODES, type Mode } from '#domain/account/sessions.ts'

/** The name of former versions, which programs may still set by hand. */
const OLD_NAME = 'holdline_session'
/** Taken by browsers from this very host over https only: a neighbouring host cannot set it. */
const HOST_ONLY = '__Host-'
/** The longest browsers keep any cookie; the server ends idle sessions by itself, much earlier. */
export const COOKIE_DAYS = 400
/** Cookies of one name are one for each path and domain that set it; looking each up may cost a read of the database. */
const TOKENS_TRIED = 8

/** The wishes that a browser remembers while nobody is signed in. */
export interface Visitor {
  readonly language: Language | null
  readonly mode: Mode
  /** Form tokens are derived from it; null until the first form. */
  readonly formSecret: string | null
}

/** What the cookies say besides the session. A mark outlives sign-out: it tells a browser that signed in before. */
export interface Carried {
  readonly visitor: Visitor
  readonly mark: string | null
}

type Headers = Pick<IncomingHttpHeaders, 'cookie' | 'sec-fetch-site'>

/** Names and reads the cookies of this site. */
export interface Cookies {
  /** Name of the cookie of a session, and after sign-out of the browser's wishes. Never set in answer to a request without it. */
  readonly session: string
  /** Name of the cookie of a visitor's wishes: another one, so that an answer to an unknown caller never replaces a session. */
  readonly visitor: string
  /** Tokens of sessions, the likeliest first: a broken or ended one hides no other. Every poll asks for them. */
  tokensIn (headers: Headers): readonly string[]
  read (headers: Headers): Carried
  /** Whether the browser sent a cookie of ours at all, whatever it says. */
  has (headers: Headers): boolean
  /** Whether its session came under today's name. */
  isNamed (headers: Headers): boolean
}

export interface CookieOptions {
  /** Of this database: browsers send cookies to every port of a host, and two servers on one must not overwrite each other's. */
  readonly instance: string
  /** The site is the whole of an https host. */
  readonly isHostOnly: boolean
  /** Whether browsers may still hold a session by a former name. Where cookies are `isHostOnly`, such a name could be a neighbour's. */
  readonly takesOld: () => boolean
}

const NEW: Visitor = { language: null, mode: 'live', formSecret: null }
const SESSION = /^s\.([\w-]{43})\.([\w~-]{0,100})$/
const VISITOR = /^v\.(en|zh|-)\.(live|frame|plain)\.([\w-]{24}|-)\.([\w~-]{0,100})$/

export function createCookies ({ instance, isHostOnly, takesOld }: CookieOptions): Cookies {
  const [now, other] = isHostOnly ? [HOST_ONLY, ''] : ['', HOST_ONLY]
  const session = `${now}${OLD_NAME}_${instance}`
  const visitor = `${now}holdline_visitor_${instance}`
  const oldSessions = [`${other}${OLD_NAME}_${instance}`, OLD_NAME]
  const oldVisitor = `${other}holdline_visitor_${instance}`

  // A program sets what it likes and names no site it comes from; a browser was given today's name at its first page.
  function mayBeOld ({ 'sec-fetch-site': site }: Headers): boolean {
    return !isHostOnly || site === undefined || takesOld()
  }

  /** Values of sessions under every name that counts. Signed out under today's name, a browser is signed in by no former one. */
  function sessionsIn (headers: Headers): readonly string[] {
    const { cookie } = headers
    const values = valuesIn(cookie, session)
    if (!mayBeOld(headers) || values.some(value => VISITOR.test(value))) return values
    return [...values, ...oldSessions.flatMap(name => valuesIn(cookie, name))]
  }

  return {
    session,
    visitor,

    tokensIn (headers) {
      return headers.cookie === undefined ? [] : sessionsIn(headers).map(tokenOf).filter(token => token !== null).slice(0, TOKENS_TRIED)
    },

    read (headers) {
      const { cookie } = headers
      const values = sessionsIn(headers)
      const signedOut = firstOf(valuesIn(cookie, session), visitorIn)
      const visiting = firstOf([...valuesIn(cookie, visitor), ...mayBeOld(headers) ? valuesIn(cookie, oldVisitor) : []], visitorIn)
      const wishes = latest(signedOut, visiting) ?? firstOf(values, visitorIn)
      const mark = firstOf(values, value => SESSION.exec(value)?.[2] || null)
      return { visitor: wishes?.visitor ?? NEW, mark: mark ?? wishes?.mark ?? null }
    },

    has: ({ cookie }) => [session, visitor, ...oldSessions, oldVisitor].some(name => valuesIn(cookie, name).length > 0),
    isNamed: ({ cookie }) => valuesIn(cookie, session).length > 0
  }
}

export function sessionValue (token: string, mark: string): string {
  return `s.${token}.${mark}`
}

export function visitorValue ({ language, mode, formSecret }: Visitor, mark: string | null): string {
  return `v.${language ?? '-'}.${mode}.${formSecret ?? '-'}.${mark ?? ''}`
}

/**
 * Returns the later of the wishes that sign-out left and those of the visitor's cookie. Sign-out writes a new secret, and a visitor's
 * cookie written after it takes that secret over: so the same secret in both says that the visitor's is later.
 */
function latest (signedOut: Carried | null, visiting: Carried | null): Carried | null {
  if (signedOut === null || visiting === null) return visiting ?? signedOut
  const { formSecret } = signedOut.visitor
  return formSecret === null || formSecret === visiting.visitor.formSecret ? visiting : signedOut
}

function visitorIn (value: string): Carried | null {
  const [, language, mode, formSecret, mark = ''] = VISITOR.exec(value) ?? []
  if (language === undefined) return null
  return {
    visitor: {
      language: language === 'en' || language === 'zh' ? language : null,
      mode: MODES.find(known => known === mode) ?? 'live',
      formSecret: formSecret === undefined || formSecret === '-' ? null : formSecret
    },
    mark: mark === '' ? null : mark
  }
}

// Without looking at the rest.
function tokenOf (value: string): string | null {
  return value.startsWith('s.') && value.charAt(45) === '.' ? value.slice(2, 45) : null
}

function firstOf<T> (values: readonly string[], read: (value: string) => T | null): T | null {
  for (const value of values) {
    const found = read(value)
    if (found !== null) return found
  }
  return null
}

/** Every value of that name, in the order of the header. */
function valuesIn (header: string | undefined, name: string): readonly string[] {
  const found: string[] = []
  if (header === undefined) return found
  for (let at = header.indexOf(name + '='); at !== -1; at = header.indexOf(name + '=', at + 1)) {
    if (at > 0 && !isBoundary(header.charCodeAt(at - 1))) continue
    const from = at + name.length + 1
    const end = header.indexOf(';', from)
    found.push((end === -1 ? header.slice(from) : header.slice(from, end)).trim())
  }
  return found
}

// Space or semicolon: before it another cookie ends, and not a longer name of which ours is the tail.
function isBoundary (code: number): boolean {
  return code === 0x20 || code === 0x3b
}
