import t from 'tap'
import { isVisible } from '#domain/visible.ts'

// Zero-width, filler, blank and control characters, direction marks, tags, selectors, what is private or not given out, marks on nothing.
const INVISIBLE = [
  '\u200b', '\u200c', '\u200d', '\u2060', '\u2063', '\ufeff', '\u00ad', '\u034f', '\u061c', '\u180e', '\u202e', '\u2067', '\ufff9', '\ufffc',
  '\u115f', '\u1160', '\u3164', '\uffa0', '\u17b4', '\u17b5', '\u2800', '\u{1d159}', '\u{1d173}', '\u{e0001}', '\u{e0020}', '\u{e0100}', '\ufe0f',
  ' ', '\u00a0', '\u3000', '\u2028', '\n', '\t', '\u0007', '\u0085', '\ue000', '\ufdd0', '\u0301', '\u20e3', ''
]

t.test('B01 invisible characters show nothing, alone and together', async t => {
  for (const text of INVISIBLE) t.equal(isVisible(text), false, named(text))
  t.equal(isVisible(INVISIBLE.join('')), false)
})

t.test('B01 a letter, a sign or an emoji shows, whatever is around it', async t => {
  for (const text of ['a', 'é', '中', 'ก', 'ㄱ', 'ا', '1', '.', '…', '€', '☺', '❤️', '👩‍👩‍👧', '🇨🇳', '1️⃣', '\ufffd', '\u{1faff}']) {
    t.equal(isVisible(text), true, text)
    t.equal(isVisible(`\u200b\n${text}\u2800`), true, text)
  }
})

/** Names a text that cannot be seen, for a report that is made of lines. */
function named (text: string): string {
  return [...text].map(char => `U+${char.codePointAt(0)?.toString(16)}`).join(' ')
}
