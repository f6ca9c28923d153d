/**
 * Every message of the bench carries a mark, `~12.345@678901~`: the sender, the sender's own count, and the start of its POST in
 * microseconds of this process. The mark is found in any system's answer without parsing the rest, so every system is read in the same
 * way and at the same cost.
 */
export type Heard = (sender: number, count: number, sentAtUs: number) => void

// Typical messages are short; the mark and this make about 60 bytes.
const FILLER = ' see you at the usual place at six'

export function nowUs (): number {
  return Math.round(performance.now() * 1000)
}

/** A message's text, with its mark in front. */
export function text (sender: number, count: number): string {
  return `~${sender}.${count}@${nowUs()}~${FILLER}`
}

/** Calls `heard` for each mark in an answer, in order. */
export function eachMark (body: string, heard: Heard): void {
  let at = body.indexOf('~')
  while (at !== -1) {
    const dot = body.indexOf('.', at)
    const time = body.indexOf('@', dot)
    const end = body.indexOf('~', time)
    if (dot === -1 || time === -1 || end === -1) throw new Error(`a torn mark: ${body.slice(at, at + 60)}`)
    heard(digits(body, at + 1, dot), digits(body, dot + 1, time), digits(body, time + 1, end))
    at = body.indexOf('~', end + 1)
  }
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
