import type { Advice, Line, Mark } from '#domain/connection/path-advice.ts'
import type { Findings, HoldFinding } from '#domain/connection/path-findings.ts'
import type { Key, Say } from '#views/parts/language.ts'

/** A different sign for each state, so that none depends on colour. */
export const SIGNS: Readonly<Record<Mark, string>> = { good: '✓', note: '△', bad: '✗' }
const WORDS = { good: 'connection.fine', note: 'connection.note', bad: 'connection.broken' } as const satisfies Record<Mark, Key>

export function markWord (say: Say, mark: Mark): string {
  return say(WORDS[mark])
}

/** Returns the finding about one thing in words. */
export function findingText (say: Say, { about, mark }: Line, found: Findings): string {
  switch (about) {
    case 'holds': return holdsText(say, found.holds)
    case 'answers': return say(mark === 'good' ? 'found.answers-good' : 'found.answers-slow', { ms: found.answerMs ?? 0 })
    case 'connections': return connectionsText(say, found)
    case 'cookies': return say(cookiesKey(found))
    case 'posts': return say(mark === 'good' ? 'found.posts-good' : 'found.posts-bad')
    case 'uploads': return uploadsText(say, found)
    case 'text': return say(mark === 'good' ? 'found.text-good' : 'found.text-bad')
    case 'cache': return say(mark === 'good' ? 'found.cache-good' : mark === 'note' ? 'found.cache-same' : 'found.cache-bad')
    case 'headers': return headersText(say, found)
    case 'redirects': return say(mark === 'good' ? 'found.redirects-good' : 'found.redirects-bad')
    case 'repeats': return repeatsText(say, found)
    case 'reuse': return say(mark === 'good' ? 'found.reuse-good' : 'found.reuse-bad')
    case 'host': return say(mark === 'good' ? 'found.host-good' : 'found.host-bad')
    case 'methods':
    case 'firewall':
    case 'frames':
    case 'origin': return say(`found.${about}-${mark === 'good' ? 'good' : 'bad'}`)
    case 'version': return say('found.version', { version: found.httpVersion ?? '' })
  }
}

/** Returns the one sentence of advice. */
export function adviceText (say: Say, advice: Advice): string {
  switch (advice.say) {
    case 'well': return say('advice.well', { s: advice.restS })
    case 'so-far': return say('advice.so-far', { s: advice.restS })
    case 'cut': return say('advice.cut', { s: advice.restS, cut: advice.cutS })
    case 'few': return say('advice.few', { n: advice.atOnce })
    case 'slow': return say('advice.slow', { ms: advice.answerMs })
    default: return say(`advice.${advice.say}`)
  }
}

function holdsText (say: Say, holds: readonly HoldFinding[]): string {
  const inOrder = [...holds].sort((a, b) => a.askedS - b.askedS)
  const through = inOrder.filter(({ end }) => end === 'full').map(({ askedS }) => String(askedS))
  const cuts = inOrder.flatMap(({ askedS: s, end, afterS }) => {
    if (end === 'full') return []
    return end === 'silent' ? say('found.holds-silent', { s }) : say(`found.holds-${end}`, { s, t: Math.round(afterS) })
  })
  const first = through.length === 0 ? [] : [say('found.holds-full', { list: through.join(say('list.comma')) })]
  return [...first, ...cuts].join(say('found.between'))
}

function connectionsText (say: Say, { atOnce, triedAtOnce }: Findings): string {
  const [n, of] = [atOnce ?? 0, triedAtOnce ?? 0]
  return n >= of ? say('found.connections-good', { n }) : say('found.connections-few', { n, of })
}

function cookiesKey ({ cookie, secondCookie, cookieAttributes }: Findings) {
  if (cookie === false) return 'found.cookies-bad'
  if (cookieAttributes === false) return 'found.cookies-attributes'
  return secondCookie === false ? 'found.cookies-second' : 'found.cookies-good'
}

function uploadsText (say: Say, { bodyBytes, triedBytes }: Findings): string {
  const [n, of] = [kilobytes(bodyBytes), kilobytes(triedBytes)]
  return n >= of ? say('found.uploads-good', { n }) : say('found.uploads-less', { n, of })
}

function headersText (say: Say, found: Findings): string {
  const lost = [
    found.cacheHeaders === false && 'Cache-Control',
    found.lengthHeader === false && 'Content-Length',
    found.ownRequestHeader === false && say('found.header-own-request'),
    found.ownAnswerHeader === false && say('found.header-own-answer')
  ].filter(name => name !== false)
  return lost.length === 0 ? say('found.headers-good') : say('found.headers-lost', { list: lost.join(say('list.comma')) })
}

function repeatsText (say: Say, { repeatsGet, repeatsPost }: Findings): string {
  if (repeatsPost === true) return say('found.repeats-post')
  return say(repeatsGet === true ? 'found.repeats-get' : 'found.repeats-good')
}

function kilobytes (bytes: number | null): number {
  return Math.floor((bytes ?? 0) / 1024)
}
