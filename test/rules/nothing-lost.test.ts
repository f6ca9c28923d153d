// D1 to D5 and D7: whatever happens to an answer, everything reaches its reader once, in order.
import t from 'tap'
import { cursorIn, saidIn, until } from './stage/browser.ts'
import { cast } from './stage/site.ts'

interface Receipts { receipts: { deliveredNo: number }[] }

t.test('D1 a repeated cursor gets the same answer each time, and newer events after it', async t => {
  const { ana, ben, eve, talk } = await cast(t)
  const from = await ben.cursor()
  for (const body of ['one', 'two', 'three']) await ana.send(talk, body)
  const first = await ben.ask({ cursor: from })
  t.same(saidIn(first.events), ['one', 'two', 'three'])
  const again = await ben.ask({ cursor: from })
  t.same(again.events, first.events)
  t.equal(again.cursor, first.cursor)
  await ana.send(talk, 'four')
  const later = await ben.ask({ cursor: from })
  t.same(later.events.slice(0, 3), first.events)
  t.same(saidIn(later.events), ['one', 'two', 'three', 'four'])
  const hers = await eve.ask({ cursor: from, hold: 0 })
  t.same([hers.status, hers.events], ['idle', []], 'eve is told nothing with another’s cursor')
})

t.test('D1 memory and ledger give the same answer', async t => {
  const { site, ana, ben, talk } = await cast(t, { kept: true })
  const from = await ben.cursor()
  const edited = await ana.send(talk, 'before')
  await ana.do('PATCH', `/api/conversations/${talk}/messages/${edited.no}`, { body: 'after' })
  await ana.send(talk, 'another')
  await ana.do('PATCH', '/api/me', { displayName: 'Ana Maria' })
  const remembered = await ben.ask({ cursor: from })
  t.same(remembered.events.map(({ type }) => type), ['message', 'message-edited', 'message', 'profile'])
  await site.restart()
  const read = await ben.ask({ cursor: from })
  t.same(read.events.slice(0, remembered.events.length), remembered.events)
})

t.test('D1 a repeated cursor cuts a long answer at the same place, and says "more"', async t => {
  const { ana, ben, talk } = await cast(t)
  const from = await ben.cursor()
  const sent = await Promise.all(Array.from({ length: 120 }, (_, index) => ana.send(talk, `message ${index}`)))
  const first = await ben.ask({ cursor: from })
  const again = await ben.ask({ cursor: from })
  t.same([first.events.length, first.more], [100, true])
  t.same([again.events, again.cursor, again.more], [first.events, first.cursor, true])
  const rest = await ben.ask({ cursor: first.cursor })
  t.same([rest.events.length, rest.more], [20, false])
  const told = [...first.events, ...rest.events].map(({ seq }) => seq)
  t.same(told, sent.map(({ changedSeq }) => changedSeq).sort((a, b) => a - b))
})

t.test('D2 numbers follow commits: no without gaps, seq rising, neither ever given twice', async t => {
  const { site, ana, ben, eve, talk } = await cast(t, { kept: true })
  const from = await ben.cursor()
  const refused = [
    eve.call('POST', `/api/conversations/${talk}/messages`, { clientId: 'eve-tries-it', body: 'let me in' }),
    ana.call('POST', `/api/conversations/${talk}/messages`, { clientId: 'ana-empty-one', body: '   ' }),
    ana.call('POST', `/api/conversations/${talk}/messages`, { clientId: 'ana-after-nothing', body: 'x', afterClientId: 'never-sent-1' })
  ]
  const sent = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? ana : ben).send(talk, `message ${index}`)))
  t.same((await Promise.all(refused)).map(({ status }) => status), [404, 400, 409])
  t.same((await ana.history(talk)).map(({ no }) => no), Array.from({ length: 41 }, (_, index) => index + 1), 'with the line that began it')
  const { events } = await ben.catchUp(from)
  const told = events.flatMap(event => event.type === 'message' ? [event] : [])
  t.same(told.map(({ message }) => message.no), sent.map(({ no }) => no).sort((a, b) => a - b), 'in the order of their numbers')
  t.ok(told.every(({ seq }, index) => index === 0 || seq > (told[index - 1]?.seq ?? 0)), 'by rising seq')
  t.ok(told.every(({ seq, message }) => seq === message.changedSeq))

  await site.restart()
  const next = await ana.send(talk, 'after a restart')
  t.equal(next.no, 42)
  t.ok(next.changedSeq > Math.max(...told.map(({ seq }) => seq)), 'numbers continue after a restart')
})

t.test('D3 a cursor is good on another browser, after weeks, and after a restart', async t => {
  const { site, ana, ben, eve, talk } = await cast(t, { kept: true })
  await ana.send(talk, 'seen')
  const cursor = await ben.cursor()
  await ana.send(talk, 'missed')
  site.clock.advance(21 * 24 * 3_600_000)
  t.same(saidIn((await ben.ask({ cursor })).events), ['missed'], 'after three weeks without a poll')
  const other = await site.another('ben')
  t.same(saidIn((await other.catchUp(cursor)).events), ['missed'], 'on a browser that did not exist then')
  await site.restart()
  await ana.send(talk, 'said since')
  t.same(saidIn((await ben.catchUp(cursor)).events), ['missed', 'said since'], 'after a restart')
  t.same(saidIn((await eve.catchUp(cursor)).events), [], 'and it opens nothing to eve')
})

