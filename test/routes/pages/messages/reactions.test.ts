import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** Ana has sent ben a message, and both read without script. */
async function saidToBen (t: Test) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  const [ana, ben] = [await new Reader(w.as('ana')).switchTo('plain'), await new Reader(w.as('ben')).switchTo('plain')]
  return { w, ana, ben, id, no, page: `/messages/${id}?no=${no}` }
}

t.test('a button on the page of a message → reacts; pressed again → takes it back', async t => {
  const { ana, ben, page, id } = await saidToBen(t)
  await ben.open(page)
  t.match(ben.text, 'name="on" value="👍" aria-pressed="false"')
  await ben.send('/react', { on: '👍' })
  t.match(ben.url, `/conversations/${id}`)
  t.match(ben.words, 'Cake! More 👍 1')
  await ana.open(page)
  await ana.send('/react', { on: ' 🐝 ' })
  await ana.open(page)
  t.match(ana.words, /Reactions 🐝 You 👍 Ben/)
  t.match(ana.text, 'name="off" value="🐝" aria-pressed="true"', 'one’s own, whichever it is, can be taken back')
  await ana.send('/react', { off: '🐝' })
  t.notMatch(ana.words, '🐝')
})

t.test('a word for a reaction → refused with the reason, on the page of the message', async t => {
  const { ben, page } = await saidToBen(t)
  await ben.open(page)
  await ben.send('/react', { on: 'nice' })
  t.equal(ben.status, 400)
  t.match(ben.words, 'A reaction is a single emoji.')
  t.match(ben.words, 'Cake!')
})

t.test('a recalled message and a line of the server → no way to react', async t => {
  const { w, ben, id, no, page } = await saidToBen(t)
  await w.messenger.reactions.react(w.as('ben').userId, id, no, '👍', true)
  await ben.open(`/messages/${id}?no=1`)
  t.notMatch(ben.text, '/react"')
  await w.messenger.messages.recall(w.as('ana').userId, id, no)
  await ben.open(page)
  t.notMatch(ben.text, '/react"')
  await ben.open(`/conversations/${id}`)
  t.notMatch(ben.words, '👍')
})

t.test('eve → cannot react by a form', async t => {
  const { w, ben, id, no, page } = await saidToBen(t)
  await ben.open(page)
  const eve = await new Reader(w.as('eve')).open('/conversations/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  await eve.post(`/conversations/${id}/messages/${no}/react`, { form_token: token, on: '👍' })
  t.equal(eve.status, 404)
})
