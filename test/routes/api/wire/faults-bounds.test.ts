import t from 'tap'
import type { Fault } from '#domain/wire/faults/fault-table.ts'
import { loadScripts } from '../../../client/stage/scripts.ts'
import { cast } from '../../../rules/stage/site.ts'
import { look, said, stage } from './stage/faults.ts'

t.test('eve, and ana while she is no admin -> refused with the reason; a token as well', async t => {
  const { site, ana, eve } = await cast(t)
  for (const browser of [eve, ana]) {
    t.match(await browser.call('POST', '/api/wire/faults', { fault: 'delay' }), { status: 403, body: { reason: 'faults-off' } })
    t.match(await browser.do('GET', '/api/wire/faults'), { allowed: false, faults: [] })
  }
  await site.world.people.accounts.setAdmin('ana', true)
  const program = await site.program(ana)
  t.equal((await program.call('POST', '/api/wire/faults', { fault: 'delay' })).status, 403)
  t.match(await ana.do('GET', '/api/wire/faults'), { allowed: true, canRestart: false, faults: [] })
  t.match(await ana.call('POST', '/api/wire/faults', { fault: 'restart' }), { status: 409, body: { reason: 'restart-none' } })
  t.equal((await ana.call('POST', '/api/wire/faults', { fault: 'flood' })).status, 400)
})

t.test('U225 two admins, and another browser of the same -> a fault acts on none but its own', async t => {
  const { site, ana, ben, eve, talk, page } = await stage(t)
  await site.world.people.accounts.setAdmin('eve', true)
  await look(eve)
  for (const fault of ['lose-poll-answer', 'lose-send-answer', 'cut-hold', 'freeze-tab']) await eve.do('POST', '/api/wire/faults', { fault })
  const other = await site.another('ana')
  await other.do('POST', '/api/wire/faults', { fault: 'lose-poll-answer' })
  await ben.send(talk, 'one')
  await page.until('the message', () => page.shown.length > 0)
  t.equal((await ana.send(talk, 'two')).body, 'two')
  t.same(await page.faults(), [], 'nor are they told to it')
  t.same((await look(ana)).filter(({ fault }) => fault !== undefined), [])
})

t.test('the wire view itself, pages and calls -> are never disturbed', async t => {
  const { ana, page } = await stage(t)
  for (const fault of ['delay', 'cut-hold', 'freeze-tab', 'lose-poll-answer']) await page.arm({ fault })
  t.equal((await ana.call('GET', '/api/wire')).status, 200)
  t.equal((await ana.call('GET', '/api/me')).status, 200)
})

t.test('a fault that meets nothing, or that nothing proves -> ends unseen', async t => {
  const { site, ana, ben, talk, page } = await stage(t)
  await page.arm({ fault: 'lose-send-answer' })
  site.clock.advance(2 * 60_000)
  t.match(await page.faults(), [{ state: 'ended', outcome: 'unseen' }])
  await page.arm({ fault: 'lose-poll-answer' })
  page.close()
  const poll = ana.poll({ cursor: await ana.cursor(), tab: 'raw', n: 1 })
  await ben.send(talk, 'one')
  await t.rejects(poll.answer())
  t.match(await page.faults(), [{ state: 'happened', outcome: null }, {}])
  site.clock.advance(60_000)
  t.match(await page.faults(), [{ state: 'ended', outcome: 'unseen' }, {}])
})

t.test('nobody watches any more, or all are switched off -> faults end and are forgotten', async t => {
  const { site, ana, ben, talk, page } = await stage(t)
  await page.arm({ fault: 'lose-poll-answer' })
  t.equal((await ana.call('DELETE', '/api/wire/faults')).status, 204)
  t.same(await page.faults(), [])
  await ben.send(talk, 'one')
  await page.until('the message', () => page.shown.length === 1)
  await page.arm({ fault: 'freeze-tab', seconds: 60 })
  await ana.call('DELETE', '/api/wire/faults')
  await ben.send(talk, 'two')
  await page.until('the message', () => page.shown.length === 2)
  await page.arm({ fault: 'delay' })
  site.clock.advance(5 * 60_000)
  t.same(await page.faults(), [])
})

