// D8, D9, D10, D31, D33: the polls that count, how often one is answered, and the order in which messages are told.
import t from 'tap'
import { cursorIn, saidIn } from './stage/browser.ts'
import { cast } from './stage/site.ts'

t.test('D8 the newest poll of a tab stays parked, and older ones are superseded', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const cursor = await ben.cursor()
  const first = ben.poll({ cursor, tab: 'page', n: 1 })
  await site.holds(1)
  const second = ben.poll({ cursor, tab: 'page', n: 2 })
  const older = await first.answer()
  t.same([older.status, older.events, older.cursor], ['superseded', [], cursor])
  t.ok(older.retryMs > 0)
  const late = await ben.ask({ cursor, tab: 'page', n: 1 })
  t.equal(late.status, 'superseded', 'a poll that was overtaken on its way')
  t.ok(late.retryMs > 0)
  t.equal(second.isAnswered(), false)
  await ana.send(talk, 'hello')
  t.same(saidIn((await second.answer()).events), ['hello'])
})

t.test('D8 the same number twice is a proxy’s retry: the newer copy is answered', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const cursor = await ben.cursor()
  const original = ben.poll({ cursor, tab: 'page', n: 7 })
  await site.holds(1)
  const copy = ben.poll({ cursor, tab: 'page', n: 7 })
  t.equal((await original.answer()).status, 'superseded')
  await ana.send(talk, 'hello')
  t.same(saidIn((await copy.answer()).events), ['hello'])
})

t.test('D8 a tab belongs to its session: eve, with ana’s tab id, supersedes nobody', async t => {
  const { site, ana, eve } = await cast(t)
  const phone = await site.another('ana')
  const hers = ana.poll({ cursor: await ana.cursor(), tab: 'page', n: 1 })
  await site.holds(1)
  phone.poll({ cursor: await phone.cursor(), tab: 'page', n: 5 })
  ana.poll({ cursor: await ana.cursor(), tab: 'another-page', n: 5 })
  eve.poll({ cursor: await eve.cursor(), tab: 'page', n: 9 })
  await site.holds(4)
  t.equal(hers.isAnswered(), false)
})

t.test('D8 a tab’s highest number is remembered for two minutes after its last poll', async t => {
  const { site, ben } = await cast(t)
  const cursor = await ben.cursor()
  await ben.ask({ cursor, tab: 'page', n: 9, hold: 0 })
  site.clock.advance(119_999)
  t.equal((await ben.ask({ cursor, tab: 'page', n: 1, hold: 0 })).status, 'superseded')
  site.clock.advance(1)
  t.equal((await ben.ask({ cursor, tab: 'page', n: 1, hold: 0 })).status, 'idle')
})

t.test('D9 answers with events move the cursor; typing wakes at most every two seconds', async t => {
  const { site, ana, ben, cho, talk } = await cast(t)
  const group = await ana.do<{ conversation: { id: string } }>('POST', '/api/conversations', { kind: 'group', title: 'choir', usernames: ['ben', 'cho'] })
  const cursors = [await ben.cursor()]
  const typing: string[][] = []
  let poll = ben.poll({ cursor: cursors[0] ?? '' })
  await site.holds(1)
  for (let tenth = 0; tenth < 100; tenth++) {
    const writer = tenth % 2 === 0 ? ana : cho
    await writer.do('POST', `/api/conversations/${group.conversation.id}/typing`)
    site.clock.advance(100)
    await site.heard(ben)
    if (!poll.isAnswered()) continue
    const answer = await poll.answer()
    t.equal(answer.status, 'events')
    typing.push(answer.signals.typing.map(({ username }) => username).sort())
    cursors.push(cursorIn(answer))
    poll = ben.poll({ cursor: cursorIn(answer) })
    await site.holds(1)
  }
  t.ok(typing.length >= 5 && typing.length <= 6, `ten seconds of typing in ${typing.length} answers`)
  t.equal(new Set(cursors).size, cursors.length, 'each with a cursor of its own')
  for (const names of typing) t.equal(new Set(names).size, names.length, 'one state for each user who types')
  t.same(typing.at(-1), ['ana', 'cho'])

  await ana.send(talk, 'enough')
  t.same(saidIn((await poll.answer()).events), ['enough'], 'a message does not wait for the pause')
})

