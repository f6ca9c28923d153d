import { LinkifyIt } from 'linkify-it'
import { html, type Html, type Renderable } from './html.ts'

// Names without a scheme are links only under endings nobody writes by accident: "readme.md" and "main.rs" are files.
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, tlds: ['com', 'org', 'net', 'edu', 'gov', 'cn', 'de', 'io'] })
const SCHEMES = /^(?:https?:\/\/|mailto:)/i
const FENCE = /```[^\n`]*\n([\s\S]*?)\n?```/g
const CODE = /`([^`\n]+)`/g
const EMOJI_ONLY = /^(?:\p{RGI_Emoji}|\s)+$/v
/** More than these are a picture made of emoji and want their normal size. */
const LARGE_EMOJI_MAX = 6
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What somebody wrote: links found, `code` and fenced code set apart, line ends kept. Nothing else is markup. */
export function messageText (body: string): Html {
  return html`${pieces(body, FENCE, code => html`<pre><code>${code}</code></pre>`, text =>
    pieces(text, CODE, code => html`<code>${code}</code>`, linked))}`
}

/** Nothing but a few emoji: drawn large. */
export function isEmojiOnly (body: string): boolean {
  if (body.length > 100 || !EMOJI_ONLY.test(body)) return false
  return [...graphemes.segment(body.replace(/\s/gu, ''))].length <= LARGE_EMOJI_MAX
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

function linked (text: string): Renderable {
  const matches = linkify.match(text)?.filter(match => SCHEMES.test(match.url)) ?? []
  const drawn: Renderable[] = []
  let last = 0
  for (const { index, lastIndex, url, text: shown } of matches) {
    drawn.push(lines(text.slice(last, index)), html`<a href="${url}" target="_blank" rel="noopener noreferrer nofollow ugc">${shown}</a>`)
    last = lastIndex
  }
  drawn.push(lines(text.slice(last)))
  return drawn
}

function lines (text: string): Renderable {
  return text.split('\n').map((line, index) => index === 0 ? line : html`<br>${line}`)
}
