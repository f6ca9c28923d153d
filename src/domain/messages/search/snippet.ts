import { hitsIn, type SearchWords } from './search-words.ts'

/** UTF-16 units of a snippet: two lines of a result on a phone. */
const SNIPPET_MAX = 160
/** Units before the first hit, so that it is seen on the first line. */
const BEFORE_HIT = 40

/** A part of a snippet, and whether it is a hit. */
export type SnippetPart = readonly [text: string, isHit: boolean]

/** Returns the part of a text around its first hit, on one line, with the hits marked. Put together, the parts are the text. */
export function snippetOf (raw: string, words: SearchWords): readonly SnippetPart[] {
  const { text, hits } = hitsIn(raw, words)
  const [from, to] = stretchOf(text, hits[0] ?? [0, 0])
  const parts: SnippetPart[] = []
  let at = from
  for (const [start, end] of hits) {
    if (start < at) continue
    if (start >= to) break
    push(parts, text.slice(at, start), false)
    push(parts, text.slice(start, Math.min(end, to)), true)
    at = Math.min(end, to)
  }
  push(parts, text.slice(at, to), false)
  const [before, after] = [from > 0 ? '…' : '', to < text.length ? '…' : '']
  const [[first, isHit] = ['', false], ...others] = parts
  const begun: SnippetPart[] = before === '' || !isHit ? [[before + first.trimStart(), isHit], ...others] : [[before, false], [first, isHit], ...others]
  return (after === '' ? begun : [...begun, [after, false] as const]).filter(([part]) => part !== '')
}

// Cuts between characters, at a blank where one is near.
function stretchOf (text: string, [start, end]: readonly [number, number]): [number, number] {
  let from = start <= BEFORE_HIT ? 0 : start - BEFORE_HIT
  if (from > 0) {
    const blank = text.slice(from, start).search(/\s/u)
    if (blank !== -1) from += blank + 1
    else if (isLow(text, from)) from++
  }
  let to = Math.max(end, Math.min(text.length, from + SNIPPET_MAX))
  if (to < text.length && isLow(text, to)) to--
  return [from, Math.min(to, from + 2 * SNIPPET_MAX)]
}

function isLow (text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text[at] ?? '')
}

function push (parts: SnippetPart[], raw: string, isHit: boolean): void {
  const text = raw.replace(/\s+/gu, ' ')
  if (text !== '') parts.push([text, isHit])
}
