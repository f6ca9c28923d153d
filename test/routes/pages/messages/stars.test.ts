import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** Ana has sent ben a message, and both read without script. */
async function saidToBen (t: Test) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body: 'The *code* is 7' })
  const [ana, ben] = [await new Reader(w.as('ana')).switchTo('plain'), await new Reader(w.as('ben')).switchTo('plain')]
  return { w, ana, ben, id, no, page: `/messages/${id}?no=${no}` }
}

t.test('U191 a button on the page of a message → a star in it, and a row in the list, for oneself', async t => {
  const { ana, ben, id, page } = await saidToBen(t)
  await ben.open(page)
  await ben.send('/star')
  t.match(ben.url, `/conversations/${id}`)
  t.match(ben.words, 'The code is 7 Starred')
  await ben.open('/conversations/')
  t.match(ben.text, 'href="../starred/"', 'the menu of the list leads there')
  await ben.open('/starred/')
  t.match(ben.words, /Ana .*The code is 7 Ana Remove star/)
  await ana.open(`/conversations/${id}`)
  t.notMatch(ana.words, 'Starred')
  await ana.open('/starred/')
  t.match(ana.words, 'No starred messages')
})

t.test('the list → takes stars away; the page of the message too; a recall empties it', async t => {
  const { w, ben, id, no, page } = await saidToBen(t)
  const { stars, messages } = w.messenger
  await stars.star(w.as('ben').userId, id, no, true)
  await ben.open('/starred/')
  await ben.send('/unstar')
  t.equal(ben.url, '/starred/')
  t.match(ben.words, 'No starred messages')
  await stars.star(w.as('ben').userId, id, no, true)
  await ben.open(page)
  t.notMatch(ben.text, '/star"')
  await ben.send('/unstar')
  t.notMatch(ben.words, 'Starred')
  await stars.star(w.as('ben').userId, id, no, true)
  await messages.recall(w.as('ana').userId, id, no)
  await ben.open('/starred/')
  t.match(ben.words, 'No starred messages')
  await ben.open(page)
  t.notMatch(ben.text, /\/(un)?star"/)
})

t.test('a group that was left, or in which only admins write → its messages can be starred', async t => {
  const { w, ben } = await saidToBen(t)
  const { conversations, groups, messages } = w.messenger
  const { id } = (await conversations.group(w.as('ana').userId, 'Tea', ['ben', 'cho'])).conversation
  const { message: { no } } = await messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-2', body: 'Rules' })
  await groups.change(w.as('ana').userId, id, { quiet: true })
  await ben.open(`/messages/${id}?no=${no}`)
  t.match(ben.text, '/star"')
  await groups.leave(w.as('ben').userId, id)
  await ben.open(`/messages/${id}?no=${no}`)
  await ben.send('/star')
  await ben.open('/starred/')
  t.match(ben.words, /Rules Tea/)
})

t.test('eve → cannot star by a form', async t => {
  const { w, id, no } = await saidToBen(t)
  const eve = await new Reader(w.as('eve')).open('/conversations/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  await eve.post(`/conversations/${id}/messages/${no}/star`, { form_token: token })
  t.equal(eve.status, 404)
})
