import { excerpt } from '#views/parts/excerpt.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { linksIn } from '#views/parts/links.ts'
import { drawLine, plainLine, type Atom } from './marks.ts'

// A word behind the opening mark names a language; anything else there is text, and opens nothing.
const FENCE = /```(?:[\w+#.-]{1,20})?\n([\s\S]*?)\n?```/g
const CODE = /`([^`\n]+)`/g
// At the start of a line: a quote, or an entry of a list. Faces like >_< are neither.
const BLOCK = /^(?:> |>$|>(?=>* ?[\p{L}\p{N}])|[-*•] (?=\S)|\d{1,4}[.)] (?=\S))/u
const EMOJI = /^\p{RGI_Emoji}$/v
const SPACE = /^\s+$/
/** Of no emoji. Segmenting the others alone saves a twentieth of drawing. */
const LETTER = /[A-Za-z\u4e00-\u9fff]/
/** Upper limit for large emoji: more of them are a picture, which needs the normal size. */
const LARGE_EMOJI_MAX = 6
/** The length of six of the longest emoji, with a blank between them. */
const LARGE_EMOJI_MAX_UNITS = 100
/** Length of a text in a row of the list; CSS cuts it to the width. */
export const PREVIEW_CHARS = 120
/** Links after these stay text: so many are never followed, and each costs time in every drawing. */
const LINKS_MAX = 100
/** Times the length of an excerpt in which its marks are looked for. */
const LOOKED_AHEAD = 8
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Finds the names in a line that mention somebody, and draws them. */
export type FindMentions = (line: string) => ReadonlyArray<Pick<Atom, 'start' | 'end' | 'drawn'>>

const NO_MENTIONS: FindMentions = () => []

/**
 * Draws the body of a message: links, mentions, `code` and fenced code, *bold*, _italic_, ~struck~, lines that quote and lists, with line
 * ends kept. Nothing else is markup. Linear: a fence, a mark or a link without an end is scanned once.
 */
export function messageText (body: string, mentions: FindMentions = NO_MENTIONS): Html {
  let linksLeft = LINKS_MAX
  const line = (text: string): Renderable => {
    const atoms = atomsIn(text, linksLeft, mentions)
    linksLeft -= atoms.filter(({ kind }) => kind === 'link').length
    return drawLine(text, atoms)
  }
  return html`${pieces(body, FENCE, code => html`<pre tabindex="0"><code>${code}</code></pre>`, text => blocks(text, line))}`
}

/** Returns a text without its marks, for where it stands on one line. */
export function withoutMarks (text: string): string {
  const bare = text.replaceAll(FENCE, '$1')
  const plain = bare.split('\n').map(raw => plainLine(...plainParts(raw.replace(BLOCK, '')))).join('\n')
  // Marks alone are what was said.
  return plain.trim() === '' ? text : plain
}

function plainParts (line: string): [string, readonly Atom[]] {
  return [line, atomsIn(line, LINKS_MAX, NO_MENTIONS)]
}

/** Returns the beginning of a text on one line and without marks, as `excerpt` cuts it. */
export function plainExcerpt (text: string, most: number): string {
  // Marks may be closed later than what is shown.
  return excerpt(withoutMarks(text.slice(0, most * LOOKED_AHEAD)), most)
}

/** The beginning of a text on one line, which may run in its own direction. */
export function textPreview (body: string): Html {
  return html`<bdi>${plainExcerpt(body, PREVIEW_CHARS)}</bdi>`
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

interface Found extends Atom { readonly kind: 'code' | 'link' | 'mention' }

// Code comes first, then links: there is no mark, and nobody is mentioned, inside of them.
function atomsIn (line: string, linksMax: number, mentions: FindMentions): Found[] {
  const codes = [...line.matchAll(CODE)].map(({ index, 0: all, 1: code = '' }): Found =>
    ({ kind: 'code', start: index, end: index + all.length, plain: code, drawn: html`<code>${code}</code>` }))
  const links = linksIn(line, linksMax).map(({ start, end, url }): Found => {
    const plain = line.slice(start, end)
    return { kind: 'link', start, end, plain, drawn: html`<a href="${url}" target="_blank" rel="noopener noreferrer nofollow ugc">${plain}</a>` }
  })
  const names = mentions(line).map((place): Found => ({ kind: 'mention', plain: line.slice(place.start, place.end), ...place }))
  return apart(apart(codes, links), names)
}

// Both are in order; of those that overlap, the first list's stay.
function apart (first: readonly Found[], second: readonly Found[]): Found[] {
  if (first.length === 0) return [...second]
  let next = 0
  const free = second.filter(({ start, end }) => {
    while ((first[next]?.end ?? Infinity) <= start) next++
    return (first[next]?.start ?? Infinity) >= end
  })
  return [...first, ...free].sort((a, b) => a.start - b.start)
}

/** The kinds of lines that are drawn together with their neighbours of the same kind. */
function kindOf (line: string): 'quote' | 'bullets' | 'numbers' | 'text' {
  const mark = BLOCK.exec(line)?.[0].trim()
  if (mark === undefined) return 'text'
  return mark === '>' ? 'quote' : /^\d/.test(mark) ? 'numbers' : 'bullets'
}

function blocks (text: string, line: Draw): Renderable {
  const lines = text.split('\n')
  const drawn: Renderable[] = []
  for (let from = 0, to = 0; from < lines.length; from = to) {
    const found = kindOf(lines[from] ?? '')
    to = from + 1
    while (to < lines.length && kindOf(lines[to] ?? '') === found) to++
    const group = lines.slice(from, to)
    const kind = group.every(each => each.replace(BLOCK, '').trim() === '') ? 'text' : found
    // A block ends its own line.
    const isAfterText = kind === 'text' && from > 0
    drawn.push(isAfterText && group[0] === '' && group.length > 1 ? block(kind, group.slice(1), line) : block(kind, group, line))
  }
  return drawn
}

function block (kind: ReturnType<typeof kindOf>, lines: readonly string[], line: Draw): Renderable {
  const inside = () => lines.map(each => line(each.replace(BLOCK, '')))
  const items = () => inside().map(each => html`<li>${each}</li>`)
  switch (kind) {
    case 'quote': return html`<blockquote>${broken(inside())}</blockquote>`
    case 'bullets': return html`<ul>${items()}</ul>`
    case 'numbers': return html`<ol start="${Number.parseInt(lines[0] ?? '', 10)}">${items()}</ol>`
    case 'text': return broken(lines.map(line))
  }
}

function broken (lines: readonly Renderable[]): Renderable {
  return lines.map((each, index) => index === 0 ? each : html`<br>${each}`)
}

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
