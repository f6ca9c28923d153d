import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tooNew } from './style-sheet.ts'

const PUBLIC = join(import.meta.dirname, '../../public/styles')
const sheets = new Map(readdirSync(PUBLIC).filter(name => name.endsWith('.css')).map(name => [name, readFileSync(join(PUBLIC, name), 'utf8')]))

/** Every rule as its selector and the properties it sets, without comments. */
function rules (text: string): string[] {
  return [...text.replace(/\/\*[^]*?\*\//g, '').replace(/@media[^{]*\{/g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) =>
    `${selector.trim()} { ${body.split(';').map(line => line.split(':')[0]?.trim()).filter(Boolean).join(', ')} }`)
}

t.test('day and night colour the same things', async t => {
  const day = rules(sheets.get('colours.css') ?? '')
  t.ok(day.length > 60)
  t.strictSame(rules(sheets.get('dark.css') ?? ''), day)
})

t.test('colours stand in these two files and nowhere else', async t => {
  for (const [name, text] of sheets) {
    if (name !== 'colours.css' && name !== 'dark.css') t.notMatch(text.replace(/\/\*[^]*?\*\//g, ''), /#[0-9a-f]{3,8}\b|rgb|hsl/i, name)
  }
})

t.test('a value that old browsers do not know always has an older fallback', async t => {
  t.ok(sheets.size > 6)
  for (const [name, text] of sheets) t.strictSame(tooNew(text), [], name)
})

const TOO_NEW = {
  '.a { display: flex }': /outside of @supports/,
  '@media (min-width: 1px) { .a { display: inline-flex } }': /outside of @supports/,
  '@supports (display: flex) { .a { display: flex; gap: 1px } }': /gap/,
  '.a { color: red; color: var(--b) }': /custom property/,
  '.a { --b: red }': /custom property/,
  '@supports (display: grid) { .a { display: grid } }': /grid/,
  '.a { inset: 0 }': /sides/,
  '.a { height: 100dvh }': /nothing before it/,
  '.a { width: min(10px, 50%); width: 10px }': /nothing before it/,
  '.a, .b { height: 1px } .a, .c { height: calc(1px + 1%) }': /nothing before it/,
  '.a:hover, .a:focus-visible { color: red }': /takes the others/,
  '.a :is(.b, .c) { color: red }': /too new/
}

for (const [sheet, why] of Object.entries(TOO_NEW)) {
  t.test(`a sheet without a fallback is found: ${sheet}`, async t => {
    t.match(tooNew(sheet).join(), why)
  })
}

t.test('a sheet with fallbacks passes', async t => {
  for (const sheet of [
    '@supports (display: flex) { @media (x) { .a { display: flex } } .b { flex: 1 } } .c {}', '.a { height: 100vh; height: 100dvh }',
    '.a { padding: 0 } .b { padding-bottom: 1px } .a, .b { padding-bottom: calc(1px + env(x)) }', '.a:focus-visible { color: red }'
  ]) t.strictSame(tooNew(sheet), [], sheet)
})

t.test('nothing is hidden in favour of a frame except where frames are supported', async t => {
  const text = sheets.get('frame.css') ?? ''
  t.match(text, /@media only screen and \(min-width: 1px\) \{\s*\.framed[^{}]*\{\s*display: none;/)
  t.equal(text.match(/display:\s*none/g)?.length, 1)
})
