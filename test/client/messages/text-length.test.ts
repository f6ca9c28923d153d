import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const { parts } = openDocument(new Clock(), '', 'text-length.js')
const older = openDocument(new Clock(), '', 'text-length.js')
older.run('delete Intl.Segmenter')
const MAX = 8_192

t.test('U7 a text is measured in bytes of UTF-8, as the server stores it', async t => {
  for (const text of ['', 'plain', 'é', '这', '😀', 'a\ud800', '\udc00b', 'x\n\n  ', `${'这'.repeat(2_730)}ab`]) {
    t.equal(parts.measure(text, MAX).bytes, Buffer.byteLength(text.toWellFormed().trimEnd()), JSON.stringify(text).slice(0, 20))
  }
})

t.test('U7 9,120 bytes of Chinese → 310 characters too long; what fits → 0', async t => {
  t.same(parts.measure('这'.repeat(3_040), MAX), { bytes: 9_120, over: 310 })
  t.same(parts.measure('这'.repeat(2_730), MAX), { bytes: 8_190, over: 0 })
  t.same(parts.measure('x'.repeat(8_200), MAX), { bytes: 8_200, over: 8 })
})

t.test('U7 a text with a long run of blanks is measured in no time', async t => {
  const at = performance.now()
  parts.measure(`${' '.repeat(200_000)}x`, MAX)
  t.ok(performance.now() - at < 2_000)
})

for (const [how, { splitText }] of [['with a segmenter', parts], ['without', older.parts]] as const) {
  t.test(`U7 parts are cut at a line end, a blank, or between graphemes, ${how}`, async t => {
    t.same(splitText('short', 10), ['short'])
    t.same(splitText('one two\n  three', 10), ['one two', '  three'])
    t.same(splitText('alpha beta gamma', 12), ['alpha beta', 'gamma'])
    t.same(splitText('这'.repeat(7), 9), ['这这这', '这这这', '这'])
    t.same(splitText('😀😀😀', 9), ['😀😀', '😀'])
    t.same(splitText('abcde\u0301f', 6), ['abcd', 'e\u0301f'], 'a letter and its accent stay together')
    t.same(splitText('ab👩‍👩‍👧', 19), ['ab', '👩‍👩‍👧'], 'a family stays together')
    t.ok(splitText(`${' '.repeat(30)}x`, 10).every(part => part.trim() === 'x'), 'no part is blank')
  })

  t.test(`U7 every part of a long text fits, and nothing but blanks is lost, ${how}`, async t => {
    for (const word of ['这', '😀', '안녕 ', 'word ', 'a\u0301', 'line\n']) {
      const text = word.repeat(30_000 / word.length)
      const split = splitText(text, MAX)
      t.ok(split.every(part => Buffer.byteLength(part) <= MAX && part.isWellFormed()), word)
      t.equal(split.join('').replace(/\s/g, ''), text.replace(/\s/g, ''))
    }
  })
}
