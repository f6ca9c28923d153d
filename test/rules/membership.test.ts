// D32: the right to write and to read is decided at the write, and one predicate says what lies inside a membership.
import t from 'tap'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { wordsOf } from '#test/scriptless.ts'
import { saidIn, type Browser } from './stage/browser.ts'
import { framesOn } from './stage/frames.ts'
import { cast } from './stage/site.ts'

async function choir (maker: Browser, ...others: readonly Browser[]): Promise<string> {
  const usernames = others.map(({ username }) => username)
  return (await maker.do<{ conversation: { id: string } }>('POST', '/api/conversations', { kind: 'group', title: 'choir', usernames })).conversation.id
}

async function summaryOf (who: Browser, id: string): Promise<ConversationSummary> {
  return (await who.do<{ conversation: ConversationSummary }>('GET', `/api/conversations/${id}`)).conversation
}

function texts (messages: readonly { kind: string, body: string }[]): string[] {
  return messages.filter(({ kind }) => kind === 'text').map(({ body }) => body)
}

t.test('D32 a member who leaves gets the event of leaving and nothing after it', async t => {
  const { site, ana, ben, cho } = await cast(t, { kept: true })
  const group = await choir(ana, ben, cho)
  const from = await cho.cursor()
  await ana.send(group, 'before')
  const { cursor } = await cho.catchUp(from)
  const waiting = cho.poll({ cursor })
  await site.holds(1)
  await cho.do('POST', `/api/conversations/${group}/leave`)
  const left = await waiting.answer()
  t.ok(left.events.some(event => event.type === 'member' && event.change === 'left' && event.member.user.username === 'cho'))
  await ana.send(group, 'after')
  const last = await cho.ask({ cursor: left.cursor, hold: 0 })
  t.same([last.status, last.events], ['idle', []])
  t.equal((await cho.call('POST', `/api/conversations/${group}/messages`, { clientId: 'cho-is-gone', body: 'x' })).status, 404)
  t.equal((await cho.call('POST', `/api/conversations/${group}/typing`)).status, 404)
  await site.restart()
  const kept = await cho.catchUp(from)
  t.same(saidIn(kept.events), ['before'], 'the ledger stops at the same place')
  t.ok(kept.events.some(({ type }) => type === 'member'))
  t.same(texts(await cho.history(group)), ['before'])
  const summary = await summaryOf(cho, group)
  t.same([summary.left, summary.unread, summary.lastMessage?.kind], [true, 0, 'system'], 'the list of a member who left does not change')
  t.same(texts(await ben.history(group)), ['before', 'after'])
})

t.test('D32 a member who leaves is not told the end of typing, in a poll or a frame', async t => {
  const { site, ana, ben, cho } = await cast(t)
  const { scriptless, frame, pass } = framesOn(t, site)
  const group = await choir(ana, ben, cho)
  const loop = await frame(scriptless(cho), group)
  await ana.do('POST', `/api/conversations/${group}/typing`)
  await pass(1_500)
  t.match(wordsOf(loop.last), 'Ana is typing')
  await cho.do('POST', `/api/conversations/${group}/leave`)
  await pass(1_500)
  t.match(wordsOf(loop.last), 'You left the group')
  t.notMatch(wordsOf(loop.last), 'is typing')
  const { cursor } = await cho.catchUp(await cho.cursor())
  await ana.send(group, 'after')
  await pass(2_500)
  t.equal((await cho.ask({ cursor, hold: 0 })).status, 'idle', 'the end of her typing would reveal that she sent something')
})

t.test('D32 messages sent between two memberships stay unseen', async t => {
  const { site, ana, ben, cho } = await cast(t, { kept: true })
  const group = await choir(ana, ben, cho)
  const from = await cho.cursor()
  await ana.send(group, 'in the first')
  await cho.do('POST', `/api/conversations/${group}/leave`)
  const between = await ana.send(group, 'between')
  await ben.do('POST', `/api/conversations/${group}/leave`)
  await ana.do('POST', `/api/conversations/${group}/members`, { usernames: ['cho'] })
  await site.restart()
  await ana.send(group, 'in the second')
  await ana.do('PATCH', `/api/conversations/${group}/messages/${between.no}`, { body: 'between, edited' })
  const { events } = await cho.catchUp(from)
  t.same(saidIn(events), ['in the first', 'in the second'], 'in the catch-up')
  t.notOk(events.some(({ type }) => type === 'message-edited'), 'nor told of a change to something they cannot see')
  t.same(texts(await cho.history(group)), ['in the first', 'in the second'], 'in the history')
  t.equal((await summaryOf(cho, group)).unread, 1, 'in the unread count')
  const gone = events.flatMap(event => event.type === 'member' ? [event.member.user.username] : [])
  t.same(gone, ['cho'], 'nor of a member who left meanwhile')
  t.same(saidIn((await ana.catchUp(from)).events), ['in the first', 'between', 'in the second'])
})

