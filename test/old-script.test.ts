import t from 'tap'
import { createAssets } from '#server/assets/assets.ts'
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

const assets = createAssets(installation())

function fileOf (name: string) {
  return assets.get(assets.address(name).replace('static/', ''))
}

t.test('htmx is made ES5 by four declarations, short by an indirect eval, ready at once', async t => {
  const published = readProjectFile('node_modules/htmx.org/dist/htmx.js')
  const source = String(fileOf('htmx.js')?.body)
  t.not(es5Fault(published), null)
  t.equal(es5Fault(source), null)

  const lines = source.split('\n')
  const changed = published.split('\n').flatMap((line, i) => line === lines[i] ? [] : [[line, lines[i]]])
  const adapted = changed.map(([before]) => before?.replace(/\b(let|const) /, 'var ').replace('return eval(', 'return (0, eval)(').replace('isReady = false', 'isReady = true'))
  t.strictSame(adapted, changed.map(([, after]) => after))
  t.equal(changed.length, 6)
})

t.test('minified, htmx is still ES5, and our scripts are still ES3', async t => {
  for (const name of ['holdline.js', 'later.js', 'front.js', 'start.js', 'connection-test.js']) {
    const script = String(await fileOf(name)?.content('identity'))
    t.ok(script.length > 500 && script.length < (fileOf(name)?.body.length ?? 0) * 0.8, name)
    t.equal(es3Fault(script), null, name)
    // Before the first file it would make all of them strict.
    t.notMatch(script, /^["']use strict/, name)
  }
  for (const name of ['texts-en.js', 'texts-zh.js', 'files-en.js', 'files-zh.js']) t.equal(es3Fault(String(await fileOf(name)?.content('identity'))), null, name)
  t.equal(es5Fault(String(await fileOf('htmx.js')?.content('identity'))), null)
})
