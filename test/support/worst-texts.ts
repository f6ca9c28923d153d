export const LONGER = 4

/** One text in two lengths: `full` is `LONGER` times as long as `short`. */
export interface WorstText {
  readonly name: string
  readonly short: string
  readonly full: string
}

// Known stumbling blocks of patterns, segmenters and normalizers: parts of emoji, of links, of marks, of letters.
const PARTS = [
  '✊🏽', '👩\u200d', '👩\u200d👩\u200d👧', '🇩', '🏽', '\ufe0f', '\u200d', '1\ufe0f\u20e3', '\u{e0067}', '\u{1f3f4}\u{e0067}', '\u200b', '\u2028',
  'e\u0301', '\u0301', '\u0323\u0301', '\u0301\u0323', 'क\u094d', '\u1100\u1161', '\u0e33', '\ud83d', '\udc4d', '\u202e', '\u2067א', 'ﷺ', 'İ',
  'ж.com|', 'ж.com', 'ж', 'a.', 'a.com,', '.com', '^ж', '路^路|', 'http://', 'https://a.com/', 'https://ж^', '://', 'www.', 'mailto:', 'a@', '@',
  'a@b.c', '@ж', 'xn--', '[::1', 'http://[', '(', ')', '[', '{', '([{', '"', "'", '-', '_', '..', '!', '?', '#', '/', ':1', '%', '%4', '%zz', '&#1',
  '~', '`', '``', '```', '```\n', '`a', 'a`\n', '```a', '\n',
  '\n```\n', ' ', '\t', '\r', '\r\n', '\u00a0', '\u3000', '<', '&', '=', ';', ',', '*', 'a', '0'
] as const

/** Named texts: each part alone, before a letter, between two and in a link; then `mixed` ones, which follow from the seed. */
export function * worstTexts (units: number, seed: number, mixed: number): Generator<WorstText> {
  for (const part of PARTS) {
    for (const [first, last] of [['', ''], ['', 'x'], ['a', 'x'], ['https://a.com/', '\n']] as const) yield textOf([part], first, last, units)
  }
  yield apart('\u0301', '\u0323', units)
  yield apart('a', '~b', units)
  yield apart('[a', ']', units)
  const pick = picker(seed)
  for (let i = 0; i < mixed; i++) {
    const parts = Array.from({ length: 2 + pick(3) }, () => PARTS[pick(PARTS.length)] ?? '')
    yield textOf(parts, '', pick(2) === 0 ? '' : '\nx', units)
  }
}

function textOf (parts: readonly string[], first: string, last: string, units: number): WorstText {
  const part = parts.join('')
  const long = (length: number) => first + part.repeat(Math.max(1, Math.floor((length - first.length - last.length) / part.length))) + last
  return { name: JSON.stringify(`${first}${part}…${last}`), short: long(units / LONGER), full: long(units) }
}

// Two parts equally often, but all of the first before the second.
function apart (first: string, second: string, units: number): WorstText {
  const long = (length: number) => first.repeat(length / 2 / first.length) + second.repeat(length / 2 / second.length) + '\nx'
  return { name: JSON.stringify(`${first}…${second}…`), short: long(units / LONGER), full: long(units) }
}

// A linear congruence, good enough to mix texts.
function picker (seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % below
  }
}