t.test('D32 a message is judged at its own number when a block comes in the same moment', async t => {
  const { ana, ben, talk } = await cast(t)
  const from = await ana.cursor()
  const path = `/api/conversations/${talk}/messages`
  const say = (index: number) => ana.call<{ code?: string }>('POST', path, { clientId: `ana-says-${index}`, body: `${index}` })
  const first = await say(0)
  t.equal(first.status, 201, 'she could write before')
  const before = [1, 2, 3, 4, 5].map(say)
  const blocking = ben.do('PUT', '/api/blocks/ana')
  const replies = [first, ...await Promise.all([...before, ...[6, 7, 8, 9, 10, 11].map(say)])]
  await blocking
  const { events } = await ana.catchUp(from)
  const ended = events.find(event => event.type === 'contact' && !event.contact.isContact)?.seq ?? 0
  t.ok(ended > 0)
  const taken = events.filter(event => event.type === 'message')
  t.equal(taken.length, replies.filter(({ status }) => status === 201).length, 'every message answered 201 is there, and no other')
  t.ok(taken.every(({ seq }) => seq < ended), 'all of them before the end of the contact')
  t.ok(replies.filter(({ status }) => status !== 201).every(({ body }) => body.code === 'NOT_A_CONTACT'))
  t.equal((await ana.call<{ code: string }>('POST', path, { clientId: 'ana-says-more', body: 'x' })).body.code, 'NOT_A_CONTACT')
})

t.test('D32 a refused message takes no number and is seen by its sender alone', async t => {
  const { ana, ben, talk } = await cast(t)
  const path = `/api/conversations/${talk}/messages`
  const { no } = await ana.send(talk, 'accepted')
  await ben.do('DELETE', '/api/contacts/ana')
  const from = await ben.cursor()
  t.equal((await ana.call('POST', path, { clientId: 'ana-says-it', body: 'refused' })).status, 403)
  t.equal((await ben.ask({ cursor: from, hold: 0 })).status, 'idle')
  t.same([texts(await ben.history(talk)), (await summaryOf(ben, talk)).lastNo], [['accepted'], no])
  const { request } = await ana.do<{ request: { id: string } }>('POST', '/api/contact-requests', { username: 'ben' })
  await ben.do('POST', `/api/contact-requests/${request.id}/accept`)
  const numbers = (await ana.history(talk)).map(message => message.no)
  t.same(numbers, numbers.map((_, index) => index + 1), 'there is no gap where it was refused')
})

t.test('D32 a direct conversation is hidden from the other until a message in it is accepted', async t => {
  const { ben, eve } = await cast(t)
  const from = await ben.cursor()
  const knock = await eve.conversationWith(ben)
  const refused = await eve.call<{ code: string }>('POST', `/api/conversations/${knock}/messages`, { clientId: 'eve-knocks-1', body: 'let me in' })
  t.same([refused.status, refused.body.code], [403, 'NOT_A_CONTACT'])
  t.equal((await ben.ask({ cursor: from, hold: 0 })).status, 'idle')
  t.equal((await ben.call('GET', `/api/conversations/${knock}`)).status, 404)
  t.notMatch(JSON.stringify(await ben.do('GET', '/api/snapshot')), knock)
})

t.test('D32 a conversation eve may not see is answered as missing, at every address', async t => {
  const { ana, eve, talk } = await cast(t)
  const { no } = await ana.send(talk, 'between us')
  const tries: [string, string, unknown?][] = [
    ['GET', ''],
    ['GET', '/members'],
    ['GET', '/receipts'],
    ['GET', '/messages'],
    ['POST', '/messages', { clientId: 'eve-tries-it', body: 'x' }],
    ['PATCH', `/messages/${no}`, { body: 'x' }],
    ['DELETE', `/messages/${no}`],
    ['POST', '/read', { no }],
    ['POST', '/unread', { no }],
    ['POST', '/typing'],
    ['POST', '/draft', { body: 'x' }],
    ['POST', '/leave'],
    ['PATCH', '', { title: 'mine' }],
    ['POST', '/invites', {}],
    ['GET', '/invites'],
    ['GET', '/join-requests'],
    ['POST', '/dissolve'],
    ['POST', '/transfer', { username: 'ben' }],
    ['POST', '/members', { usernames: ['ben'] }],
    ['PATCH', '/members/ben', { role: 'admin' }],
    ['DELETE', '/members/ben']
  ]
  for (const [method, path, body] of tries) {
    const reply = await eve.call<{ code: string }>(method, `/api/conversations/${talk}${path}`, body)
    t.same([reply.status, reply.body.code], [404, 'NOT_FOUND'], `${method} ${path}`)
    const nowhere = await eve.call<{ code: string }>(method, `/api/conversations/no-such-conversation${path}`, body)
    t.same(reply.body, nowhere.body, 'the same answer as for one that never existed')
  }
})
