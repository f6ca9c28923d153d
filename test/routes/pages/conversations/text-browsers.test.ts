import t, { type Test } from 'tap'
import { wordsIn } from '#test/source/markup.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function stage (t: Test) {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  for (const no of [1, 2]) {
    await w.messenger.messages.send({ senderId: ben.userId, conversationId: id, body: `line ${no}`, clientId: `client-${no}` })
  }
  return { w, id, ana: await new Reader(ana).switchTo('plain') }
}

t.test('U40 the plain list → names without initials, the unread number in words, neighbours apart', async t => {
  const { ana } = await stage(t)
  await ana.open('/conversations/')
  const [row = ''] = /<li id="conversation-[^]*?<\/li>/.exec(ana.text) ?? []
  t.match(wordsIn(row).trim(), /^Ben \d\d:\d\d line 2 \( ?2 new ?\)$/)
  t.match(ana.words, /Show new messages · Wait for new messages\s+The first answers at once, the second when a message arrives/, 'and each explained')
})

t.test('U40 a plain conversation, the newest message on top → no list that counts from 1', async t => {
  const { ana, id } = await stage(t)
  await ana.open(`/conversations/${id}`)
  t.match(ana.text, `<ul id="messages-${id}"`)
  t.notMatch(ana.text, '<ol')
})

t.test('U38 waiting by hand brings nothing → said in a neutral note, not as a success', async t => {
  const { w, ana } = await stage(t)
  await ana.open('/conversations/')
  const [, wait = ''] = /href="([^"]*wait=[^"]*)"/.exec(ana.text) ?? []
  const asked = ana.open(wait.replaceAll('&amp;', '&'))
  const ticking = setInterval(() => w.clock.advance(1_000), 10)
  await asked
  clearInterval(ticking)
  t.match(ana.text, /<p class="note" role="status">[^<]+<\/p>/)
  t.notMatch(ana.text, 'note done')
})
