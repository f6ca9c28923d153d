import t from 'tap'
import { wrongEnglish } from './support/source/english.ts'
import { projectFiles, readProjectFile } from './support/source/project.ts'

/** The beginnings of the paths that are held to the rules. */
const HELD = ['src/', 'views/', 'public/', 'test/', 'bench/', 'scripts/']
const files = new Map(projectFiles('.ts', '.js').filter(path => HELD.some(beginning => path.startsWith(beginning)))
  .map(path => [path, readProjectFile(path)]))

t.test('comments and test names keep to the mechanical rules of plain English', async t => {
  t.ok(files.size > 20, 'there are files to check')
  t.strictSame(wrongEnglish(files), [])
})

const LONG = 'a name '.repeat(20).trim()

const WRONG: readonly [text: string, found: RegExp][] = [
  ['// Who waits is told.', /^src\/it\.ts:1 begins a sentence with Who: Who waits is told\.$/],
  ['// what is kept: the last ten', /begins a sentence with what/],
  ['let a = 1 // how it went', /begins a sentence with how/],
  ['// Ends the poll. Whoever asked is told.', /begins a sentence with Whoever: Whoever asked is told\./],
  ['// Is it late? What follows is dropped.', /begins a sentence with What/],
  ['// D26, D27: who is there is told.', /begins a sentence with who/],
  ['// One line\n// and another. What they hold.', /^src\/it\.ts:1 begins a sentence with What/],
  ['/** What is told. */', /begins a sentence with What/],
  ['/**\n * Reads a page.\n * @param {string} page what was read\n */', /begins a sentence with what/],
  ['/** @returns {string | null} how it ended */', /begins a sentence with how/],
  ['const a = [\n  1\n  // What comes last\n]', /^src\/it\.ts:3 begins/],
  ['// Ben reads in his own time.', /calls a person he/],
  ['/** Told to him alone. */', /calls a person he/],
  ['t.test(\'who leaves is told nothing\', f)', /begins a sentence with who/],
  ['t.test(\'D32 who leaves is told nothing\', f)', /begins a sentence with who/],
  ['test(\'a user and his browsers\', f)', /calls a person he/],
  [`t.test('${LONG}', f)`, /has a test name of 139 characters/],
  [`t.test(\`${LONG} \${a}\`, f)`, /has a test name of 141 characters/],
  [`t.test(a ? '${LONG}' : 'short', f)`, /has a test name of 139 characters/],
  [`journey('${LONG}', f)`, /has a test name of 139 characters/]
]

for (const [text, expected] of WRONG) {
  t.test(`found: ${JSON.stringify(text).slice(0, 80)}`, async t => {
    const found = wrongEnglish(new Map([['src/it.ts', text]]))
    t.equal(found.length, 1)
    t.match(found[0], expected)
  })
}

const FINE = [
  '// What is a tab? An open page.',
  '// The list says who waits and how long. Whatever comes is kept.',
  '// Somewhat late. However, it helps. The other answers show.',
  '// Returns `what` and `his` as they are.',
  '/** `how`: the way, as D26 names it. */',
  'const a = \'// What is not a comment: his\'',
  'const a = `// who`',
  'const a = /\\/\\* what he \\*\\//',
  '/** @param {string} what the name of the thing */',
  '/** See https://example.org. They keep theirs, she keeps hers. */',
  `t.test('${LONG.slice(0, 90)}', f)`,
  `t.equal('${LONG}', 'who is his', f)`,
  't.test(name, f)'
]

for (const text of FINE) {
  t.test(`passes: ${JSON.stringify(text).slice(0, 80)}`, async t => {
    t.strictSame(wrongEnglish(new Map([['src/it.ts', text]])), [])
  })
}
