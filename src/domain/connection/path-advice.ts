import { settle, type Findings, type Reach } from './path-findings.ts'

/** Above this an answer is slow: every message is as late as that. */
const SLOW_MS = 1_000
/** With fewer connections at once, a waiting page and a message being sent block each other. */
export const ENOUGH_CONNECTIONS = 3
/** The size of a form with the longest message. */
export const FORM_BYTES = 8 * 1024

export type Mark = 'good' | 'note' | 'bad'
export type About =
  | 'holds' | 'answers' | 'connections' | 'cookies' | 'posts' | 'uploads' | 'text' | 'cache' | 'headers' | 'redirects' | 'repeats'
  | 'reuse' | 'host' | 'version' | 'methods' | 'firewall' | 'frames' | 'origin'
/** One thing that was tested, and its state. */
export interface Line { readonly about: About, readonly mark: Mark }

/** The advice of a test; the view has its sentence. */
export type Advice =
  | { readonly say: Exclude<Reach, 'ours'> | 'posts' | 'cookie' | 'text' | 'stale' | 'no-hold' | 'one' | 'firewall' | 'frames' | 'plain' }
  | { readonly say: 'well' | 'so-far', readonly restS: number }
  | { readonly say: 'few', readonly atOnce: number }
  | { readonly say: 'slow', readonly answerMs: number }
  | { readonly say: 'cut', readonly restS: number, readonly cutS: number }

export interface Judgement {
  /** `bad` when chat will not work here. */
  readonly verdict: Mark
  /** Null while the test goes on. */
  readonly advice: Advice | null
  readonly lines: readonly Line[]
}

export interface Tested {
  /** The longest hold the server allows, at most the top of the ladder. */
  readonly topS: number
  readonly isOver: boolean
}

/** Judges the findings of a test. */
export function judge (found: Findings, { topS, isOver }: Tested): Judgement {
  const advice = isOver ? adviceFor(found, topS) : null
  return { verdict: advice === null ? 'good' : VERDICTS[advice.say], advice, lines: linesOf(found, isOver) }
}

const VERDICTS: Readonly<Record<Advice['say'], Mark>> = {
  mixed: 'bad',
  elsewhere: 'bad',
  stranger: 'bad',
  password: 'bad',
  nothing: 'bad',
  posts: 'bad',
  cookie: 'bad',
  text: 'bad',
  stale: 'bad',
  'no-hold': 'bad',
  one: 'note',
  firewall: 'note',
  frames: 'note',
  few: 'note',
  slow: 'note',
  cut: 'good',
  well: 'good',
  'so-far': 'good',
  plain: 'good'
}

/** Returns the advice about the worst finding. */
function adviceFor (found: Findings, topS: number): Advice {
  const { reach, holds, atOnce, answerMs } = found
  if (reach !== 'ours') return { say: reach }
  if (found.posts === false || (found.bodyBytes !== null && found.bodyBytes < FORM_BYTES)) return { say: 'posts' }
  if (found.cookie === false) return { say: 'cookie' }
  if (found.text === false) return { say: 'text' }
  if (found.freshAddress === false) return { say: 'stale' }
  const { restS, cutS } = settle(holds)
  if (holds.length > 0 && restS === 0) return { say: 'no-hold' }
  if (atOnce !== null && atOnce < 2) return { say: 'one' }
  if (found.oddText === false) return { say: 'firewall' }
  if (atOnce !== null && atOnce < ENOUGH_CONNECTIONS) return { say: 'few', atOnce }
  if (answerMs !== null && answerMs > SLOW_MS) return { say: 'slow', answerMs }
  if (found.frames === false) return { say: 'frames' }
  if (holds.length === 0) return { say: 'plain' }
  if (cutS !== null) return { say: 'cut', restS, cutS: Math.round(cutS) }
  return { say: restS >= topS ? 'well' : 'so-far', restS }
}

function linesOf (found: Findings, isOver: boolean): Line[] {
  const { holds, answerMs, atOnce } = found
  const { restS, cutS } = settle(holds)
  const lines: (Line | null)[] = [
    holds.length === 0 ? null : { about: 'holds', mark: isOver && restS === 0 ? 'bad' : cutS === null ? 'good' : 'note' },
    answerMs === null ? null : { about: 'answers', mark: answerMs > SLOW_MS ? 'note' : 'good' },
    atOnce === null ? null : { about: 'connections', mark: atOnce < ENOUGH_CONNECTIONS ? 'note' : 'good' },
    line('cookies', { bad: [found.cookie], note: [found.secondCookie, found.cookieAttributes] }),
    line('posts', { bad: [found.posts], note: [] }),
    found.bodyBytes === null ? null : { about: 'uploads', mark: uploadMark(found.bodyBytes, found.triedBytes ?? 0) },
    line('text', { bad: [found.text], note: [] }),
    line('cache', { bad: [found.freshAddress], note: [found.freshAnswer] }),
    line('headers', { bad: [], note: [found.cacheHeaders, found.lengthHeader, found.ownRequestHeader, found.ownAnswerHeader] }),
    line('redirects', { bad: [], note: [found.redirect] }),
    line('repeats', { bad: [], note: [negated(found.repeatsGet), negated(found.repeatsPost)] }),
    line('reuse', { bad: [], note: [found.keepAlive] }),
    line('host', { bad: [], note: [found.hostKept] }),
    line('methods', { bad: [], note: [found.methods] }),
    line('firewall', { bad: [], note: [found.oddText] }),
    line('frames', { bad: [], note: [found.frames] }),
    line('origin', { bad: [], note: [found.origin] }),
    found.httpVersion === null ? null : { about: 'version', mark: found.httpVersion === '1.0' ? 'note' : 'good' }
  ]
  return lines.filter(one => one !== null)
}

// `bad` and `note`: the weight of each thing that does not work. Things that were not tried have no line.
function line (about: Line['about'], { bad, note }: Record<'bad' | 'note', readonly (boolean | null)[]>): Line | null {
  if ([...bad, ...note].every(value => value === null)) return null
  return { about, mark: bad.includes(false) ? 'bad' : note.includes(false) ? 'note' : 'good' }
}

function negated (value: boolean | null): boolean | null {
  return value === null ? null : !value
}

function uploadMark (bytes: number, tried: number): Mark {
  return bytes >= tried ? 'good' : bytes >= FORM_BYTES ? 'note' : 'bad'
}
