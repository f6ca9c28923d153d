import { LinkifyIt } from 'linkify-it'

/** A link in a text, from `start` to before `end`. */
export interface Link {
  readonly start: number
  readonly end: number
  readonly url: string
}

// Names without a scheme are links only under endings that are never written by accident: "readme.md" and "main.rs" are files.
const linkify = new LinkifyIt({ tlds: ['com', 'org', 'net', 'edu', 'gov', 'cn', 'de', 'io'] })
const { re } = linkify
const HOST_AND_PATH = new RegExp(re.get_fuzzy_url_host_port().source + re.get_path().source, 'iy')
const AT_HOST = new RegExp(`@${re.get_fuzzy_mail_host().source}`, 'iy')
/** The same limit as in `LinkifyIt`: 64 characters before the `@`. */
const MAIL_NAME_MAX = 64

/** Scripts without spaces, after which an address in Latin letters can begin at once. */
const CJK = '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}]'
const AFTER_CJK = new RegExp(CJK, 'u')
const LETTER = `(?!(?<=${CJK})[a-z0-9])[\\p{L}\\p{N}\\p{M}]`
const LABEL = `${LETTER}(?:${LETTER}|-)*`
// Each character belongs to one place at most: a scheme, an @, or a whole name with the dots inside it.
const PLACES = new RegExp(`(?<scheme>https?:|mailto:)|@|(?:${LETTER}|(?<=${CJK})[a-z0-9])(?:${LETTER}|-)*(?:\\.${LABEL})*`, 'giu')
const MAIL_NAME_CHAR = /[-!#$%&'*+/=?^_`{|}~a-z0-9.]/i
const SEPARATOR = /[><\uff5c\p{Z}\p{P}\p{Cc}]/u
const MAIL_SEPARATOR = /[><\uff5c"(\p{Z}\p{Cc}]/u
const NAME_STARTS_AFTER = /(?![.:/\-_@])[$+<=>^`|\uff5c\p{Z}\p{P}\p{Cc}]/u

/**
 * Returns the first `max` links in a text: `https://…`, `mailto:…`, `example.org/…` and `ana@example.org`.
 *
 * `LinkifyIt.match` starts to match at every sign and looks ahead a few hundred characters from each, which costs milliseconds where a
 * text is nearly links. Here one pass finds the places where a link can start, and its patterns are tried at those alone. A place ends
 * before the next one, and so does whatever a pattern looks at in vain: the work grows with the length.
 */
export function linksIn (text: string, max: number): Link[] {
  const links: Link[] = []
  let last = 0
  PLACES.lastIndex = 0
  while (links.length < max) {
    const place = PLACES.exec(text)
    if (place === null) break
    const link = linkAt(text, place, last)
    if (link === null) continue
    links.push(link)
    last = PLACES.lastIndex = link.end
  }
  return links
}

function linkAt (text: string, { index, groups, 0: found }: RegExpExecArray, from: number): Link | null {
  if (found === '@') return mailAt(text, index, from)
  if (groups?.['scheme'] !== undefined) return schemeAt(text, index, found)
  return found.includes('.') ? nameAt(text, index, index + found.length) : null
}

function schemeAt (text: string, start: number, scheme: string): Link | null {
  if (text[start - 1] === '_' || !startsAfter(SEPARATOR, text, start)) return null
  const from = start + scheme.length
  const length = linkify.testSchemaAt(text, scheme, from)
  return length === 0 ? null : { start, end: from + length, url: text.slice(start, from + length) }
}

function nameAt (text: string, start: number, nameEnd: number): Link | null {
  if (!startsAfter(NAME_STARTS_AFTER, text, start)) return null
  if (!isNone(text, nameEnd) && (text[nameEnd] === '@' || !SEPARATOR.test(text.charAt(nameEnd)))) return null
  const end = endOf(HOST_AND_PATH, text, start)
  return end === null ? null : { start, end, url: `http://${text.slice(start, end)}` }
}

function mailAt (text: string, at: number, from: number): Link | null {
  let start = at
  while (start > from && at - start < MAIL_NAME_MAX && MAIL_NAME_CHAR.test(text.charAt(start - 1))) start--
  while (text[start] === '.') start++
  if (start === at || text[at - 1] === '.' || text.slice(start, at).includes('..')) return null
  if (!startsAfter(MAIL_SEPARATOR, text, start)) return null
  const end = endOf(AT_HOST, text, at)
  return end === null ? null : { start, end, url: `mailto:${text.slice(start, end)}` }
}

function endOf (sticky: RegExp, text: string, from: number): number | null {
  sticky.lastIndex = from
  return sticky.test(text) ? sticky.lastIndex : null
}

function startsAfter (separator: RegExp, text: string, start: number): boolean {
  if (isNone(text, start - 1)) return true
  // Han characters beyond the first plane take two units.
  const before = text.charAt(start - 1)
  return separator.test(before) || AFTER_CJK.test(/[\udc00-\udfff]/.test(before) ? text.slice(Math.max(0, start - 2), start) : before)
}

function isNone (text: string, at: number): boolean {
  return at < 0 || at >= text.length
}
