import t, { type Test } from 'tap'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import type { Browser } from '../../../rules/stage/browser.ts'
import { look, said, stage } from './stage/faults.ts'

async function passed (t: Test, browser: Browser): Promise<void> {
  t.match(scoreboardOf(await look(browser)), { passed: true }, 'nothing lost, doubled or out of order')
}

t.test('D1 the next poll answer is lost -> comes again by the same cursor, shown once', async t => {
  const { ana, ben, talk, page } = await stage(t)
  t.match(await page.arm({ fault: 'lose-poll-answer' }), { state: 'armed', outcome: null, rule: 'D1' })
  const { no } = await ben.send(talk, 'one')
  const fault = await page.ending()
  t.match(fault, { outcome: 'kept', no, n: Number, provenBy: Number })
  await ben.send(talk, 'two')
  await page.until('both', () => page.shown.length === 2)
  t.same(page.shown, ['one', 'two'])
  const rows = await look(ana)
  t.match(rows.find(({ n }) => n === fault?.n), { fault: 'lose-poll-answer', news: { events: [{ no }] } })
  t.match(rows.find(({ n }) => n === fault?.provenBy), { news: { events: [{ no, again: true }] } })
  t.equal(rows.filter(({ fault }) => fault !== undefined).length, 1, 'once')
  await passed(t, ana)
})

t.test('D12 a send’s answer is lost -> the page sends it again, and it is stored once', async t => {
  const { ana, talk, page } = await stage(t)
  await page.arm({ fault: 'lose-send-answer' })
  page.outbox.send(talk, 'one', null)
  page.outbox.send(talk, 'two', null)
  const fault = await page.ending()
  t.match(fault, { outcome: 'kept', rule: 'D12', no: Number })
  await page.until('an empty outbox', () => page.outbox.entries().length === 0)
  t.same(await said(ana, talk), ['one', 'two'])
  t.match(scoreboardOf(await look(ana)), { duplicates: 1, stored: 2, passed: true })
})

t.test('D4 an answer is delivered twice -> each message is shown once, and the page goes on', async t => {
  const { ana, ben, talk, page } = await stage(t)
  await page.arm({ fault: 'deliver-twice' })
  const { no } = await ben.send(talk, 'one')
  t.match(await page.ending(), { outcome: 'kept', rule: 'D4', no })
  await ben.send(talk, 'two')
  await page.until('both', () => page.shown.length >= 2)
  t.same(page.shown, ['one', 'two'])
  const twice = (await look(ana)).filter(({ news }) => news?.events.some(each => each.no === no))
  t.equal(twice.length, 2, 'it went over the wire twice')
  await passed(t, ana)
})

t.test('D12 a network sends a message twice -> stored once', async t => {
  const { ana, talk, page } = await stage(t)
  await page.arm({ fault: 'send-twice' })
  page.outbox.send(talk, 'one', null)
  t.match(await page.ending(), { outcome: 'kept', rule: 'D12', no: Number, n: Number })
  t.same(await said(ana, talk), ['one'])
  await passed(t, ana)
})

for (const ending of ['page', 'close', 'silent'] as const) {
  t.test(`D18 a hold is cut after 6 s (${ending}) -> the page asks again by the same cursor`, async t => {
    const { ana, ben, talk, page } = await stage(t)
    await page.arm({ fault: 'cut-hold', seconds: 6, ending })
    await page.until('the cut', async () => (await page.faults())[0]?.state !== 'armed')
    await ben.send(talk, 'in the gap')
    const fault = await page.ending()
    t.match(fault, { outcome: 'kept', rule: 'D18', seconds: 6, ending })
    await page.until('the message', () => page.shown.length > 0)
    t.same(page.shown, ['in the gap'])
    const [cut] = (await look(ana)).filter(({ n }) => n === fault?.n)
    t.equal((cut?.endedAt ?? 0) - (cut?.startedAt ?? 0) >= 6_000, true)
    t.match(cut, ending === 'page' ? { end: 'answered', status: 504, news: null } : { end: 'left', status: null, news: null })
    t.same(page.links, [], 'no outage is shown')
    await passed(t, ana)
  })
}

