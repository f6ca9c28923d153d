import { excerpt } from '#views/parts/excerpt.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { linksIn, type Link } from '#views/parts/links.ts'

const FENCE = /```[^\n`]*\n([\s\S]*?)\n?```/g
const CODE = /`([^`\n]+)`/g
const EMOJI = /^\p{RGI_Emoji}$/v
const SPACE = /^\s+$/
/** Of no emoji. Segmenting the others alone saves a twentieth of drawing. */
const LETTER = /[A-Za-z\u4e00-\u9fff]/
/** Upper limit for large emoji: more of them are a picture, which needs the normal size. */
const LARGE_EMOJI_MAX = 6
/** The length of six of the longest emoji, with a blank between them. */
const LARGE_EMOJI_MAX_UNITS = 100
/** Length of a text in a row of the list; CSS cuts it to the width. */
const PREVIEW_CHARS = 120
/** Links after these stay text: so many are never followed, and each costs time in every drawing. */
const LINKS_MAX = 100
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Draws the body of a message: with links, `code` and fenced code, and line ends kept. Nothing else is markup.
 * The patterns are linear: a fence, a code mark or a link without an end is scanned once.
 */
export function messageText (body: string): Html {
  let linksLeft = LINKS_MAX
  const linked = (text: string): Renderable => {
    const links = linksIn(text, linksLeft)
    linksLeft -= links.length
    return withLinks(text, links)
  }
  const withCode = (text: string) => pieces(text, CODE, code => html`<code>${code}</code>`, linked)
  return html`${pieces(body, FENCE, code => html`<pre><code>${code}</code></pre>`, withCode)}`
}

/** The beginning of a text on one line, which may run in its own direction. */
export function textPreview (body: string): Html {
  return html`<bdi>${excerpt(body, PREVIEW_CHARS)}</bdi>`
}

/**
 * Returns whether a text is only a few emoji, which are drawn large. Tests each grapheme by itself: one pattern for all could split
 * them in 2ⁿ ways.
 */
export function isEmojiOnly (body: string): boolean {
  if (body.length > LARGE_EMOJI_MAX_UNITS || LETTER.test(body)) return false
  let count = 0
  for (const { segment } of graphemes.segment(body)) {
    if (SPACE.test(segment)) continue
    if (!EMOJI.test(segment)) return false
    count++
  }
  return count > 0 && count <= LARGE_EMOJI_MAX
}

type Draw = (text: string) => Renderable

function pieces (text: string, pattern: RegExp, matched: Draw, between: Draw): Renderable[] {
  const drawn: Renderable[] = []
  let last = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > last) drawn.push(between(text.slice(last, match.index)))
    drawn.push(matched(match[1] ?? ''))
    last = match.index + match[0].length
  }
  if (last < text.length) drawn.push(between(text.slice(last)))
  return drawn
}

function withLinks (text: string, links: readonly Link[]): Renderable {
  const drawn: Renderable[] = []
  let last = 0
  for (const { start, end, url } of links) {
    drawn.push(lines(text.slice(last, start)), html`<a href="${url}" target="_blank" rel="noopener noreferrer nofollow ugc">${text.slice(start, end)}</a>`)
    last = end
  }
  drawn.push(lines(text.slice(last)))
  return drawn
}

function lines (text: string): Renderable {
  return text.split('\n').map((line, index) => index === 0 ? line : html`<br>${line}`)
}
