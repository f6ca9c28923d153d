// D13 and D14: delivered and read are one number each; unread is counted from them at every read.
import t from 'tap'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { until, type Browser } from './stage/browser.ts'
import { cast } from './stage/site.ts'

interface Receipts { receipts: { username: string, deliveredNo: number, readNo: number }[] }
interface Reading { readNo: number, unread: number }

/** The user's list: the conversation's row and the total, from one read. */
async function listed (who: Browser, conversationId: string): Promise<ConversationSummary & { total: number }> {
  const { conversations, unread } = await who.do<{ conversations: ConversationSummary[], unread: number }>('GET', '/api/conversations')
  const found = conversations.find(({ id }) => id === conversationId)
  if (found === undefined) throw new Error(`${who.username} has no such conversation`)
  return { ...found, total: unread }
}

function reading (who: Browser, conversationId: string, no: number): Promise<Reading> {
  return who.do<Reading>('POST', `/api/conversations/${conversationId}/read`, { no })
}

t.test('D13 delivered is told within a second of the ack, and not before it', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const from = await ben.cursor()
  await ben.ask({ cursor: from, hold: 0 })
  const hers = eve.poll({ cursor: await eve.cursor() })
  const { no } = await ana.send(talk, 'arrived?')
  site.clock.advance(1_000)
  await site.heard(ben)
  site.clock.advance(1_000)
  const brought = await ben.ask({ cursor: from })
  t.equal(brought.events.length, 1)
  const waiting = ana.poll({ cursor: await ana.cursor() })
  await site.holds(2)
  site.clock.advance(5_000)
  await site.heard(ana)
  t.equal(waiting.isAnswered(), false, 'an answer on its way may still be lost')
  await ben.ask({ cursor: brought.cursor, hold: 0 })
  site.clock.advance(1_000)
  t.same((await waiting.answer()).signals.receipts, [{ conversationId: talk, username: 'ben', deliveredNo: no, readNo: 0 }])
  await site.heard(eve)
  t.equal(hers.isAnswered(), false)
  t.equal((await eve.call('GET', `/api/conversations/${talk}/receipts`)).status, 404)
})

t.test('D13 the watermark of all browsers is the highest ack, and never goes back', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const phone = await site.another('ben')
  const old = await phone.cursor()
  const { no } = await ana.send(talk, 'arrived?')
  await ben.ask({ cursor: await ben.cursor(), hold: 0 })
  await phone.ask({ cursor: old, hold: 0 })
  site.clock.advance(1_000)
  const delivered = async () => (await ana.do<Receipts>('GET', `/api/conversations/${talk}/receipts`)).receipts
  await until('the ack is written', async () => (await delivered())[0]?.deliveredNo === no)
  await phone.ask({ cursor: old, hold: 0 })
  site.clock.advance(1_000)
  await site.heard(ben)
  t.same(await delivered(), [{ username: 'ben', deliveredNo: no, readNo: 0 }])
})

t.test('D13 reading is a signal to the other user, and an event to one’s own browsers', async t => {
  const { site, ana, ben, cho, talk } = await cast(t)
  const phone = await site.another('ben')
  const { no } = await ana.send(talk, 'read this')
  const [hers, his, others] = await Promise.all([ana.cursor(), phone.cursor(), cho.cursor()])
  t.same(await reading(ben, talk, no), { readNo: no, unread: 0 })
  const told = await ana.ask({ cursor: hers })
  t.same([told.events, told.signals.receipts], [[], [{ conversationId: talk, username: 'ben', deliveredNo: no, readNo: no }]])
  const own = await phone.ask({ cursor: his })
  t.same(own.events.map(({ seq: _seq, at: _at, ...event }) => event), [{ type: 'read', conversationId: talk, readNo: no, unreadFrom: null }])
  t.equal((await cho.ask({ cursor: others, hold: 0 })).status, 'idle')
})

t.test('D13 a reply that names the messages shown marks them as read; marking unread tells nobody', async t => {
  const { ana, ben, talk } = await cast(t)
  const { no } = await ana.send(talk, 'read this')
  const from = await ana.cursor()
  const path = `/api/conversations/${talk}`
  await ben.do('POST', `${path}/messages`, { clientId: 'ben-replies', body: 'I did', readNo: no })
  const { signals: { receipts: [receipt] } } = await ana.ask({ cursor: from, hold: 0 })
  t.match(receipt, { username: 'ben' })
  t.ok(Number(receipt?.readNo) >= no)
  const then = await ana.cursor()
  await ben.do('POST', `${path}/unread`, { no })
  t.equal((await ana.ask({ cursor: then, hold: 0 })).status, 'idle')
})

t.test('D13 groups of more than fifty are told no receipts', async t => {
  const { site, ana, ben } = await cast(t)
  const { accounts } = site.world.people
  const { contacts } = site.world.messenger
  const usernames = ['ben', 'cho']
  for (let index = 0; index < 48; index++) {
    const { id, username } = await accounts.add({ username: `guest-${index}`, password: 'correct horse' }, false)
    await contacts.accept(id, (await contacts.ask(ana.userId, username, '')).id)
    usernames.push(username)
  }
  const groups: Record<number, string> = {}
  for (const size of [50, 51]) {
    const { conversation } = await ana.do<{ conversation: { id: string } }>('POST', '/api/conversations', {
      kind: 'group', title: `${size} people`, usernames: usernames.slice(0, size - 1)
    })
    const { no } = await ana.send(conversation.id, 'hello')
    groups[size] = conversation.id
    const from = await ana.cursor()
    await reading(ben, conversation.id, no)
    t.equal((await ana.ask({ cursor: from, hold: 0 })).signals.receipts.length, size === 50 ? 1 : 0, `${size} people`)
    const { receipts } = await ana.do<Receipts>('GET', `/api/conversations/${conversation.id}/receipts`)
    t.equal(receipts.length, size === 50 ? 49 : 0)
    site.clock.advance(2_000)
  }
})

