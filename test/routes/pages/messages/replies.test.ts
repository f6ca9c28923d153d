import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** Ana has sent ben a message, and reads it without script. */
async function saidToBen (t: Test, body = 'Shall we <meet>?') {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body })
  return { w, ben: new Reader(w.as('ben')), id, no }
}

t.test('Reply on the page of a message → the composer quotes it, and the answer links to it', async t => {
  const { ben, id, no } = await saidToBen(t)
  await ben.open(`/messages/${id}?no=${no}`)
  t.match(ben.text, `href="../conversations/${id}?reply=${no}#composer"`)
  await ben.open(`/conversations/${id}?reply=${no}`)
  t.match(ben.words, 'Reply to Ana Shall we <meet>?')
  t.match(ben.text, `href="../conversations/${id}?reply=0" title="Don’t reply to this message"`)
  await ben.send('/messages', { body: 'At four' })
  t.equal(ben.url, `/conversations/${id}`)
  t.notMatch(ben.words, 'Reply to')
  t.match(ben.text, new RegExp(`<a class="quote" href="../conversations/${id}\\?no=${no}#message-${id}-${no}" data-quotes="${id}-${no}">`))
  await ben.open(`/conversations/${id}?no=${no}`)
  t.match(ben.words, 'Ana Shall we <meet>? At four')
})

t.test('the quoted message is a hundred messages back → its link opens it in its context', async t => {
  const { w, ben, id, no } = await saidToBen(t)
  for (let at = 1; at <= 100; at++) {
    await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: `client-more-${at}`, body: `number ${at}.` })
  }
  await ben.open(`/conversations/${id}?no=${no + 50}`)
  t.match(ben.words, /number 41\. .* number 50\. .* number 79\./)
  t.notMatch(ben.words, /number (?:39|80)\./)
})

t.test('a refused answer → still answers the same message', async t => {
  const { ben, id, no } = await saidToBen(t)
  await ben.open(`/conversations/${id}?reply=${no}`)
  await ben.send('/messages', { body: 'ü'.repeat(8_000) })
  t.equal(ben.status, 413)
  t.match(ben.words, 'Reply to Ana')
  await ben.send('/messages', { draft: 'Save draft', body: 'later' })
  t.match(ben.words, 'Reply to Ana', 'and so does one kept as a draft')
  await ben.send('/messages', { body: 'At four' })
  t.match(ben.text, `data-quotes="${id}-${no}"`)
})

t.test('an answer kept as a draft → quoted wherever its writer opens it, until cancelled or sent', async t => {
  const { w, ben, id, no } = await saidToBen(t)
  await ben.open(`/conversations/${id}?reply=${no}`)
  await ben.send('/messages', { draft: 'Save draft', body: 'At fo' })
  const phone = new Reader(w.as('ben'))
  await phone.open(`/conversations/${id}`)
  t.match(phone.words, 'Reply to Ana')
  const ana = new Reader(w.as('ana'))
  await ana.open(`/conversations/${id}`)
  t.notMatch(ana.words, 'Reply to', 'it is his own')
  await phone.open(`/conversations/${id}?fragment=reply`)
  t.match(phone.words, 'Reply to Ana Shall we <meet>?', 'also for an open page')
  await ana.open(`/conversations/${id}?fragment=reply`)
  t.notMatch(ana.words, 'Reply to')
  t.equal((await new Reader(w.as('eve')).open(`/conversations/${id}?fragment=reply`)).status, 404)
  await phone.open(`/conversations/${id}?reply=0`)
  t.notMatch(phone.words, 'Reply to', 'cancelled')
  await phone.send('/messages', { draft: 'Save draft', body: 'At fo' })
  await ben.open(`/conversations/${id}`)
  t.notMatch(ben.words, 'Reply to', 'and kept without it')
  await ben.open(`/conversations/${id}?reply=${no}`)
  await ben.send('/messages', { draft: 'Save draft', body: 'At fo' })
  await phone.open(`/conversations/${id}`)
  await phone.send('/messages', { body: 'At four' })
  t.match(phone.text, `data-quotes="${id}-${no}"`)
  await ben.open(`/conversations/${id}`)
  t.notMatch(ben.words, 'Reply to', 'sent')
  await ben.open(`/conversations/${id}?reply=${no}`)
  await ben.send('/messages', { draft: 'Save draft', body: 'At fo' })
  await w.messenger.messages.recall(w.as('ana').userId, id, no)
  await ben.open(`/conversations/${id}`)
  t.notMatch(ben.words, 'Reply to', 'nothing to answer any more')
})

t.test('a bounced answer is retried once they are contacts → still answers', async t => {
  const { w, ben, id, no } = await saidToBen(t)
  const { contacts } = w.messenger
  await contacts.block(w.as('ana').userId, 'ben')
  await ben.open(`/conversations/${id}?reply=${no}`)
  await ben.send('/messages', { body: 'At four' })
  await contacts.unblock(w.as('ana').userId, 'ben')
  const { id: request } = await contacts.ask(w.as('ben').userId, 'ana', '')
  await contacts.accept(w.as('ana').userId, request)
  await ben.open(`/conversations/${id}`)
  const { action, hidden } = ben.forms().find(({ hidden }) => hidden['act'] === 'retry') ?? { action: '', hidden: {} }
  t.match(hidden, { reply_to: String(no), body: 'At four' })
  await ben.post(action, hidden)
  t.match((await w.messenger.messages.history(w.as('ben').userId, id, { limit: 1 })).messages, [{ body: 'At four', replyTo: { no } }])
})

t.test('nothing to answer: a line of the server, a recalled message, any number → no quote', async t => {
  const { w, ben, id, no } = await saidToBen(t)
  await w.messenger.messages.recall(w.as('ana').userId, id, no)
  for (const reply of [1, no, 99, 0]) {
    await ben.open(`/conversations/${id}?reply=${reply}`)
    t.equal(ben.status, 200)
    t.notMatch(ben.words, 'Reply to')
  }
  await ben.open(`/messages/${id}?no=${no}`)
  t.notMatch(ben.text, 'reply=')
  const eve = new Reader(w.as('eve'))
  t.equal((await eve.open(`/conversations/${id}?reply=${no}`)).status, 404)
})

t.test('edit and recall of a quoted message → its quotes on open pages follow', async t => {
  const { w, ben, id, no } = await saidToBen(t)
  const { messages } = w.messenger
  await ben.open(`/conversations/${id}`)
  await ben.send('/messages', { body: 'At four' })
  const { body: { cursor } } = await w.as('ben').poll({ hold: 0 })
  await messages.edit(w.as('ana').userId, id, no, 'Shall we "meet" today?')
  await messages.recall(w.as('ana').userId, id, no)
  const edited = String((await w.as('ben').poll({ cursor, hold: 0, view: 'html', lang: 'en' })).body['html'])
  t.match(edited, `data-how="quote" data-target="${id}-${no}"><p>Message recalled</p>`)
  t.notMatch(edited, 'Shall we', 'what was recalled is in no patch')
})
