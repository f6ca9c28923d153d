import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { linksIn, type Link } from '#views/parts/links.ts'

const FENCE = /```[^\n`]*\n([\s\S]*?)\n?```/g
const CODE = /`([^`\n]+)`/g
const EMOJI = /^\p{RGI_Emoji}$/v
const SPACE = /^\s+$/
/** More than these are a picture made of emoji and want their normal size. */
const LARGE_EMOJI_MAX = 6
/** Six of the longest emoji there are, with a blank between them. */
const LARGE_EMOJI_MAX_UNITS = 100
/** Later links of a message stay text: nobody follows so many, and each is drawn for everybody again. */
const LINKS_MAX = 100
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Draws what somebody wrote: links found, `code` and fenced code set apart, line ends kept. Nothing else is markup.
 * The patterns are linear: a fence, a code mark or a link that is begun and not ended is looked at once.
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

/** Nothing but a few emoji: drawn large. Each grapheme is tested by itself, since a pattern for all could split them in 2ⁿ ways. */
export function isEmojiOnly (body: string): boolean {
  if (body.length > LARGE_EMOJI_MAX_UNITS) return false
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
