import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** Ana opens pages; ben has said `said` messages to her, after ten of hers. */
async function withUnread (t: Test, said: number, mode: 'live' | 'plain' = 'live') {
  const w = await world(t)
  const reader = new Reader(w.as('ana'))
  if (mode === 'plain') await reader.switchTo('plain')
  await reader.open('/contacts/ben')
  await reader.send('conversations/')
  const address = reader.url.split('?')[0] ?? ''
  const id = address.split('/').at(-1) ?? ''
  const say = async (name: 'ana' | 'ben', body: string) => {
    w.clock.advance(1_000)
    const { message } = await w.messenger.messages.send({ senderId: w.as(name).userId, conversationId: id, clientId: `client-${body}`, body })
    return message.no
  }
  for (let i = 1; i <= 10; i++) await say('ana', `mine-${i}`)
  const first = await say('ben', 'new-1')
  for (let i = 2; i <= said; i++) await say('ben', `new-${i}`)
  return {
    ana: reader,
    ben: w.as('ben'),
    messages: w.messenger.messages,
    address,
    id,
    first,
    say,
    shown: () => [...reader.text.matchAll(/data-no="(\d+)"/g)].map(match => Number(match[1])),
    unread: async () => (await w.messenger.conversations.one(w.as('ana').userId, id)).unread
  }
}

t.test('U1 134 unread → the stretch around the first, with divider, number and a way on', async t => {
  const { ana, address, first, shown, unread } = await withUnread(t, 134)
  await ana.open(address)
  t.strictSame([shown()[0], shown().at(-1)], [first - 10, first + 29])
  t.match(ana.text, new RegExp(`<li id="divider" class="divider"><p><span>134 new messages</span>[^]*?</li><li id="message-[^"]*-${first}"`))
  t.match(ana.text, 'id="stretch-')
  t.match(ana.text, new RegExp(`<li id="newer" class="newer" data-beyond="104" data-to="${first + 133}"><a [^>]*after=${first + 29}"`))
  t.equal(await unread(), 134, 'opening alone reads nothing')

  await ana.open(`${address}?after=${first + 29}`)
  t.strictSame([shown()[0], shown().length], [first + 30, 40])
  t.notMatch(ana.text, 'id="divider"')
  await ana.open(`${address}?at=end`)
  t.equal(shown().at(-1), first + 133)
  t.match(ana.text, 'id="messages-')
  t.match(ana.text, 'name="read_no" value="0"', 'an answer here does not mark the earlier ones')
})

t.test('U1 twenty unread → the newest forty, with the divider among them', async t => {
  const { ana, address, first, shown } = await withUnread(t, 20)
  await ana.open(address)
  t.equal(shown().at(-1), first + 19)
  t.match(ana.text, '<span>20 new messages</span>')
  t.match(ana.text, 'id="messages-')
})

t.test('U1 a thousand unread → the number is told as 999+', async t => {
  const { ana, address } = await withUnread(t, 1_000)
  await ana.open(address)
  t.match(ana.text, '<span>999+ new messages</span>')
})

t.test('U1 a fragment of newer messages → no divider; the last one has a cursor', async t => {
  const { ana, address, first, shown } = await withUnread(t, 50)
  await ana.open(`${address}?after=${first + 4}&fragment=1`)
  t.strictSame([shown()[0], shown().length], [first + 5, 40])
  t.match(ana.text, 'id="newer" class="newer" data-beyond="5"')
  await ana.open(`${address}?after=${first + 44}&fragment=1`)
  t.equal(shown().length, 5)
  t.match(ana.text, /<li id="reached" hidden data-cursor="[^"]+" data-seq="\d+">/)
  t.notMatch(ana.text, /id="(?:newer|divider)"/)
})

t.test('U1 recalled messages before the first unread → the divider stands below them', async t => {
  const { ana, ben, address, id, first, messages } = await withUnread(t, 60)
  for (let i = 0; i < 3; i++) await messages.recall(ben.userId, id, first + i)
  await ana.open(address)
  t.match(ana.text, new RegExp(`<span>57 new messages</span>[^]*?</li><li id="message-[^"]*-${first + 3}"`))
})

t.test('U14 the first message of a stretch and the first below the divider have name and time', async t => {
  const { ana, address, first } = await withUnread(t, 134)
  await ana.open(address)
  const classOf = (no: number) => new RegExp(`-${no}" data-no[^>]* class="([^"]*)"`).exec(ana.text)?.[1]
  t.equal(classOf(first), 'message theirs first')
  t.equal(classOf(first + 1), 'message theirs continued')
  t.equal(classOf(first - 10), 'message mine first')
  await ana.open(`${address}?after=${first + 29}`)
  t.equal(classOf(first + 30), 'message theirs first')
})

t.test('U27 in the plain version “Show new messages” marks as read what the page before showed', async t => {
  const { ana, address, say, unread } = await withUnread(t, 3, 'plain')
  await ana.open(address)
  t.equal(await unread(), 3)
  const again = /href="([^"]*\?new=[^"&]*)"/.exec(ana.text)?.[1] ?? ''
  await say('ben', 'later')
  await ana.open(again)
  t.equal(await unread(), 1, 'and not what came since')
  t.match(ana.words, '1 new message · Mark as read')
  await ana.open(again)
  t.equal(await unread(), 1, 'the same link again marks no more')
})

t.test('U27 eve follows a link of ana’s page → nothing is marked', async t => {
  const { ana, address, unread } = await withUnread(t, 3, 'plain')
  await ana.open(address)
  await ana.open(`${address}?new=made-up-by-somebody`)
  t.equal(await unread(), 3)
})

t.test('U27 a plain page whose first unread is not on it → a link there, and nothing is marked', async t => {
  const { ana, address, first, shown, unread } = await withUnread(t, 134, 'plain')
  await ana.open(`${address}?at=end`)
  t.match(ana.words, '134 new messages · Jump to the first')
  await ana.open(/href="([^"]*\?new=[^"&]*)"/.exec(ana.text)?.[1] ?? '')
  t.equal(await unread(), 134)
  t.ok(shown().includes(first), 'the next page opens at the first')
  await ana.send('/read')
  t.equal(await unread(), 104)
})

t.test('U32 an answer while others are unread → the newest page, with the answer on it', async t => {
  const { ana, address, unread } = await withUnread(t, 134)
  await ana.open(address)
  await ana.send('/messages', { body: 'my answer' })
  t.match(ana.url, 'at=end')
  t.match(ana.words, 'my answer')
  t.equal(await unread(), 104, 'what the page had shown is read')
})