t.test('D9 a poll during the pause parks, and wakes at its end with everything new', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const parked = ben.poll({ cursor: await ben.cursor() })
  await site.holds(1)
  await ana.do('POST', `/api/conversations/${talk}/typing`)
  const first = await parked.answer()
  t.same(first.signals.typing, [{ conversationId: talk, username: 'ana', until: site.clock.now() + 6_000 }])
  const next = ben.poll({ cursor: first.cursor })
  await site.holds(1)
  site.clock.advance(500)
  await ana.do('POST', `/api/conversations/${talk}/typing`)
  t.equal((await eve.call('POST', `/api/conversations/${talk}/typing`)).status, 404, 'eve types nowhere')
  const until = site.clock.now() + 6_000
  site.clock.advance(1_499)
  await site.heard(ben)
  t.equal(next.isAnswered(), false, 'a millisecond before the end')
  site.clock.advance(1)
  t.same((await next.answer()).signals.typing, [{ conversationId: talk, username: 'ana', until }])
})

t.test('D9 a held-back typing signal is ended by the sender’s message', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const parked = ben.poll({ cursor: await ben.cursor() })
  await site.holds(1)
  await ana.do('POST', `/api/conversations/${talk}/typing`)
  const first = await parked.answer()
  const second = ben.poll({ cursor: first.cursor })
  await site.holds(1)
  await ana.do('POST', `/api/conversations/${talk}/typing`)
  await ana.send(talk, 'said')
  const third = ben.poll({ cursor: (await second.answer()).cursor })
  await site.holds(1)
  site.clock.advance(2_000)
  t.same((await third.answer()).signals.typing, [{ conversationId: talk, username: 'ana', until: 0 }])
})

t.test('D9 every early answer that moves no cursor names a pause', async t => {
  const { site, ana, ben } = await cast(t, { config: { pollsPerBrowser: 1, polls: 1 } })
  const cursor = await ben.cursor()
  const first = ben.poll({ cursor, tab: 'a', n: 1 })
  await site.holds(1)
  ben.poll({ cursor, tab: 'b', n: 1 })
  const answers = [
    await first.answer(),
    await ana.ask({ cursor }),
    await ana.ask({ cursor: 'nonsense' })
  ]
  t.same(answers.map(({ status }) => status), ['yield', 'busy', 'resync'])
  t.ok(answers.every(({ retryMs }) => retryMs > 0))
})

t.test('D10 a cursor answered five times in ten seconds gets one event at a time and a pause', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const from = await ben.cursor()
  for (const body of ['one', 'two', 'three']) await ana.send(talk, body)
  for (let asked = 1; asked <= 5; asked++) {
    const answer = await ben.ask({ cursor: from, tab: 'page', n: asked })
    t.same([answer.events.length, answer.retryMs], [3, 0], `poll ${asked}`)
  }
  const sixth = await ben.ask({ cursor: from, tab: 'page', n: 6 })
  t.same([saidIn(sixth.events), sixth.more], [['one'], true])
  t.ok(sixth.retryMs > 0)
  const other = await ben.ask({ cursor: from, tab: 'other', n: 1 })
  t.same([other.events.length, other.retryMs], [3, 0], 'another tab has its own count')
  const next = await ben.ask({ cursor: sixth.cursor, tab: 'page', n: 7 })
  t.same([saidIn(next.events), next.retryMs], [['two', 'three'], 0], 'a cursor that moves on is no loop')
  for (let asked = 1; asked <= 6; asked++) await ben.ask({ cursor: from, tab: 'page', n: 7 + asked })
  site.clock.advance(10_000)
  const later = await ben.ask({ cursor: from, tab: 'page', n: 20 })
  t.same([later.events.length, later.retryMs], [3, 0], 'ten seconds later the full answer is tried again')
})

t.test('D31 a message that names the one before it waits for that one', async t => {
  const { ana, ben, eve, talk } = await cast(t)
  const path = `/api/conversations/${talk}/messages`
  const first = { clientId: 'ana-says-1', body: 'first' }
  const second = { clientId: 'ana-says-2', body: 'second', afterClientId: 'ana-says-1' }
  const early = await ana.call<{ code: string }>('POST', path, second)
  t.same([early.status, early.body.code], [409, 'OUT_OF_ORDER'])
  t.equal((await ana.call('POST', path, first)).status, 201)
  t.equal((await ana.call('POST', path, second)).status, 201)
  t.same((await ben.history(talk)).map(({ body }) => body).slice(-2), ['first', 'second'])
  t.equal((await ben.call('POST', path, { ...second, clientId: 'ben-says-1' })).status, 409, 'another’s key is not one’s own')
  t.equal((await eve.call('POST', path, { ...second, clientId: 'eve-says-1' })).status, 404, 'and eve is told of neither')
})

t.test('D31 a bounce releases the messages that wait behind it', async t => {
  const { ana, ben, talk } = await cast(t)
  const path = `/api/conversations/${talk}/messages`
  await ana.send(talk, 'while we were contacts')
  await ben.do('DELETE', '/api/contacts/ana')
  const refused = await ana.call<{ code: string }>('POST', path, { clientId: 'ana-says-1', body: 'refused' })
  t.same([refused.status, refused.body.code], [403, 'NOT_A_CONTACT'])
  const next = await ana.call<{ code: string }>('POST', path, { clientId: 'ana-says-2', body: 'next', afterClientId: 'ana-says-1' })
  t.equal(next.body.code, 'NOT_A_CONTACT', 'judged for itself, not as out of order')
})

