import t from 'tap'
import { singleLine } from '#domain/people/users.ts'
import { isVisible } from '#domain/people/visible.ts'

// Zero-width, filler, blank and control characters, direction marks, tags, selectors, private or unassigned ones, marks without a base.
const INVISIBLE = [
  '\u200b', '\u200c', '\u200d', '\u2060', '\u2063', '\ufeff', '\u00ad', '\u034f', '\u061c', '\u180e', '\u202e', '\u2067', '\ufff9', '\ufffc',
  '\u115f', '\u1160', '\u3164', '\uffa0', '\u17b4', '\u17b5', '\u2800', '\u{1d159}', '\u{1d173}', '\u{e0001}', '\u{e0020}', '\u{e0100}', '\ufe0f',
  ' ', '\u00a0', '\u3000', '\u2028', '\n', '\t', '\u0007', '\u0085', '\ue000', '\ufdd0', '\u0301', '\u20e3', ''
]

t.test('B01 invisible characters, alone or together → not visible', async t => {
  for (const text of INVISIBLE) t.equal(isVisible(text), false, named(text))
  t.equal(isVisible(INVISIBLE.join('')), false)
})

t.test('B01 a letter, sign or emoji among invisible characters → visible', async t => {
  for (const text of ['a', 'é', '中', 'ก', 'ㄱ', 'ا', '1', '.', '…', '€', '☺', '❤️', '👩‍👩‍👧', '🇨🇳', '1️⃣', '\ufffd', '\u{1faff}']) {
    t.equal(isVisible(text), true, text)
    t.equal(isVisible(`\u200b\n${text}\u2800`), true, text)
  }
})

t.test('B02 an invisible line → empty; invisible characters in a name → removed', async t => {
  for (const text of INVISIBLE) {
    t.equal(singleLine(text), '', named(text))
    t.match(singleLine(`Be${text}n`).normalize('NFD').replace(/\p{M}/gu, ''), /^Be[ \ue000\ufdd0]?n$/, named(text))
  }
  t.equal(singleLine('B\u200ben'), 'Ben')
  t.equal(singleLine(' a\u0000b\u2003\u2003c\ud800 '), 'a b c\ufffd')
})

t.test('B02 joiners, selectors and tags that change the look → kept', async t => {
  for (const text of ['می\u200cخواهم', 'ක්\u200dර', 'क्\u200dष', '👩\u200d👩\u200d👧', '❤\ufe0f\u200d🔥', '👨🏽\u200d🚀', '1\ufe0f\u20e3', '葛\u{e0100}',
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'ᠮᠣᠩᠭᠣᠯ\u180e\u1820']) t.equal(singleLine(text), text)
  t.equal(singleLine('B\u200de\u200cn\u200d'), 'Ben')
  t.equal(singleLine('👩\u200d'), '👩')
  t.equal(singleLine('\u{1f3f4}\u{e0067}'), '\u{1f3f4}')
  t.equal(singleLine('B\ufe0fe\u{e0100}n1\ufe0f'), 'Ben1')
})

t.test('S19 a letter with many marks → four kept; marks without a base → removed', async t => {
  t.equal(singleLine('Z' + '\u0310'.repeat(63)), 'Z' + '\u0310'.repeat(4))
  t.equal(singleLine('Z' + '\u0310\u200b'.repeat(63)), 'Z' + '\u0310'.repeat(4))
  t.equal(singleLine('Zoe\u0301 \u0310\u0310Be\u0310\u0310n'), 'Zoé Be\u0310\u0310n')
  t.equal(singleLine('\u05e9\u05bc\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd'), '\u05e9\u05bc\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd'.normalize('NFC'), 'Hebrew with points')
  t.equal(singleLine('བསྒྲུབས'), 'བསྒྲུབས')
})

/** A printable name for an invisible text, for reports. */
function named (text: string): string {
  return [...text].map(char => `U+${char.codePointAt(0)?.toString(16)}`).join(' ')
}