t.test('D31 the network swaps two sends -> the page never has two on the way', async t => {
  const { ana, talk, page } = await stage(t)
  await page.arm({ fault: 'swap-sends' })
  page.outbox.send(talk, 'one', null)
  page.outbox.send(talk, 'two', null)
  t.match(await page.ending(), { outcome: 'kept', rule: 'D31' })
  await page.until('an empty outbox', () => page.outbox.entries().length === 0)
  t.same(await said(ana, talk), ['one', 'two'])
  await passed(t, ana)
})

t.test('D31 a program sends two at once while they are swapped -> broken, by its own haste', async t => {
  const { ana, talk, page } = await stage(t)
  await page.arm({ fault: 'swap-sends' })
  const first = ana.call('POST', `/api/conversations/${talk}/messages`, { clientId: 'ana-says-1', body: 'one' })
  await page.until('the first is held', async () => (await page.faults())[0]?.state === 'happened')
  await ana.call('POST', `/api/conversations/${talk}/messages`, { clientId: 'ana-says-2', body: 'two' })
  t.equal((await first).status, 201)
  t.match(await page.ending(), { outcome: 'broken' })
  t.same(await said(ana, talk), ['two', 'one'])
})

t.test('D3 an answer is delayed -> what is said meanwhile waits, and comes after it', async t => {
  const { ana, ben, talk, page } = await stage(t)
  await page.arm({ fault: 'delay', seconds: 4 })
  await ben.send(talk, 'one')
  await ben.send(talk, 'two')
  t.same(page.shown, [])
  t.match(await page.ending(), { outcome: 'kept', rule: 'D3', seconds: 4 })
  await page.until('both', () => page.shown.length === 2)
  t.same(page.shown, ['one', 'two'])
  await passed(t, ana)
})

t.test('D15 a text is recalled while its answer is delayed -> it is not told', async t => {
  const { ben, talk, page } = await stage(t)
  await page.arm({ fault: 'delay', seconds: 10 })
  const { no } = await ben.send(talk, 'regretted')
  await page.until('the delay', async () => (await page.faults())[0]?.state === 'happened')
  await ben.do('DELETE', `/api/conversations/${talk}/messages/${no}`)
  t.match(await page.ending(), { outcome: 'kept' })
  await ben.send(talk, 'later')
  await page.until('the next', () => page.shown.includes('later'))
  t.notOk(page.shown.includes('regretted'))
})

t.test('D19 three answers go by HTTP/1.0 -> each is whole, and nothing is lost', async t => {
  const { ana, ben, talk, page } = await stage(t)
  await page.arm({ fault: 'old-proxy' })
  for (const text of ['one', 'two', 'three', 'four']) {
    await ben.send(talk, text)
    await page.until(text, () => page.shown.includes(text))
  }
  t.match(await page.ending(), { outcome: 'kept', rule: 'D19' })
  t.same(page.shown, ['one', 'two', 'three', 'four'])
  t.equal((await look(ana)).filter(({ fault }) => fault === 'old-proxy').length, 3)
  await passed(t, ana)
})

t.test('D22 seven tabs poll -> two are held, the others told to come again, and messages come', async t => {
  const { ana, ben, talk, page } = await stage(t)
  t.match(await page.arm({ fault: 'seven-tabs' }), { state: 'ended', outcome: 'kept', rule: 'D22' })
  await ben.send(talk, 'one')
  await page.until('the message', () => page.shown.length > 0)
  t.same(page.shown, ['one'])
  const others = (await look(ana)).filter(({ fault }) => fault === 'seven-tabs')
  t.equal(others.length, 6)
  t.ok(others.filter(({ news }) => news?.status === 'yield').length >= 4)
  await passed(t, ana)
})

t.test('D3 a tab freezes for 20 s -> then it has all that was said meanwhile, in order', async t => {
  const { ana, ben, talk, page } = await stage(t)
  await page.arm({ fault: 'freeze-tab', seconds: 20 })
  for (const text of ['one', 'two', 'three']) await ben.send(talk, text)
  await page.until('ten seconds', (at => () => Date.now() >= at)(0))
  t.same(page.shown, [])
  t.match(await page.ending(), { outcome: 'kept', rule: 'D3' })
  await page.until('all three', () => page.shown.length === 3)
  t.same(page.shown, ['one', 'two', 'three'])
  await passed(t, ana)
})
