import { html, type Html, type Renderable } from '#views/parts/html.ts'

/** A part of a line that no mark goes into, such as a link, from `start` to before `end`. */
export interface Atom { readonly start: number, readonly end: number, readonly drawn: Html, readonly plain: string }

type Mark = '*' | '_' | '~'
/** Where a mark begins and ends a stretch of the line. */
interface Pair { readonly mark: Mark, readonly open: number, readonly close: number }

const DRAWN: Readonly<Record<Mark, (inside: Renderable) => Html>> = {
  '*': inside => html`<strong>${inside}</strong>`,
  _: inside => html`<em>${inside}</em>`,
  '~': inside => html`<del>${inside}</del>`
}
const HAS_MARK = /[*_~]/
/** Letters of words that blanks are around: a mark between them is none, as in 2*3*4 and snake_case_name. */
const IN_WORD = /[[\p{L}\p{N}]--[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]]/v
const BLANK = /\s/

/** Draws one line with its marks; `atoms` are in order and do not overlap. Linear: each mark is looked at once, and at most three nest. */
export function drawLine (line: string, atoms: readonly Atom[]): Renderable {
  const pairs = pairsIn(line, atoms)
  if (pairs.length === 0 && atoms.length === 0) return line
  const ends = new Map(pairs.flatMap(pair => [[pair.open, pair], [pair.close, pair]] as const))
  const stack: Renderable[][] = [[]]
  walk(line, atoms, ends, text => stack.at(-1)?.push(text), atom => stack.at(-1)?.push(atom.drawn), (pair, isOpen) => {
    if (isOpen) stack.push([])
    else {
      const inside = stack.pop() ?? []
      stack.at(-1)?.push(DRAWN[pair.mark](inside))
    }
  })
  return stack[0] ?? []
}

/** Returns the line without its marks. */
export function plainLine (line: string, atoms: readonly Atom[]): string {
  const pairs = pairsIn(line, atoms)
  if (pairs.length === 0 && atoms.length === 0) return line
  const ends = new Map(pairs.flatMap(pair => [[pair.open, pair], [pair.close, pair]] as const))
  let plain = ''
  walk(line, atoms, ends, text => { plain += text }, atom => { plain += atom.plain }, () => {})
  return plain
}

function walk (
  line: string, atoms: readonly Atom[], ends: ReadonlyMap<number, Pair>,
  onText: (text: string) => void, onAtom: (atom: Atom) => void, onMark: (pair: Pair, isOpen: boolean) => void
): void {
  const stops = [...ends.keys(), ...atoms.map(({ start }) => start)].sort((a, b) => a - b)
  const starts = new Map(atoms.map(atom => [atom.start, atom]))
  let last = 0
  for (const at of stops) {
    if (at > last) onText(line.slice(last, at))
    const atom = starts.get(at)
    const pair = ends.get(at)
    if (atom !== undefined) onAtom(atom)
    else if (pair !== undefined) onMark(pair, pair.open === at)
    last = atom?.end ?? at + 1
  }
  if (last < line.length) onText(line.slice(last))
}

// A mark opens after anything but a letter and before anything but a blank, and closes the other way round. Of one kind only the newest
// is open, and closing it gives up those that were opened inside.
function pairsIn (line: string, atoms: readonly Atom[]): Pair[] {
  if (!HAS_MARK.test(line)) return []
  const pairs: Pair[] = []
  const open: Array<{ mark: Mark, at: number }> = []
  let atom = 0
  for (let at = 0; at < line.length; at++) {
    while ((atoms[atom]?.end ?? Infinity) <= at) atom++
    const inside = atoms[atom]
    if (inside !== undefined && inside.start <= at) {
      at = inside.end - 1
      continue
    }
    const mark = line[at] as Mark
    if (!(mark in DRAWN)) continue
    const place = open.findIndex(each => each.mark === mark)
    if (place >= 0 && closes(line, at) && at > (open[place]?.at ?? at) + 1) {
      pairs.push({ mark, open: open[place]?.at ?? 0, close: at })
      open.length = place
    } else if (opens(line, at)) {
      if (place >= 0) open.splice(place, 1)
      open.push({ mark, at })
    }
  }
  return pairs
}

function opens (line: string, at: number): boolean {
  return stands(line[at], line[at - 1], line[at + 1])
}

function closes (line: string, at: number): boolean {
  return stands(line[at], line[at + 1], line[at - 1])
}

// Between what is outside and inside of the marked stretch; a mark beside its like is none.
function stands (mark: string | undefined, outside: string | undefined, inside: string | undefined): boolean {
  if (inside === undefined || inside === mark || BLANK.test(inside)) return false
  return outside === undefined || (outside !== mark && !IN_WORD.test(outside))
}
