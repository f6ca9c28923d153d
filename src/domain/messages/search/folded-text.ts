import { foldedName } from '#domain/people/names.ts'

/** Pieces that are folded one by one, so that each place of the folded text has its place in the original: a character with its marks. */
const PIECES = /[^\p{M}\uff9e\uff9f]?[\p{M}\uff9e\uff9f]*/gsu
const ASCII = /^[\x00-\x7f]*$/
/** Pieces kept with their folded form. Most texts are made of some thousand; more than this are somebody's play. */
const KEPT_MAX = 20_000
const kept = new Map<string, string>()

/** A text and its folded form. `starts` and `ends`: for each code unit of `folded`, the piece of `text` that it came from. */
export interface FoldedText {
  readonly text: string
  readonly folded: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Returns text for comparing: without case, width, and the accents of scripts that are read without them. */
export function folded (text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return piecesOf(text.normalize('NFC')).map(foldedPiece).join('')
}

/** The same, with the places of the original, which is normalised to NFC. */
export function foldedText (raw: string): FoldedText {
  const text = raw.normalize('NFC')
  const [starts, ends]: [number[], number[]] = [[], []]
  let all = ''
  let at = 0
  for (const piece of piecesOf(text)) {
    const end = at + piece.length
    const form = foldedPiece(piece)
    for (let unit = 0; unit < form.length; unit++) {
      starts.push(at)
      ends.push(end)
    }
    all += form
    at = end
  }
  return { text, folded: all, starts, ends }
}

function piecesOf (text: string): string[] {
  return text.match(PIECES) ?? []
}

function foldedPiece (piece: string): string {
  const known = kept.get(piece)
  if (known !== undefined) return known
  const form = foldedName(piece)
  // A piece may be as long as a message, which consists of marks alone.
  if (piece.length > 8) return form
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(piece, form)
  return form
}
