import t from 'tap'
import { createAssets } from '#server/assets.ts'
import { es3Fault, es5Fault } from './support/source/old-syntax.ts'
import { projectFiles, readProjectFile } from './support/source/project.ts'

const scripts = projectFiles('.js').filter(path => path.startsWith('public/'))

t.test('every script of ours is one that a browser of 2011 parses', async t => {
  t.ok(scripts.length > 0, 'there are scripts to look at')
  for (const path of scripts) t.equal(es3Fault(readProjectFile(path)), null, path)
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
  t.test(`this is found too new: ${script}`, async t => {
    t.not(es3Fault(script), null)
  })
}

t.test('what every browser parses is not found too new', async t => {
  t.equal(es3Fault('var a = { "default": [1, [2]] }; map["delete"](key); f(a[0], a[1])'), null)
})

/** A script as browsers get it. */
function served (name: string): string {
  const assets = createAssets()
  return String(assets.get(assets.address(name).replace('static/', ''))?.body)
}

t.test('htmx is served as ES5, which it is not when it is published, four words apart', async t => {
  const published = readProjectFile('node_modules/htmx.org/dist/htmx.js')
  t.not(es5Fault(published), null)
  t.equal(es5Fault(served('htmx.js')), null)

  const lines = served('htmx.js').split('\n')
  const changed = published.split('\n').flatMap((line, i) => line === lines[i] ? [] : [[line, lines[i]]])
  t.strictSame(changed.map(([before]) => before?.replace(/\b(let|const) /, 'var ')), changed.map(([, after]) => after))
  t.equal(changed.length, 4)
})

t.test('our scripts are still what old browsers parse when they are served as one', async t => {
  const script = served('holdline.js')
  t.ok(script.length > 10_000)
  t.equal(es3Fault(script), null)
})
