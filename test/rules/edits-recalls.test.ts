// D15 and D16: a change is told as a new event; a recalled text is told to nobody; a page and its cursor are one moment.
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { saidIn, type Browser } from './stage/browser.ts'
import { cast } from './stage/site.ts'

const SECRET = 'a secret that was a mistake'

/** Everything this user can be told: the ledger from a cursor, and the page. */
async function everything (who: Browser, from: string, conversationId: string): Promise<string> {
  return JSON.stringify([(await who.catchUp(from)).events, await who.history(conversationId), await who.do('GET', '/api/snapshot')])
}

t.test('D15 an edit is a new event, and the event before it stays as it was', async t => {
  const { ana, ben, cho, eve, talk } = await cast(t)
  const from = await ben.cursor()
  const others = await cho.cursor()
  const { no } = await ana.send(talk, 'first words')
  const path = `/api/conversations/${talk}/messages/${no}`
  await ana.do('PATCH', path, { body: 'second words' })
  const { events } = await ben.catchUp(from)
  t.same(events.map(event => 'message' in event && [event.type, event.message.no, event.message.body]), [
    ['message', no, 'first words'], ['message-edited', no, 'second words']
  ])
  t.same([(await ben.call('PATCH', path, { body: 'x' })).status, (await ben.call('DELETE', path)).status], [403, 403], 'ben did not write it')
  t.same([(await eve.call('PATCH', path, { body: 'x' })).status, (await eve.call('DELETE', path)).status], [404, 404], 'and eve sees nothing there')
  t.equal((await cho.ask({ cursor: others, hold: 0 })).status, 'idle')
  t.equal((await ana.history(talk)).at(-1)?.body, 'second words')
})

t.test('D15 a recalled text is never served again, in replays either', async t => {
  const { site, ana, ben, talk } = await cast(t, { kept: true })
  const from = await ben.cursor()
  const { no } = await ana.send(talk, SECRET)
  const path = `/api/conversations/${talk}/messages/${no}`
  await ana.do('PATCH', path, { body: `${SECRET}, edited` })
  await ana.send(talk, 'later')
  t.match(await everything(ben, from, talk), SECRET, 'until then it is there')
  await ana.do('DELETE', path)
  t.notMatch(await everything(ben, from, talk), SECRET, 'from memory')
  const { events } = await ben.catchUp(from)
  t.same(events.at(-1)?.type, 'message-recalled')
  t.same(saidIn(events), ['', 'later'], 'its events stay, without text')
  t.equal((await ana.call('PATCH', path, { body: 'again' })).status, 409, 'recall is final')
  t.equal((await ana.call('DELETE', path)).status, 200, 'and repeating it changes nothing')
  await site.restart()
  t.notMatch(await everything(ben, from, talk), SECRET, 'from the ledger')
  await site.world.close()
  t.notMatch(readFileSync(site.path, 'latin1'), SECRET, 'nor is it left in the file')
})

t.test('D15 a recall reaches parked polls and answers that are being written', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const { no } = await ana.send(talk, SECRET)
  const parked = ben.poll({ cursor: await ben.cursor() })
  const hers = eve.poll({ cursor: await eve.cursor() })
  await site.holds(2)
  await ana.do('DELETE', `/api/conversations/${talk}/messages/${no}`)
  const [told] = (await parked.answer()).events
  t.same(told !== undefined && 'message' in told && [told.type, told.message.no, told.message.body], ['message-recalled', no, ''])
  await site.heard(eve)
  t.equal(hers.isAnswered(), false)
})

t.test('D15 a recall two minutes after the send is refused', async t => {
  const { site, ana, talk } = await cast(t)
  const { no } = await ana.send(talk, 'said is said')
  site.clock.advance(120_001)
  t.equal((await ana.call<{ code: string }>('DELETE', `/api/conversations/${talk}/messages/${no}`)).body.code, 'TOO_LATE')
})

t.test('D16 a snapshot and the polls from its cursor hold everything once', async t => {
  const { ana, ben, eve, talk } = await cast(t)
  const sends: Promise<Message>[] = []
  const saying = (async () => {
    for (let said = 0; said < 60; said++) {
      sends.push(ana.send(talk, `${said}`))
      await new Promise(resolve => setImmediate(resolve))
    }
  })()
  const taken: { lastNo: number, cursor: string }[] = []
  while (sends.length < 60) {
    const { conversations, cursor } = await ben.do<{ conversations: ConversationSummary[], cursor: string }>('GET', '/api/snapshot')
    taken.push({ lastNo: conversations.find(({ id }) => id === talk)?.lastNo ?? 0, cursor })
  }
  await saying
  const last = Math.max(...(await Promise.all(sends)).map(({ no }) => no))
  t.ok(new Set(taken.map(({ lastNo }) => lastNo)).size > 3, 'snapshots of several moments')
  for (const { lastNo, cursor } of taken) {
    const told = (await ben.catchUp(cursor)).events.flatMap(event => event.type === 'message' ? [event.message.no] : [])
    t.same(told, Array.from({ length: last - lastNo }, (_, index) => lastNo + 1 + index), `from ${lastNo}`)
  }
  t.notMatch(JSON.stringify(await eve.do('GET', '/api/snapshot')), talk, 'eve’s snapshot holds nothing of it')
})

t.test('D16 the first poll from a snapshot brings the state of signals, once', async t => {
  const { site, ana, ben } = await cast(t)
  ana.poll({ cursor: await ana.cursor() })
  await site.holds(1)
  site.clock.advance(1_000)
  await site.heard(ana)
  const { cursor } = await ben.do<{ cursor: string }>('GET', '/api/snapshot')
  const first = await ben.ask({ cursor })
  t.match(first.signals.presence, [{ username: 'ana', state: 'online' }])
  const second = ben.poll({ cursor: first.cursor })
  await site.holds(2)
  site.clock.advance(2_000)
  await site.heard(ben)
  t.equal(second.isAnswered(), false)
})
