import type { Recorder } from '#domain/wire/recorder.ts'

const LINE_END = 2
const COLON = 2

/** Counts the bytes of heads that a recorder is given, before it blots their secrets. */
export function headsCounted (recorder: Recorder) {
  const counted = new Map<string, number>()
  let isCounting = false

  const tape: Recorder['tape'] = (caller, opening) => {
    const made = recorder.tape(caller, opening)
    if (made === null || !isCounting) return made
    const add = (line: string, headers: readonly string[]): void => {
      const bytes = headBytes(line, headers)
      counted.set(caller.session.id, (counted.get(caller.session.id) ?? 0) + bytes)
    }
    add(`${opening.method} ${opening.address} HTTP/1.1`, opening.headers)
    return {
      ...made,
      answered (answer) {
        add(`HTTP/1.1 ${answer.status} OK`, answer.headers)
        made.answered(answer)
      }
    }
  }

  return {
    recorder: { ...recorder, tape },
    /** Counts the exchanges that begin from now on. */
    begin (): void { isCounting = true },
    bytes: (sessions: readonly string[]): number => sessions.reduce((sum, session) => sum + (counted.get(session) ?? 0), 0)
  }
}

/** `headers`: names and values in turn. */
function headBytes (line: string, headers: readonly string[]): number {
  const own = line.length + LINE_END + LINE_END
  return headers.reduce((sum, part) => sum + part.length, own) + headers.length / 2 * (COLON + LINE_END)
}
