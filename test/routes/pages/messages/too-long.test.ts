import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

const LONG = '这'.repeat(30_000)

async function written (t: Parameters<typeof world>[0]) {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  await ana.open(`/conversations/${id}`)
  return { w, ana, id }
}

t.test('U7 without script a text of any length → back in the box whole, with numbers', async t => {
  const { ana } = await written(t)
  t.notMatch(ana.text, /<textarea[^>]*maxlength/, 'the browser cuts nothing')
  await ana.send('/messages', { body: '这'.repeat(3_040) })
  t.equal(ana.status, 413)
  t.match(ana.words, 'Too long: 9,120 of at most 8,192 bytes (about 310 characters too many).')
  await ana.send('/messages', { body: LONG })
  t.match(ana.text, `\n${LONG}</textarea>`)
})

t.test('U7 an edit that is too long → the same, on the page of its message', async t => {
  const { w, ana, id } = await written(t)
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body: 'hi' })
  await ana.open(`/messages/${id}?no=${no}`)
  t.notMatch(ana.text, /<textarea[^>]*maxlength/)
  await ana.send('/edit', { body: LONG })
  t.match(ana.words, 'Too long: 90,000 of at most 8,192 bytes')
  t.match(ana.text, `\n${LONG}</textarea>`)
})

t.test('U7 a draft that is too long to be kept → back in the box, not cut', async t => {
  const { ana } = await written(t)
  await ana.send('/messages', { body: LONG, draft: 'Keep as draft' })
  t.equal(ana.status, 413)
  t.match(ana.text, `\n${LONG}</textarea>`)
})