t.test('D14 unread are others’ messages after readNo; system lines and one’s own do not count', async t => {
  const { ana, ben, cho, eve, talk } = await cast(t)
  const { conversation: { id: group } } = await ana.do<{ conversation: { id: string } }>('POST', '/api/conversations', {
    kind: 'group', title: 'choir', usernames: ['ben', 'cho']
  })
  await ana.send(talk, 'one')
  const { no } = await ana.send(talk, 'two')
  await ben.send(talk, 'his own')
  await ana.send(talk, 'three')
  await cho.send(group, 'to all')
  await cho.do('POST', `/api/conversations/${group}/leave`)
  t.same([(await listed(ben, talk)).unread, (await listed(ben, group)).unread, (await listed(ben, talk)).total], [3, 1, 4])
  t.same(await reading(ben, talk, no), { readNo: no, unread: 1 })
  t.same([(await listed(ben, talk)).unread, (await listed(ben, talk)).total], [1, 2], 'the total is the sum, from the same read')
  t.equal((await eve.call('POST', `/api/conversations/${talk}/read`, { no })).status, 404)
  const snapshot = await ben.do<{ unread: number, conversations: ConversationSummary[] }>('GET', '/api/snapshot')
  t.same([snapshot.unread, snapshot.conversations.reduce((sum, { unread }) => sum + unread, 0)], [2, 2])
})

t.test('D14 read messages stay read; "mark unread" is another number', async t => {
  const { ana, ben, talk } = await cast(t)
  const first = await ana.send(talk, 'one')
  const second = await ana.send(talk, 'two')
  t.same(await reading(ben, talk, second.no), { readNo: second.no, unread: 0 })
  t.same(await reading(ben, talk, first.no), { readNo: second.no, unread: 0 }, 'never backwards')
  t.same(await reading(ben, talk, 4_000), { readNo: second.no, unread: 0 }, 'and not beyond the last message')
  await ben.do('POST', `/api/conversations/${talk}/unread`, { no: first.no })
  const marked = await listed(ben, talk)
  t.same([marked.readNo, marked.unreadFrom], [second.no, first.no])
  await reading(ben, talk, second.no)
  t.equal((await listed(ben, talk)).unreadFrom, null, 'until it is read past')
})

t.test('D14 a sender who had read everything before has read their own message', async t => {
  const { ana, ben, talk } = await cast(t)
  const shown = await ana.send(talk, 'shown')
  await reading(ben, talk, shown.no)
  const reply = await ben.send(talk, 'answer')
  t.same([(await listed(ben, talk)).readNo, (await listed(ben, talk)).unread], [reply.no, 0])
  await ana.send(talk, 'not shown yet')
  const blind = await ben.send(talk, 'crossed on the way', { readNo: reply.no })
  t.same([(await listed(ben, talk)).readNo, (await listed(ben, talk)).unread], [reply.no, 1], 'the message that crossed it is still unread')
  const seen = await ben.send(talk, 'now I saw it', { readNo: blind.no })
  t.same([(await listed(ben, talk)).readNo, (await listed(ben, talk)).unread], [seen.no, 0])
})

t.test('D14 counting stops at 999', async t => {
  const { site, ana, ben, talk } = await cast(t, { config: { sendsBurst: 2_000 } })
  const { messages } = site.world.messenger
  await Promise.all(Array.from({ length: 1_005 }, (_, index) =>
    messages.send({ senderId: ana.userId, conversationId: talk, clientId: `ana-many-${index}`, body: 'and another' })))
  t.equal((await listed(ben, talk)).unread, 999)
  t.equal((await reading(ben, talk, 7)).unread, 999)
  t.equal((await reading(ben, talk, 8)).unread, 998)
})

t.test('B24 a recalled message no longer counts as unread: in the row, the total and events', async t => {
  const { ana, ben, talk } = await cast(t)
  const first = await ana.send(talk, 'good morning')
  const { no } = await ana.send(talk, 'oops')
  await ana.send(talk, 'hello')
  t.same([(await listed(ben, talk)).unread, (await listed(ben, talk)).total], [3, 3])
  const from = await ben.cursor()
  await ana.do('DELETE', `/api/conversations/${talk}/messages/${no}`)
  t.same([(await listed(ben, talk)).unread, (await listed(ben, talk)).total], [2, 2])
  t.match((await ben.ask({ cursor: from, view: 'html', hold: 0 })).html, /data-how="unread" data-count="2"/)
  t.same(await reading(ben, talk, first.no), { readNo: first.no, unread: 1 })
})

t.test('B24 a group the user has left counts nothing, and its readNo stays', async t => {
  const { ana, ben, talk } = await cast(t)
  const { conversation: { id: group } } = await ana.do<{ conversation: { id: string } }>('POST', '/api/conversations', {
    kind: 'group', title: 'choir', usernames: ['ben']
  })
  await ana.send(talk, 'one')
  for (const body of ['two', 'three', 'four']) await ana.send(group, body)
  t.equal((await listed(ben, group)).total, 4)
  const { readNo } = await listed(ben, group)
  const from = await ben.cursor()
  await ben.do('POST', `/api/conversations/${group}/leave`)
  const left = await listed(ben, group)
  t.same([left.unread, left.total, left.readNo], [0, 1, readNo])
  t.match((await ben.ask({ cursor: from, view: 'html', hold: 0 })).html, /data-how="unread" data-count="1"/)
  t.equal((await ben.do<{ unread: number }>('GET', '/api/snapshot')).unread, 1)
})
