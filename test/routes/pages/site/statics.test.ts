import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import type { Coding } from '#plugins/statics.ts'
import { createAssets } from '#server/assets/assets.ts'
import { installation } from '#server/installation.ts'
import { readProjectFile } from '#test/source/project.ts'
import { world } from '#test/world.ts'
import { filesOf } from '../../../../bench/load/figures/pages.ts'

t.test('an address carries its content’s hash and may be cached for ever', async t => {
  const stranger = (await world(t)).stranger()
  const { text } = await stranger.get('/signin')
  const addresses = [...text.matchAll(/(?:href|src)="\.\/(static\/[^"]+)"/g)].map(match => `/${match[1]}`)
  t.ok(addresses.length >= 5)
  for (const address of addresses) {
    const answer = await stranger.get(address)
    t.equal(answer.status, 200, address)
    t.match(answer.headers['cache-control'], 'immutable')
    t.match(address, /\.[0-9a-f]{12}\.\w+$/)
  }
})

/** The most that a first visit may load besides the page, by gzip. */
const FIRST_VISIT_BYTES = 50 * 1024

t.test('a first visit -> loads 50 KiB at most, and neither htmx nor the scripts of the live page', async t => {
  const w = await world(t)
  const { text } = await w.stranger().get('/signin')
  const loaded = new Set([...text.matchAll(/<(?:link[^>]* rel="(?:stylesheet|preload|icon)"|link rel="(?:stylesheet|preload)"|link id="favicon"|script)[^>]*? (?:href|src)="\.\/(static\/[^"]+)"/g)]
    .map(([, address]) => `/${address}`))
  t.ok(loaded.size >= 4, [...loaded].join(' '))
  t.notMatch([...loaded].join(' '), /htmx|holdline\.\w+\.js/)
  let bytes = 0
  for (const address of loaded) {
    const { headers } = await w.stranger().get(address, { 'accept-encoding': 'gzip' })
    bytes += Number(headers['content-length'])
  }
  t.ok(bytes > 10_000 && bytes < FIRST_VISIT_BYTES, `${bytes} bytes`)
  t.match((await w.as('ana').get('/conversations/')).text, /static\/holdline\.\w+\.js[^]*htmx/)
})

t.test('the first page of the app -> loads 50 KiB at most; what few need at once comes later', async t => {
  const ana = (await world(t)).as('ana')
  const { text } = await ana.get('/conversations/')
  const loaded = filesOf(text).filter(address => !address.endsWith('.woff2'))
  t.ok(loaded.length >= 5, loaded.join(' '))
  t.notMatch(loaded.join(' '), /htmx|later|picker/)
  let bytes = 0
  for (const address of loaded) {
    const { headers } = await ana.get(address.replace('../', '/'), { 'accept-encoding': 'br, gzip' })
    bytes += Number(headers['content-length']) + Object.entries(headers).join('\r\n').length
  }
  t.ok(bytes > 30_000 && bytes < FIRST_VISIT_BYTES, `${bytes} bytes`)
  for (const name of ['later', 'htmx']) {
    const [, address = ''] = new RegExp(`data-${name}="\\.\\./([^"]+)"`).exec(text) ?? []
    t.equal((await ana.get(`/${address}`)).status, 200, name)
  }
})