t.test('D3 the next poll’s cursor is the ack: no other request is needed', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const { no } = await ana.send(talk, 'arrived?')
  const cursor = await ben.cursor()
  const delivered = async () => (await ana.do<Receipts>('GET', `/api/conversations/${talk}/receipts`)).receipts[0]?.deliveredNo
  site.clock.advance(1_000)
  t.not(await delivered(), no, 'asking for a cursor acknowledges nothing')
  ben.poll({ cursor })
  await site.holds(1)
  site.clock.advance(1_000)
  await until('the message is delivered', async () => await delivered() === no)
})

t.test('D4 an answer names the stretch it covers, and holds all of it the user may see', async t => {
  const { site, ana, ben, cho, eve, talk } = await cast(t)
  const other = await ana.conversationWith(cho)
  const from = await ben.cursor()
  const mine: number[] = []
  for (let index = 0; index < 130; index++) {
    if (index % 3 === 0) await ana.send(other, `for cho ${index}`)
    mine.push((await ana.send(talk, `for ben ${index}`)).changedSeq)
  }
  const { events, answers } = await ben.catchUp(from)
  t.same(events.map(({ seq }) => seq), mine, 'all of this user’s events, none of others’')
  t.ok(answers.length > 1, 'in more than one answer')
  for (const [index, answer] of answers.entries()) {
    const before = answers[index - 1]
    if (before !== undefined) t.equal(answer.fromSeq, before.toSeq, 'a stretch begins where the one before it ended')
    t.ok(answer.events.every(({ seq }) => seq > Number(answer.fromSeq) && seq <= Number(answer.toSeq)))
  }
  const parked = ben.poll({ cursor: answers.at(-1)?.cursor ?? null })
  await site.holds(1)
  await ana.send(other, 'for cho again')
  const { changedSeq } = await ana.send(talk, 'for ben again')
  const woken = await parked.answer()
  t.same([woken.fromSeq, woken.toSeq], [answers.at(-1)?.toSeq, changedSeq])
  t.same(woken.events.map(({ seq }) => seq), [changedSeq])
  const idle = await eve.ask({ cursor: from, hold: 0 })
  t.same([idle.events, idle.toSeq], [[], changedSeq], 'a stretch without events for her is answered as empty')
})

t.test('D4 a told object carries the seq of its last change', async t => {
  const { ana, ben, talk } = await cast(t)
  const from = await ben.cursor()
  const { no, changedSeq } = await ana.send(talk, 'one')
  await ana.do('PATCH', `/api/conversations/${talk}/messages/${no}`, { body: 'two' })
  const { events } = await ben.catchUp(from)
  t.same(events.map(event => 'message' in event && event.message.changedSeq === event.seq), [true, true])
  t.ok((events[1]?.seq ?? 0) > changedSeq)
  t.equal((await ben.history(talk)).at(-1)?.changedSeq, events[1]?.seq, 'and a page says the same')
})

t.test('D5 an ack by one browser takes nothing from another', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const laptop = await site.another('ben')
  const from = await laptop.cursor()
  await ana.send(talk, 'one')
  await ana.send(talk, 'two')
  const { cursor } = await laptop.catchUp(from)
  t.equal((await laptop.ask({ cursor, hold: 0 })).status, 'idle', 'the laptop has acknowledged both')
  t.same(saidIn((await ben.ask({ cursor: from, hold: 0 })).events), ['one', 'two'])
  await ana.send(talk, 'three')
  t.same(saidIn((await laptop.catchUp(cursor)).events), ['three'])
  t.same(saidIn((await ben.ask({ cursor: from, hold: 0 })).events), ['one', 'two', 'three'])
})

t.test('D7 an event between looking and parking is told', async t => {
  const { ana, ben, eve, talk } = await cast(t)
  let cursor = await ben.cursor()
  const hers = eve.poll({ cursor: await eve.cursor() })
  for (let round = 0; round < 80; round++) {
    // From well before the send to well after it, so that some polls arrive in the very turn of the commit.
    const turns = round % 20 - 10
    const poll = turns < 0 ? ben.poll({ cursor }) : null
    if (poll !== null) await loopTurns(-turns)
    const sending = ana.send(talk, `round ${round}`)
    if (poll === null) await loopTurns(turns)
    const answer = await (poll ?? ben.poll({ cursor })).answer()
    t.same(answer.events.map(({ seq }) => seq), [(await sending).changedSeq], `round ${round}`)
    cursor = cursorIn(answer)
  }
  t.equal(hers.isAnswered(), false, 'eve is still parked')
})

t.test('D7 an event between reading the ledger and parking is told', async t => {
  const { ana, ben, talk } = await cast(t, { config: { mailboxEvents: 1 } })
  const told: number[] = []
  let cursor = await ben.cursor()
  // Sends without awaiting, so that there is a commit in nearly every turn.
  const sends: Promise<{ changedSeq: number }>[] = []
  const saying = (async () => {
    for (let said = 0; said < 150; said += 2) {
      sends.push(ana.send(talk, `${said}`), ana.send(talk, `${said + 1}`))
      await loopTurns(1)
    }
  })()
  while (told.length < 150) {
    const answer = await ben.ask({ cursor })
    told.push(...answer.events.map(({ seq }) => seq))
    cursor = cursorIn(answer)
  }
  await saying
  const sent = (await Promise.all(sends)).map(({ changedSeq }) => changedSeq).sort((a, b) => a - b)
  t.same(told, sent, 'though memory holds one event, everything came once and in order')
})

async function loopTurns (count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve))
}
