import t from 'tap'
import { Reader } from '../reader.ts'
import { world } from '#test/world.ts'

t.test('U180 Your data → says how much there is, and leads to both files without script', async t => {
  const w = await world(t)
  const ana = await new Reader(w.as('ana')).open('/settings/')
  t.match(ana.text, 'href="../settings/account"')
  await ana.open('/settings/account')
  t.match(ana.words, '2 chats with 2 messages')
  t.match(ana.text, /<div id="export"[^>]* data-state="none"[^>]* hidden>/)
  for (const [format, begins] of [['html', '<!DOCTYPE html>'], ['jsonl', '{"type":"export"']] as const) {
    t.match(ana.text, `href="../settings/account/export?format=${format}"`)
    const file = await w.as('ana').get(`/settings/account/export?format=${format}`)
    t.ok(file.text.startsWith(begins), format)
    t.match(file.headers['content-disposition'], `.${format}"`)
  }
  await ana.open('/settings/account')
  t.match(ana.words, 'The last export is complete: 2 messages')
  const eve = await new Reader(w.as('eve')).open('/settings/account')
  t.match(eve.words, '0 chats with 0 messages')
})

t.test('U180 an export too many → a page that says when to try again', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  for (let n = 0; n < 10; n++) await ana.get('/settings/account/export')
  const refused = await new Reader(ana).open('/settings/account/export')
  t.match([refused.status, refused.text], [429, /<html/])
})