t.test('a page loads nothing from other sites, and runs no inline script', async t => {
  const w = await world(t)
  for (const answer of [await w.stranger().get('/signin'), await w.as('ana').get('/conversations/'), await w.as('ana').get('/settings/privacy')]) {
    t.strictSame(answer.text.match(/(?:src|href|action)="(?:https?:)?\/\/[^"]*"/g), null)
    t.strictSame(answer.text.match(/<script(?![^>]* src=)|<style|\sstyle="|\son\w+="/g), null)
    t.match(answer.headers['content-security-policy'], 'script-src \'self\'')
    t.equal(answer.headers['cache-control'], 'no-store, private')
  }
})

/** The coding that each Accept-Encoding gets. */
const CODINGS = { '': undefined, deflate: undefined, 'gzip, deflate': 'gzip', 'gzip, deflate, br': 'br', 'br;q=0, gzip': 'gzip' }

t.test('a browser that accepts compression gets fewer bytes of the same content', async t => {
  const assets = createAssets(installation())
  const stranger = (await world(t)).stranger()
  for (const name of ['holdline.css', 'holdline.js', 'frame.css']) {
    const asset = assets.get(assets.address(name).slice('static/'.length))
    const as = async (coding: Coding) => await asset?.content(coding) ?? Buffer.from('')
    const [plain, gzipped, brotli] = [await as('identity'), await as('gzip'), await as('br')]
    t.ok(gzipped.length < plain.length * 0.6 && brotli.length < gzipped.length, name)
    t.same([gunzipSync(gzipped), brotliDecompressSync(brotli)], [plain, plain], name)
    for (const [accepted, coding] of Object.entries(CODINGS)) {
      const answer = await stranger.get(`/${assets.address(name)}`, { 'accept-encoding': accepted })
      t.equal(answer.headers['content-encoding'], coding, `${name} ${accepted}`)
      t.equal(answer.headers['vary'], 'accept-encoding', name)
    }
  }
})

t.test('the script that finds out whether compressed files can be read is none', async t => {
  const assets = createAssets(installation())
  const answer = await (await world(t)).stranger().get(`/${assets.address('start.js')}`, { 'accept-encoding': 'gzip, deflate, br' })
  t.equal(answer.headers['content-encoding'], undefined)
  t.ok(answer.text.length < 1460, 'it fits into one packet')
})

t.test('scripts and style sheets are minified, and a map leads each line back to its file', async t => {
  const assets = createAssets(installation())
  const made = await assets.made()
  for (const name of ['holdline.js', 'front.js', 'htmx.js', 'start.js', 'connection-test.js', 'holdline.css', 'frame.css']) {
    const readable = assets.get(assets.address(name).slice('static/'.length))?.body.length ?? 0
    t.ok(readable > 0 && (made.get(name)?.length ?? Infinity) < readable * 0.8, name)
    t.equal(/^ {2}/m.test(String(made.get(name))), false, name)
  }
  const [, file = ''] = /\n\/\/# sourceMappingURL=(.+)\n$/.exec(String(made.get('holdline.js'))) ?? []
  t.same(await assets.get(file)?.content('identity'), made.get('holdline.js.map'))
  const { sections } = JSON.parse(String(made.get('holdline.js.map'))) as IndexMap
  const paths = JSON.parse(readProjectFile('public/scripts.json')) as string[]
  t.same(sections.map(({ map }) => map.sources), paths.map(path => [`public/${path}`]))
  t.same(sections.map(({ map }) => map.sourcesContent), paths.map(path => [readProjectFile(`public/${path}`)]))
  const lines = String(made.get('holdline.js')).split('\n')
  t.same(sections.map(({ offset }) => offset.column), paths.map(() => 0))
  for (const { offset } of sections) t.match(lines[offset.line], /^\(function\(/)
  t.equal(new Set(sections.map(({ offset }) => offset.line)).size, paths.length)
})

interface IndexMap {
  readonly sections: ReadonlyArray<{ offset: { line: number, column: number }, map: { sources: string[], sourcesContent: string[] } }>
}

t.test('scripts made at build are served as they are, and not made again', async t => {
  const { read } = installation()
  const assets = createAssets({ read, made: name => name === 'holdline.css' ? null : Buffer.from(`made ${name}`) })
  const served = async (name: string) => String(await assets.get(assets.address(name).slice('static/'.length))?.content('identity'))
  t.equal(await served('holdline.js'), 'made holdline.js')
  t.equal(await served('holdline.js.map'), 'made holdline.js.map')
  t.equal((await served('holdline.css')).includes('@media(prefers-color-scheme:dark){'), true)
})

t.test('the addresses change with the minifier', async t => {
  const { dependencies } = JSON.parse(readProjectFile('package.json')) as { dependencies: Record<string, string> }
  t.match(readProjectFile('src/server/assets/assets.ts'), `const RECIPE = 'esbuild ${dependencies['esbuild']}'`)
})

t.test('style sheets find their fonts beside them', async t => {
  const assets = createAssets(installation())
  const sheet = String(await assets.get(assets.address('holdline.css').slice('static/'.length))?.content('identity'))
  const named = [...sheet.matchAll(/url\(([^)]+)\)/g)].map(match => match[1] ?? '')
  t.ok(named.length >= 2)
  for (const name of named) t.ok(assets.get(name), name)
})

t.test('no other file is served, whatever the address', async t => {
  const stranger = (await world(t)).stranger()
  for (const address of ['/static/holdline.css', '/static/../package.json', '/static/%2e%2e%2fpackage.json', '/static/']) {
    t.equal((await stranger.get(address)).status, 404, address)
  }
  t.throws(() => createAssets(installation()).address('nothing.css'))
  t.equal((await stranger.get('/favicon.ico')).headers['content-type'], 'image/png')
})
