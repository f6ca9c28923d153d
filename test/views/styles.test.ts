import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SKINS } from '#domain/account/settings.ts'
import { createAssets } from '#server/assets/assets.ts'
import { installation } from '#server/installation.ts'
import { expandSheets, skinSheet } from '#server/assets/style-sheets.ts'
import { rulesOf, tooNew } from './style-sheet.ts'

const STYLES = join(import.meta.dirname, '../../public/styles')
const read = (path: string) => readFileSync(join(STYLES, path), 'utf8')
const sheets = new Map(globSync('*/*.css', { cwd: STYLES }).map(path => [path, read(path)]))
const skins = globSync('skins/*.json', { cwd: STYLES }).map(path => JSON.parse(read(path)) as Record<string, string>)

t.test('every sheet but those that pages load by themselves is listed in styles.json', async t => {
  t.same([...JSON.parse(read('styles.json')), 'page/frame.css', 'messages/picker.css', 'files/chosen.css', 'account/export.css', 'wire/wire.css', 'wire/export.css'].sort(), [...sheets.keys()].sort())
})

t.test('each skin has a colour for every token that is used, and no other', async t => {
  const used = new Set([...sheets.values()].flatMap(text => text.match(/(?<=\$)[a-z][a-z0-9-]*/g) ?? []))
  t.ok(used.size > 60)
  t.equal(skins.length, SKINS.length)
  for (const skin of skins) t.same(Object.keys(skin).sort(), [...used].sort())
})

t.test('colours stand in the skins and nowhere else', async t => {
  for (const [name, text] of sheets) t.notMatch(text.replace(/\/\*[^]*?\*\//g, ''), /#[0-9a-f]{3,8}\b|rgb|hsl/i, name)
})

t.test('a token stands in a declaration of a colour alone, so that a skin changes no size', async t => {
  const properties = [...sheets.values()].flatMap(rulesOf).flatMap(rule => rule.declarations.filter(({ value }) => value.includes('$')))
  t.ok(properties.length > 100)
  for (const { property } of properties) t.match(property, /^(?:color|fill|stroke|box-shadow|[a-z-]+-color)$/)
})

t.test('tokens become plain colours; coloured declarations follow once more in the dark skin', async t => {
  const sheet = '/* $x */ .a { margin: 0; color: $ink } @supports (display: flex) { .b { top: 0 } .c { fill: $ink; left: 0 } } @media (x) { .d { top: 0 } }'
  const rules = rulesOf(expandSheets([sheet], { ink: '#111', x: '' }, { ink: '#eee' }))
  t.same(rules[0]?.declarations[1], { property: 'color', value: '#111' })
  const dark = '@media (prefers-color-scheme: dark)'
  t.same(rules.slice(4), [
    { selectors: ['.a'], declarations: [{ property: 'color', value: '#eee' }], within: [dark] },
    { selectors: ['.c'], declarations: [{ property: 'fill', value: '#eee' }], within: [dark, '@supports (display: flex)'] }
  ])
  t.equal(expandSheets(['.a { top: 0 }'], {}, {}), '.a { top: 0 }')
  t.throws(() => expandSheets(['.a { color: $none }'], {}, {}), /\$none/)
})

t.test('the sheet of a skin has every coloured declaration once, in its colours, and no other', async t => {
  const sheet = '.a { margin: 0; color: $ink } @supports (display: flex) { .b { top: 0 } .c { fill: $ink } }'
  t.same(rulesOf(skinSheet([sheet], { ink: '#123' })), [
    { selectors: ['.a'], declarations: [{ property: 'color', value: '#123' }], within: [] },
    { selectors: ['.c'], declarations: [{ property: 'fill', value: '#123' }], within: ['@supports (display: flex)'] }
  ])
  t.throws(() => skinSheet([sheet], {}), /\$ink/)
})

t.test('browsers get no token', async t => {
  const assets = createAssets(installation())
  for (const name of ['holdline.css', 'frame.css', ...SKINS.map(skin => `skin-${skin}.css`)]) t.notMatch(String(assets.get(assets.address(name).slice('static/'.length))?.body), /\$/)
})

t.test('every sheet works in an old browser: each new value follows an old one', async t => {
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
  t.test(`refused as too new: ${sheet}`, async t => {
    t.match(tooNew(sheet).join(), why)
  })
}

t.test('accepted: new values behind @supports or an old value', async t => {
  for (const sheet of [
    '@supports (display: flex) { @media (x) { .a { display: flex } } .b { flex: 1 } } .c {}', '.a { height: 100vh; height: 100dvh }',
    '.a { padding: 0 } .b { padding-bottom: 1px } .a, .b { padding-bottom: calc(1px + env(x)) }', '.a:focus-visible { color: red }'
  ]) t.strictSame(tooNew(sheet), [], sheet)
})

t.test('only browsers that know frames hide the list in favour of a frame', async t => {
  const text = sheets.get('page/frame.css') ?? ''
  t.match(text, /@media only screen and \(min-width: 1px\) \{\s*\.framed[^{}]*\{\s*display: none;/)
  t.equal(text.match(/display:\s*none/g)?.length, 1)
})

t.test('U45 “ ” and … on a Chinese page → drawn by a Chinese typeface', async t => {
  const base = read('page/base.css')
  const [first = ''] = /html:lang\(zh\) body \{\s*font-family: "([^"]+)"/.exec(base)?.slice(1) ?? []
  const ranges = [...base.matchAll(/font-family: "?([^";]+)"?;[^}]*unicode-range: ([^;]+);/g)].filter(([, family]) => family === first).flatMap(([, , range = '']) => range.split(', '))
  t.ok(ranges.length > 20, 'Latin letters come from our own typeface')
  const has = (code: number) => ranges.some(range => {
    const [from = '', to = from] = range.replace('U+', '').split('-')
    return Number.parseInt(from, 16) <= code && code <= Number.parseInt(to, 16)
  })
  t.strictSame(['a', '’', '“', '”', '…', '—'].map(char => has(char.codePointAt(0) ?? 0)), [true, true, false, false, false, false])
})