t.test('D27 a browser signs out while its answer is delayed -> the answer is cut', async t => {
  const { site, ana, ben, talk, page } = await stage(t)
  page.close()
  await page.arm({ fault: 'delay', seconds: 10 })
  const poll = ana.poll({ cursor: await ana.cursor(), tab: 'raw', n: 1 })
  await site.holds(1)
  await ben.send(talk, 'one')
  t.match(await page.faults(), [{ state: 'happened' }])
  await ana.call('POST', '/api/logout', {})
  await t.rejects(poll.answer())
})

t.test('a frozen tab that asks again and again -> eight requests are kept open, and no more', async t => {
  const { site, ana, page } = await stage(t)
  page.close()
  const cursor = await ana.cursor()
  await page.arm({ fault: 'freeze-tab' })
  const polls = Array.from({ length: 12 }, (_, n) => ana.poll({ cursor, hold: 0, tab: 'raw', n }))
  for (let trips = 0; trips < 3; trips++) await site.heard(ana)
  t.equal(polls.filter(poll => poll.isAnswered()).length, 4)
  site.clock.advance(20_000)
  const ends = await Promise.allSettled(polls.map(async poll => await poll.answer()))
  t.equal(ends.filter(({ status }) => status === 'rejected').length, 8)
})

t.test('a page that moves on past a lost answer -> broken, by the exchange that shows it', async t => {
  const { site, ana, ben, talk, page } = await stage(t)
  page.close()
  await page.arm({ fault: 'lose-poll-answer' })
  const cursor = await ana.cursor()
  const poll = ana.poll({ cursor, tab: 'raw', n: 1 })
  await site.holds(1)
  await ben.send(talk, 'one')
  await t.rejects(poll.answer())
  await ana.ask({ cursor: await ana.cursor(), hold: 0, tab: 'raw', n: 2 })
  const [fault] = await page.faults()
  t.match(fault, { state: 'ended', outcome: 'broken' } satisfies Partial<Fault>)
  t.ok((fault?.provenBy ?? 0) > (fault?.n ?? 0))
})

t.test('a page that shows all it is sent -> shows the repeated message twice', async t => {
  const scripts = loadScripts((name, source) => name === 'consumer.js' ? replaced(source, 'items[i].seq > before', 'items[i].seq > 0') : source)
  const { ben, talk, page } = await stage(t, scripts)
  await page.arm({ fault: 'deliver-twice' })
  await ben.send(talk, 'one')
  await page.ending()
  t.same(page.shown, ['one', 'one'])
})

t.test('a page that begins anew after a cut -> broken', async t => {
  const scripts = loadScripts((name, source) => name === 'poll-loop.js' ? replaced(source, 'mine.cursor === null ?', 'polls.cuts > 0 ?') : source)
  const { page } = await stage(t, scripts)
  await page.arm({ fault: 'cut-hold' })
  t.match(await page.ending(), { outcome: 'broken', rule: 'D18' })
})

t.test('a page that sends two at once -> broken, and they are stored in the wrong order', async t => {
  const [found, planted] = ['!outbox.flights[list[i].conversationId] &&', '(outbox.flights[list[i].conversationId] || {}).clientId !== list[i].clientId &&']
  const scripts = loadScripts((name, source) => name === 'outbox.js' ? replaced(source, found, planted) : source)
  const { ana, talk, page } = await stage(t, scripts)
  await page.arm({ fault: 'swap-sends' })
  page.outbox.send(talk, 'one', null)
  page.outbox.send(talk, 'two', null)
  t.match(await page.ending(), { outcome: 'broken', rule: 'D31' })
  t.same(await said(ana, talk), ['two', 'one'])
})

function replaced (source: string, find: string, by: string): string {
  if (source.split(find).length !== 2) throw new Error(`the script does not hold ${find} once`)
  return source.replace(find, by)
}
