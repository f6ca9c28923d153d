import type { IncomingHttpHeaders } from 'node:http'
import type { Language } from '#domain/account/settings.ts'
import { MODES, type Mode } from '#domain/account/sessions.ts'

/** The name in former versions, which programs may still set by hand. */
const OLD_NAME = 'holdline_session'
/** Browsers accept this prefix only from this host over https: a neighbouring host cannot set it. */
const HOST_ONLY = '__Host-'
/** The longest that browsers keep a cookie. The server ends idle sessions much earlier. */
export const COOKIE_DAYS = 400
/** Limits cookies of one name: a browser sends one for each path and domain, and each may cost a database read. */
const TOKENS_TRIED = 8

/** Preferences that a browser remembers while nobody is signed in. */
export interface Visitor {
  readonly language: Language | null
  readonly mode: Mode
  /** Form tokens are derived from it; null until the first form. */
  readonly formSecret: string | null
}

/** The content of the cookies besides the session. A mark outlives sign-out: it recognises a browser that signed in before. */
export interface Carried {
  readonly visitor: Visitor
  readonly mark: string | null
}

type Headers = Pick<IncomingHttpHeaders, 'cookie' | 'sec-fetch-site'>

/** Names and reads the cookies of this site. */
export interface Cookies {
  /** Cookie of the session and, after sign-out, of the browser's preferences. Never set in answer to a request without it. */
  readonly session: string
  /** Cookie of a visitor's preferences. Separate, so that an answer to an unknown caller never replaces a session. */
  readonly visitor: string
  /** Returns session tokens, the likeliest first: a broken or ended one hides no other. On the path of every poll. */
  tokensIn (headers: Headers): readonly string[]
  read (headers: Headers): Carried
  /** Whether the browser sent any cookie of ours. */
  has (headers: Headers): boolean
  /** Whether its session came under today's name. */
  isNamed (headers: Headers): boolean
}

export interface CookieOptions {
  /** Identifies this database: browsers send cookies to every port of a host, and two servers must not overwrite each other's. */
  readonly instance: string
  /** The site is the whole of an https host. */
  readonly isHostOnly: boolean
  /** Whether former cookie names are still accepted. Where cookies are `isHostOnly`, a neighbouring host could set them. */
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

  // Programs may use the old name: they send no `Sec-Fetch-Site`. Browsers were given today's name at their first page.
  function mayBeOld ({ 'sec-fetch-site': site }: Headers): boolean {
    return !isHostOnly || site === undefined || takesOld()
  }

  /** Returns session values under every accepted name. Signed out under today's name, a browser is not signed in by a former one. */
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
 * Returns the later of the preferences that sign-out left and those of the visitor's cookie. Sign-out writes a new secret, and a visitor's
 * cookie written afterwards copies it: the same secret in both means that the visitor's is later.
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

// Cheap: does not parse the rest.
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

/** Returns every value of that name, in the order of the header. */
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

// A space or semicolon precedes a name; anything else makes it the tail of a longer name.
function isBoundary (code: number): boolean {
  return code === 0x20 || code === 0x3b
}
