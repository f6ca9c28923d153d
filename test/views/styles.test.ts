import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const PUBLIC = join(import.meta.dirname, '../../public')
const sheets = new Map(readdirSync(PUBLIC).filter(name => name.endsWith('.css')).map(name => [name, readFileSync(join(PUBLIC, name), 'utf8')]))

/** Every rule as its selector and the properties it sets, comments left out. */
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

t.test('flexbox stands where only those look who know it, and nothing needs custom properties or grid', async t => {
  t.ok(sheets.size > 6)
  for (const [name, text] of sheets) {
    const outside = withoutSupports(text)
    t.notMatch(outside, /display:\s*(?:inline-)?flex|[^-]gap:/, name)
    t.notMatch(text, /var\(|display:\s*grid/, name)
  }
})

t.test('flexbox outside of its place is found', async t => {
  t.match(withoutSupports('.a { display: flex }'), 'flex')
  t.notMatch(withoutSupports('@supports (display: flex) { @media (x) { .a { display: flex } } .b { gap: 1px } } .c {}'), 'flex')
})

// What stands in the braces of @supports is left out.
function withoutSupports (text: string): string {
  let kept = ''
  for (let at = 0; at < text.length; at++) {
    if (!text.startsWith('@supports', at)) {
      kept += text[at]
      continue
    }
    let depth = 0
    for (at = text.indexOf('{', at); at < text.length; at++) {
      if (text[at] === '{') depth++
      if (text[at] === '}' && --depth === 0) break
    }
  }
  return kept
}
