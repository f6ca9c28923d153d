import decodeQR from 'qr/decode.js'
import t, { type Test } from 'tap'
import { Reader } from '../reader.ts'
import { world } from '#test/world.ts'

async function linked (t: Test) {
  const w = await world(t)
  const ana = await new Reader(w.as('ana')).open('/settings/sessions')
  await ana.open('/settings/device')
  await ana.send('settings/device')
  const address = /value="([^"]*\/link\/[\w-]{22})"/.exec(ana.text)?.[1] ?? ''
  return { w, ana, address, link: new URL(address).pathname }
}

/** The text of a code that is drawn as one path of squares. */
function readQr (text: string): string {
  const size = Number(/viewBox="0 0 (\d+) \d+" role="img"/.exec(text)?.[1])
  const scale = 4
  const data = new Uint8Array(size * size * scale * scale * 4).fill(255)
  for (const [, x, y] of text.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let n = 0; n < scale * scale; n++) {
      const at = ((Number(y) * scale + Math.floor(n / scale)) * size * scale + Number(x) * scale + n % scale) * 4
      data.fill(0, at, at + 3)
    }
  }
  return decodeQR({ width: size * scale, height: size * scale, data })
}

t.test('U170 a link without script → made, its code reads as its address, used once by a press', async t => {
  const { w, ana, address, link } = await linked(t)
  t.match(ana.words, 'Link created.')
  t.equal(readQr(ana.text), address)
  t.match((await new Reader(await w.another('ana')).open('/settings/device')).words, 'Created in another browser of yours')
  const phone = w.stranger()
  const opened = await new Reader(phone).open(link)
  t.match(opened.words, 'Sign in as Ana')
  t.match(opened.words, 'This signs in as Ana in this browser')
  t.match(opened.words, '@ana')
  for (let n = 0; n < 3; n++) t.equal((await new Reader(w.stranger()).open(link)).status, 200, 'a preview uses nothing up')
  await opened.send(link)
  t.equal(opened.url, '/conversations/')
  t.match((await phone.get('/api/me')).body, { user: { username: 'ana' } })
  const late = await new Reader(w.stranger()).open(link)
  t.match([late.status, late.words], [403, 'This link was used or revoked'])
  t.notMatch((await ana.open('/settings/device')).text, link)
})

t.test('U170 a link used twice at once → one is signed in', async t => {
  const { w, link } = await linked(t)
  const phones = [w.stranger(), w.stranger(), w.stranger()]
  const readers = await Promise.all(phones.map(phone => new Reader(phone).open(link)))
  await Promise.all(readers.map(reader => reader.send(link)))
  const signedIn = await Promise.all(phones.map(async phone => (await phone.get('/api/me')).status))
  t.same(signedIn.sort(), [200, 401, 401])
})

t.test('U170 a link opened by another → says whose place it takes; by its own user, offers nothing', async t => {
  const { w, ana, link } = await linked(t)
  await ana.open(link)
  t.match(ana.words, 'you’re signed in here already')
  t.notOk(ana.forms().some(({ action }) => action.endsWith(link.slice(1))))
  const eve = w.as('eve')
  const reader = await new Reader(eve).open(link)
  t.match(reader.words, 'You’re signed in here as Eve (@eve). That ends when you go on.')
  const { cookie } = eve
  await reader.send(link)
  t.match((await eve.get('/api/me')).body, { user: { username: 'ana' } })
  eve.cookie = cookie
  t.equal((await eve.get('/api/me')).status, 401, 'her session has ended')
})

t.test('U170 a press without this browser’s form token → nobody is signed in, and the link stays', async t => {
  const { w, link } = await linked(t)
  const phone = w.stranger()
  t.equal((await phone.form(link, {})).status, 403)
  t.equal((await phone.get('/api/me')).status, 401)
  t.equal((await new Reader(w.stranger()).open(link)).status, 200)
})

t.test('U170 a link revoked, four hours old, or from before a sign-out elsewhere → signs nobody in', async t => {
  const { w, ana, link } = await linked(t)
  const phone = await new Reader(w.stranger()).open(link)
  await ana.send('/revoke')
  t.match(ana.words, 'Link revoked.')
  await phone.send(link)
  t.match([phone.status, phone.words], [403, 'This link was used or revoked'])
  await ana.send('settings/device')
  const next = /\/link\/[\w-]{22}/.exec(ana.text)?.[0] ?? ''
  t.equal((await new Reader(w.stranger()).open(next)).status, 200)
  await w.another('ana')
  await ana.open('/settings/sessions')
  await ana.send('end-others')
  t.equal((await new Reader(w.stranger()).open(next)).status, 403)
  await ana.open('/settings/device')
  await ana.send('settings/device')
  const last = /\/link\/[\w-]{22}/.exec(ana.text)?.[0] ?? ''
  w.clock.advance(4 * 3_600_000)
  t.equal((await new Reader(w.stranger()).open(last)).status, 403)
})