t.test('D31 messages that one sender sends one after another are told in that order', async t => {
  const { ana, ben, talk } = await cast(t)
  const from = await ben.cursor()
  const said = Array.from({ length: 30 }, (_, index) => `${index}`)
  for (const body of said) await ana.send(talk, body)
  t.same(saidIn((await ben.catchUp(from)).events), said)
})

t.test('D33 ana sends -> ben and her phone hear of it at once, her own poll within a second', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const phone = await site.another('ana')
  const cursor = await ana.cursor()
  const [own, others] = [ana.poll({ cursor }), [phone.poll({ cursor }), ben.poll({ cursor: await ben.cursor() })]]
  const outside = eve.poll({ cursor: await eve.cursor() })
  await site.holds(4)
  await ana.send(talk, 'hello')
  for (const poll of others) t.same(saidIn((await poll.answer()).events), ['hello'])
  // Before the receipts of the cast are told, which would wake it as well.
  site.clock.advance(200)
  await site.heard(ana)
  t.equal(own.isAnswered(), false)
  site.clock.advance(800)
  t.same(saidIn((await own.answer()).events), ['hello'])
  t.equal(outside.isAnswered(), false)
})

t.test('D33 the hold ends before the second is over -> its answer brings her own message', async t => {
  const { site, ana, talk } = await cast(t)
  const own = ana.poll({ cursor: await ana.cursor(), hold: 0.2 })
  await site.holds(1)
  await ana.send(talk, 'hello')
  site.clock.advance(200)
  t.same(saidIn((await own.answer()).events), ['hello'])
})

t.test('D33 ben answers meanwhile -> both come with one answer, in order', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const own = ana.poll({ cursor: await ana.cursor() })
  await site.holds(1)
  await ana.send(talk, 'hello')
  await ben.send(talk, 'hello, ana')
  t.same(saidIn((await own.answer()).events), ['hello', 'hello, ana'])
})

t.test('D33 ana and ben write in one turn -> one commit, and both are told at once', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const polls = [ana.poll({ cursor: await ana.cursor() }), ben.poll({ cursor: await ben.cursor() })]
  await site.holds(2)
  const { messages } = site.world.messenger
  await Promise.all([ana, ben].map(async (who, index) =>
    await messages.send({ senderId: who.userId, sessionId: site.world.as(who.username as 'ana' | 'ben').sessionId, conversationId: talk, clientId: `in-one-turn-${index}`, body: who.username })))
  for (const poll of polls) t.same(saidIn((await poll.answer()).events), ['ana', 'ben'])
})

t.test('B17 a clock two days ahead and then set right leaves the list in the order of sending', async t => {
  const { site, ana, ben, cho, talk } = await cast(t)
  const { conversation: { id: group } } = await ana.do<{ conversation: { id: string } }>('POST', '/api/conversations', {
    kind: 'group', title: 'choir', usernames: ['ben', 'cho']
  })
  const day = 86_400_000
  site.clock.jump(2 * day)
  await ana.send(talk, 'from the future')
  site.clock.jump(-2 * day)
  const from = await ben.cursor()
  await cho.send(group, 'from now')
  const listed = async () => (await ben.do<{ conversations: { id: string }[] }>('GET', '/api/conversations')).conversations.map(({ id }) => id)
  t.same((await listed()).slice(0, 2), [group, talk])
  t.same((await ben.do<{ conversations: { id: string }[] }>('GET', '/api/snapshot')).conversations[0]?.id, group)
  await ana.do('PATCH', `/api/conversations/${talk}/messages/${(await ana.send(talk, 'and again')).no}`, { body: 'edited' })
  site.clock.jump(2 * day)
  await ana.send(talk, 'from the future again')
  site.clock.jump(-2 * day)
  await cho.send(group, 'on top')
  t.same((await listed()).slice(0, 2), [group, talk])
  const { html } = await ben.ask({ cursor: from, view: 'html', hold: 0 })
  const tops = [...String(html).matchAll(/data-how="top" data-into="conversations"><li id="conversation-([^"]*)"/g)].map(([, id]) => id)
  t.same(tops, [talk, group], 'the last one sent is on top')
  const first = await ben.do<{ conversations: { id: string }[], next: string }>('GET', '/api/conversations?limit=1')
  const second = await ben.do<{ conversations: { id: string }[] }>('GET', `/api/conversations?limit=1&after=${first.next}`)
  t.same([first, second].map(({ conversations: [row] }) => row?.id), [group, talk], 'and so are its pages')
})
