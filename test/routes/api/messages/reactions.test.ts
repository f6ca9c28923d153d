import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

async function talk (t: Test) {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  const path = `/api/conversations/${id}/messages/${no}/reactions`
  return { w, ana, ben, eve, id, no, path, to: (emoji: string) => `${path}/${encodeURIComponent(emoji)}` }
}

t.test('PUT and DELETE of a reaction → the message as the caller sees it; GET → whose they are', async t => {
  const { ana, ben, path, no, to } = await talk(t)
  t.match(await ben.put(to('👍')), { status: 200, body: { message: { no, reactions: [{ emoji: '👍', count: 1, mine: true }] } } })
  t.match(await ana.put(to('👍')), { status: 200, body: { message: { reactions: [{ count: 2 }] } } })
  t.match((await ana.get(path)).body, { reactors: [{ emoji: '👍', user: { username: 'ana' } }, { user: { username: 'ben' } }], more: false, next: null })
  t.match(await ana.delete(to('👍')), { status: 200, body: { message: { reactions: [{ count: 1, mine: false }] } } })
  t.match(await ana.post(`${to('👍')}?method=PUT`), { status: 200, body: { message: { reactions: [{ count: 2 }] } } }, 'where only POST passes')
})

t.test('any single emoji is a reaction, in one spelling; any other text is refused', async t => {
  const { ben, to, no } = await talk(t)
  for (const emoji of ['❤️', '👩🏻‍❤️‍💋‍👨🏿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇵🇹', '7️⃣', '🤷🏽‍♀️']) t.equal((await ben.put(to(emoji))).status, 200, emoji)
  t.match(await ben.put(to('❤')), { status: 200, body: { message: { no, reactions: [{ emoji: '❤️', count: 1 }] } } })
  for (const text of ['a', 'ok', '👍👍', '👍 ', '7', '<b>', '👍\u0000', '\u200d', '🏻👍']) {
    t.match(await ben.put(to(text)), { status: 400, body: { code: 'INVALID' } }, JSON.stringify(text))
  }
})

t.test('a thousand reactions → twenty kinds, the others refused with the number', async t => {
  const { ben, to, path } = await talk(t)
  const statuses = []
  for (let at = 0; at < 25; at++) statuses.push((await ben.put(to(String.fromCodePoint(0x1f600 + at)))).status)
  t.same(statuses, [...Array(20).fill(200), ...Array(5).fill(429)])
  t.match(await ben.put(to('🙏')), { body: { code: 'TOO_MANY', reason: 'reaction-kinds' } })
  t.equal(((await ben.get(`${path}?limit=200`)).body['reactors'] as []).length, 20)
})

t.test('eve → can neither react nor see who did', async t => {
  const { eve, path, to } = await talk(t)
  t.same([(await eve.put(to('👍'))).status, (await eve.delete(to('👍'))).status, (await eve.get(path)).status], [404, 404, 404])
})

t.test('a reaction → polls tell it without mine, from memory and from the ledger', async t => {
  const { w, ana, ben, no, id, to } = await talk(t)
  const { body: { cursor } } = await ana.poll({ hold: 0 })
  await ben.put(to('👍'))
  const told = { seq: Number, type: 'reaction', conversationId: id, no, emoji: '👍', by: { username: 'ben' }, on: true, count: 1, at: Number }
  const { body } = await ana.poll({ cursor, hold: 0 })
  t.match(body, { events: [told] })
  t.notMatch(JSON.stringify(body), 'mine')
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  t.same((await ana.poll({ cursor, hold: 0 })).body['events'], body['events'])
  t.match((await ana.poll({ cursor, hold: 0, view: 'html', lang: 'en' })).body['html'],
    /data-how="reaction" data-target="message-[^"]+"><p class="reactions" data-message="[^"]+"><a class="reaction"[^>]* data-count="1">/)
})
