import t from 'tap'
import { cleanFileName, FILE_NAME_MAX_CHARS } from '#domain/files/file-names.ts'

const NAMES: ReadonlyArray<readonly [raw: string, clean: string]> = [
  ['photo.jpg', 'photo.jpg'],
  ['报告 2026.pdf', '报告 2026.pdf'],
  ['.gitignore', '.gitignore'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ana\\图.png', '图.png'],
  ['a/b\\c.txt', 'c.txt'],
  ['folder/', 'file'],
  ['..', 'file'],
  ['', 'file'],
  [' \t ', 'file'],
  ['a\u0000b.png', 'a b.png'],
  ['two\r\nlines.txt', 'two lines.txt'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  ['zero\u200Bwidth.txt', 'zerowidth.txt'],
  ['cafe\u0301.txt', 'café.txt'],
  ['half \ud800.txt', 'half \ufffd.txt'],
  ['shopping.txt. . .', 'shopping.txt'],
  ['CON', '_CON'],
  ['con.txt', '_con.txt'],
  ['LPT1.tar.gz', '_LPT1.tar.gz'],
  ['console.log', 'console.log'],
  ['x:stream.txt', 'x_stream.txt'],
  ['what<is>"this|?*.txt', 'what_is__this___.txt']
]

for (const [raw, clean] of NAMES) {
  t.test(`U241 the file name ${JSON.stringify(raw)} → ${clean}`, async t => {
    t.equal(cleanFileName(raw), clean)
    t.equal(cleanFileName(clean), clean, 'and stays so')
  })
}

t.test('U241 a file name of 300 characters → 200, with its extension', async t => {
  const name = cleanFileName(`${'x'.repeat(300)}.tar.gz`)
  t.equal(name, `${'x'.repeat(FILE_NAME_MAX_CHARS - '.gz'.length)}.gz`)
  const emoji = cleanFileName(`${'🙂'.repeat(300)}.png`)
  t.equal([...emoji].length, FILE_NAME_MAX_CHARS, 'no character is cut in two')
  t.ok(emoji.endsWith('🙂.png'))
  t.equal([...cleanFileName(`a.${'b'.repeat(300)}`)].length, FILE_NAME_MAX_CHARS, 'a long ending is none')
})
