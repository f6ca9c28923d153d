/**
 * Every message of the bench carries a mark, `^12.345@678901^`: the sender, the sender's own count, and the time at which it was due to be
 * sent, in microseconds of this process. The mark is found in any system's answer without parsing the rest, so every system is read in the
 * same way and at the same cost. A circumflex marks up nothing in a message, so that it is shown as it was sent.
 */
export type Heard = (sender: number, count: number, dueAtUs: number) => void

// Typical messages are short; the mark and this make about 60 bytes.
const FILLER = ' see you at the usual place at six'

// Within JSON: of any patch, and of one that appends.
const PATCH = 'data-how='
const APPENDED = String.raw`data-how=\"append\"`

export function nowUs (): number {
  return Math.round(performance.now() * 1000)
}

/** A message's text, with its mark in front. */
export function text (sender: number, count: number, dueAtUs: number): string {
  return `^${sender}.${count}@${dueAtUs}^${FILLER}`
}

/** Calls `heard` for each mark in an answer, in order. */
export function eachMark (body: string, heard: Heard): void {
  for (let at = body.indexOf('^'); at !== -1;) at = body.indexOf('^', readMark(body, at, heard) + 1)
}

/**
 * The same for Holdline's answers as HTML (docs/live-page.md): the first mark of each message appended to a list. Its label and its row
 * in the list of conversations repeat the text. Lines of the server are appended without one.
 */
export function eachAppendedMark (body: string, heard: Heard): void {
  for (let at = body.indexOf(APPENDED); at !== -1; at = body.indexOf(APPENDED, at + 1)) {
    const mark = body.indexOf('^', at)
    const end = body.indexOf(PATCH, at + 1)
    if (mark !== -1 && (end === -1 || mark < end)) readMark(body, mark, heard)
  }
}

/** The same for a held frame, which has the newest message on top and older ones again: the first mark of its log. */
export function newestMark (body: string, heard: Heard): void {
  const at = body.indexOf('^', body.indexOf('role="log"'))
  if (at !== -1) readMark(body, at, heard)
}

/** Reads the mark that begins at `at`. Returns its end. */
function readMark (body: string, at: number, heard: Heard): number {
  const dot = body.indexOf('.', at)
  const time = body.indexOf('@', dot)
  const end = body.indexOf('^', time)
  if (at === -1 || dot === -1 || time === -1 || end === -1) throw new Error(`a torn mark: ${body.slice(Math.max(0, at)).slice(0, 60)}`)
  heard(digits(body, at + 1, dot), digits(body, dot + 1, time), digits(body, time + 1, end))
  return end
}

function digits (text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) throw new Error(`a torn mark: ${text.slice(Math.max(0, from - 20), to + 40)}`)
    value = value * 10 + digit
  }
  return value
}
