import t from 'tap'
import { Reader } from '../reader.ts'
import { PASSWORD, world } from '#test/world.ts'

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

t.test('U181 deleting without script → says what will happen, asks for the password, and signs out', async t => {
  const w = await world(t)
  const ben = await new Reader(w.as('ben')).open('/settings/account')
  t.match(ben.words, 'For 7 days nothing else happens')
  t.match(ben.words, 'username @ben is never given to anyone again')
  t.match(ben.words, 'stay with the people who got them, from “Former user”')
  await ben.send('settings/account/delete', { password: 'wrong horse' })
  t.match([ben.status, ben.words], [401, 'The current password is wrong.'])
  t.match(ben.text, /<details class="dangers" open>/)
  await ben.send('settings/account/delete', { password: PASSWORD })
  t.match([ben.url, ben.words], ['/signin?done=leaving', 'Your account will be deleted in 7 days.'])
  t.equal((await w.as('ben').get('/api/me')).status, 401)
})

t.test('U181 signing in within the grace → a page that says it is kept, and from when', async t => {
  const w = await world(t)
  await w.people.accounts.change(w.as('ben').userId, { language: 'en', timeZone: 'Europe/Berlin' })
  const ben = await new Reader(w.as('ben')).open('/settings/account')
  await ben.send('settings/account/delete', { password: PASSWORD })
  w.clock.advance(3 * 24 * 3_600_000)
  const again = await new Reader(w.stranger()).open('/signin?back=settings%2Flook')
  await again.send('signin', { username: 'ben', password: PASSWORD })
  t.match(again.url, /^\/kept\?from=\d+$/)
  t.match(again.words, /It was to be deleted on \w+day,? \d+ \w+ \d{4} at \d\d:\d\d/)
  await again.open('/settings/account')
  await again.send('settings/account/delete', { password: 'wrong horse' })
  t.equal(again.status, 401, 'a wrong password changes nothing')
  w.clock.advance(30 * 24 * 3_600_000)
  await w.people.deletions.run()
  t.ok(await w.people.accounts.byId(w.as('ben').userId), 'kept for good')
  for (const path of ['/kept?from=x', '/kept?from=99999999999999999']) t.equal((await w.as('ana').get(path)).status, 400, path)
  t.equal((await w.stranger().get('/kept?from=1')).status, 303)
})

t.test('U181 the form pressed twice, or sent again after an undo → one deletion, and none', async t => {
  const w = await world(t)
  const person = w.as('ben')
  const ben = await new Reader(person).open('/settings/account')
  const [form] = ben.forms().filter(({ action }) => action.endsWith('settings/account/delete'))
  const fields = { ...form?.hidden, password: PASSWORD }
  const answers = await Promise.all([person.form('/settings/account/delete', fields), person.form('/settings/account/delete', fields)])
  t.ok(answers.every(({ status }) => status === 303))
  const deletesAt = (await w.people.accounts.byId(person.userId)).deletesAt
  t.type(deletesAt, 'number')
  const back = w.stranger()
  await back.post('/api/login', { username: 'ben', password: PASSWORD })
  const replayed = await back.form('/settings/account/delete', fields)
  t.notMatch(replayed.headers['location'], 'leaving')
  t.equal((await w.people.accounts.byId(person.userId)).deletesAt, null)
})

t.test('U181 the only admin → told so in the form; the site’s policy is the admin’s to choose', async t => {
  const w = await world(t)
  await w.people.accounts.setAdmin('ana', true)
  const ana = await new Reader(w.as('ana')).open('/settings/account')
  await ana.send('settings/account/delete', { password: PASSWORD })
  t.match([ana.status, ana.words], [409, 'You’re the only administrator of this site.'])
  await ana.open('/admin/site')
  t.match(ana.words, 'Messages of people who delete their account')
  await ana.send('admin/site', { site_name: 'Tea House', sign_up: 'open', language: 'en', time_zone: 'UTC', former_messages: 'recall' })
  t.equal(w.people.site.get().formerMessages, 'recall')
  await ana.open('/settings/account')
  t.match(ana.words, 'Messages that you sent are recalled, all of them, for everyone.')
})
