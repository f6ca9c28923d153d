import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { createAssets } from '#server/assets.ts'
import { installation } from '#server/installation.ts'
import { world } from '#test/world.ts'

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

t.test('a page loads nothing from other sites, and runs no inline script', async t => {
  const w = await world(t)
  for (const answer of [await w.stranger().get('/signin'), await w.as('ana').get('/conversations/'), await w.as('ana').get('/settings/privacy')]) {
    t.strictSame(answer.text.match(/(?:src|href|action)="(?:https?:)?\/\/[^"]*"/g), null)
    t.strictSame(answer.text.match(/<script(?![^>]* src=)|<style|\sstyle="|\son\w+="/g), null)
    t.match(answer.headers['content-security-policy'], 'script-src \'self\'')
    t.equal(answer.headers['cache-control'], 'no-store, private')
  }
})

t.test('a browser that accepts gzip gets fewer bytes of the same content', async t => {
  const assets = createAssets(installation().read)
  const asset = assets.get(assets.address('holdline.css').slice('static/'.length))
  t.ok(asset?.gzipped != null && asset.gzipped.length < asset.body.length / 2)
  t.same(gunzipSync(asset?.gzipped ?? ''), asset?.body)
  const stranger = (await world(t)).stranger()
  const plain = await stranger.get(`/${assets.address('holdline.css')}`)
  t.equal(plain.headers['content-encoding'], undefined)
  const packed = await stranger.get(`/${assets.address('holdline.css')}`, { 'accept-encoding': 'br, gzip' })
  t.equal(packed.headers['content-encoding'], 'gzip')
})

t.test('style sheets find their fonts beside them', async t => {
  const assets = createAssets(installation().read)
  const sheet = String(assets.get(assets.address('holdline.css').slice('static/'.length))?.body)
  const named = [...sheet.matchAll(/url\(([^)]+)\)/g)].map(match => match[1] ?? '')
  t.ok(named.length >= 2)
  for (const name of named) t.ok(assets.get(name), name)
})

t.test('no other file is served, whatever the address', async t => {
  const stranger = (await world(t)).stranger()
  for (const address of ['/static/holdline.css', '/static/../package.json', '/static/%2e%2e%2fpackage.json', '/static/']) {
    t.equal((await stranger.get(address)).status, 404, address)
  }
  t.throws(() => createAssets(installation().read).address('nothing.css'))
  t.equal((await stranger.get('/favicon.ico')).headers['content-type'], 'image/png')
})
