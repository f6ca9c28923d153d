import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('without script the page explains the setting and links to the connection test', async t => {
  const w = await world(t, { config: { hold: 55 } })
  const ana = await new Reader(w.as('ana')).open('/settings/')
  await ana.open('connection')
  t.match(ana.words, 'Without scripts, a page waits 15 s at most')
  t.match(ana.text, /<p class="note plain-only">/)
  t.match(ana.text, /<div id="ladder" class="live-only" data-most="55" data-quiet="Working normally\."[^]*id="ladder-asked" [^>]*data-asked="Each request[^"]*\{asked\} s[^"]*\{most\} s/,
    'the script gets its sentences, and the most that the server grants')
  t.match(ana.text, 'href="../connection/"')
  await ana.open('../connection/')
  t.equal(ana.status, 200)
})

t.test('a visitor who is not signed in has no such page', async t => {
  const w = await world(t)
  const eve = await new Reader(w.stranger()).open('/settings/connection')
  t.match(eve.url, /^\/signin/)
})
