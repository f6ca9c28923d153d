import t from 'tap'
import { createAssets } from '#server/assets.ts'
import { installation } from '#server/installation.ts'
import { longFunctions } from './support/source/function-lines.ts'
import { es3Fault, es5Fault } from './support/source/old-syntax.ts'
import { projectFiles, readProjectFile } from './support/source/project.ts'

const scripts = projectFiles('.js').filter(path => path.startsWith('public/'))

t.test('a browser of 2011 parses every script of ours', async t => {
  t.ok(scripts.length > 0, 'there are scripts to look at')
  for (const path of scripts) t.equal(es3Fault(readProjectFile(path)), null, path)
})

t.test('no function in a script is longer than 60 lines', async t => {
  for (const path of scripts) t.strictSame(longFunctions(readProjectFile(path), 60), [], path)
})

t.test('a long function is found, but not the one around the file', async t => {
  const around = (script: string) => `(function (Holdline) {\n${script}\n})(this)`
  const body = (lines: number) => `{\n${'  f()\n'.repeat(lines)}}`
  const long = body(59)
  t.strictSame(longFunctions(around(`function a () ${long}`), 60), ['a: 61'])
  t.strictSame(longFunctions(around(`Holdline.a = function () ${long}`), 60), ['a: 61'])
  t.strictSame(longFunctions(around(`f({ a: function () ${long} })`), 60), ['a: 61'])
  t.strictSame(longFunctions(around(`function a () ${body(58)}`), 60), [])
  t.strictSame(longFunctions(around('  f()\n'.repeat(99)), 60), [])
})

const TOO_NEW = [
  'let a = 1',
  'const a = 1',
  'var a = () => 1',
  'var a = `text`',
  'var a = { b: 1, }',
  'var a = [1, ]',
  'var a = [1, /* two */ ]',
  'var a = { default: 1 }',
  'promise.catch(f)',
  'map.delete(key)',
  'var class = 1',
  'var a = { get b () { return 1 } }',
  'var a = { b }',
  'for (var a of b) {}',
  'function f (a, ) {}',
  'f(...a)',
  'try { f() } catch { g() }',
  'var a = b?.c',
  'var a = /x/u',
  'var a = /(?<=x)y/',
  'async function f () {}'
]

for (const script of TOO_NEW) {
  t.test(`refused as too new: ${script}`, async t => {
    t.not(es3Fault(script), null)
  })
}

t.test('ES3 is not found too new', async t => {
  t.equal(es3Fault('var a = { "default": [1, [2]] }; map["delete"](key); f(a[0], a[1])'), null)
})

/** A script as browsers get it. */
function served (name: string): string {
  const assets = createAssets(installation().read)
  return String(assets.get(assets.address(name).replace('static/', ''))?.body)
}

t.test('htmx is served as ES5, four declarations apart from the published file', async t => {
  const published = readProjectFile('node_modules/htmx.org/dist/htmx.js')
  t.not(es5Fault(published), null)
  t.equal(es5Fault(served('htmx.js')), null)

  const lines = served('htmx.js').split('\n')
  const changed = published.split('\n').flatMap((line, i) => line === lines[i] ? [] : [[line, lines[i]]])
  t.strictSame(changed.map(([before]) => before?.replace(/\b(let|const) /, 'var ')), changed.map(([, after]) => after))
  t.equal(changed.length, 4)
})

t.test('holdline.js, all scripts in one, is still ES3', async t => {
  const script = served('holdline.js')
  t.ok(script.length > 10_000)
  t.equal(es3Fault(script), null)
})
