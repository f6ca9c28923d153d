import t from 'tap'
import { open, started } from '../stage/polling.ts'
import { answer, asked, body, stretch } from '../stage/world.ts'

t.test('a poll has cursor, hold, tab, number, view and whether the person is active', async t => {
  const { network, active } = started()
  t.match(network.one, { method: 'GET', body: null, timeoutMs: 35_000 })
  t.match(network.one.url, /^\.\.\/poll\?/)
  t.same(asked(network.one), { cursor: 'r.10.0', hold: '25', tab: 'tab1', n: '1', view: 'html', active: '1' })
  active.now = false
  network.one.answer(body(stretch(10, 11)))
  t.same(asked(network.one), { cursor: 'r.11.0', hold: '25', tab: 'tab1', n: '2', view: 'html', active: '0' })
})

t.test('a page without a cursor starts from now', async t => {
  const { network } = started({ cursor: null })
  t.notOk('cursor' in asked(network.one))
  network.one.answer(body(answer({ status: 'idle', from: null, cursor: 'r.40.2', fromSeq: 40, toSeq: 40 })))
  t.equal(asked(network.one)['cursor'], 'r.40.2')
})

t.test('D24 the next poll leaves as the last one completes, without any delay', async t => {
  const { network, clock, seen, relayed } = started()
  for (const [from, to] of [[10, 12], [12, 12], [12, 13]] as const) {
    clock.pass(25_000)
    network.one.answer(body(stretch(from, to, { status: to > from ? 'events' : 'idle' })))
    t.equal(network.one.at, clock.now())
  }
  t.same(seen, [11, 12, 13])
  t.equal(relayed.length, 3, 'and each answer is handed on for the other tabs')
})

t.test('there are never two polls at once, for any sequence of calls', async t => {
  const { network, polls, clock } = started()
  const { start, catchUp, retryNow, rest } = polls
  for (const press of [start, catchUp, retryNow, start, rest, start, catchUp]) {
    press()
    clock.pass(500)
    t.ok(network.open.length <= 1)
  }
  t.equal(network.open.length, 1, 'and one is asked in the end')
})

t.test('busy, drain and yield are obeyed to the millisecond, and count as no outage', async t => {
  for (const status of ['busy', 'drain', 'yield']) {
    const { network, clock, links } = started()
    network.one.answer(body(answer({ status, retryMs: 5_000 })))
    clock.pass(4_999)
    t.equal(network.open.length, 0)
    clock.pass(1)
    t.equal(asked(network.one)['hold'], '25')
    t.same(links, [])
  }
})

t.test('a pause the server asked for outlives a wake, but not the person\'s retry', async t => {
  const { network, clock, polls } = started()
  network.one.answer(body(answer({ status: 'busy', retryMs: 5_000 })))
  polls.catchUp()
  clock.pass(1_000)
  t.equal(network.open.length, 0)
  polls.retryNow()
  t.equal(asked(network.one)['hold'], '0')
})

t.test('D9 a pause that comes with events is kept', async t => {
  const { network, clock, seen } = started()
  network.one.answer(body(stretch(10, 11, { more: true, retryMs: 2_000 })))
  t.same(seen, [11])
  clock.pass(1_999)
  t.equal(network.open.length, 0)
  clock.pass(1)
  t.equal(network.open.length, 1)
})

t.test('D8 a newest poll that is superseded (a duplicated tab) takes a new tab id, after 1 s', async t => {
  const { network, clock } = started()
  network.one.answer(body(answer({ status: 'superseded' })))
  clock.pass(999)
  t.equal(network.open.length, 0)
  clock.pass(1)
  t.match(asked(network.one), { tab: 'tab2', n: '1', cursor: 'r.10.0' })
})

t.test('resync and signed-out end the loop with their reason', async t => {
  for (const [fields, said] of [
    [{ status: 'resync', reason: 'run', cursor: null }, 'resync run'],
    [{ status: 'signed-out' }, 'signed-out null']
  ] as const) {
    const { network, clock, ends, polls } = started()
    network.one.answer(body(answer(fields)))
    polls.catchUp()
    polls.retryNow()
    clock.pass(60_000)
    t.same(ends, [said])
    t.equal(network.calls.length, 1)
  }
})

t.test('an early answer that moved nothing is followed after a pause', async t => {
  for (const fields of [{ status: 'idle' }, { status: 'events', cursor: 'r.10.0', events: [] }]) {
    const { network, clock } = started()
    clock.pass(100)
    network.one.answer(body(answer(fields)))
    clock.pass(999)
    t.equal(network.open.length, 0)
    clock.pass(1)
    t.equal(network.open.length, 1)
  }
})

t.test('D24 a wake drops the parked poll, asks with hold=0 until there is no more, then holds', async t => {
  const { network, polls, seen, clock } = started()
  const parked = network.one
  clock.pass(60)
  polls.catchUp()
  t.notOk(parked.open)
  t.match(asked(network.one), { hold: '0', n: '2', cursor: 'r.10.0' })
  polls.catchUp()
  t.match(asked(network.one), { n: '2' }, 'several signs of waking are one question')
  network.one.answer(body(stretch(10, 12, { more: true })))
  t.match(asked(network.one), { hold: '0', cursor: 'r.12.0' })
  network.one.answer(body(answer({ status: 'idle', fromSeq: 12, toSeq: 12, cursor: 'r.12.0' })))
  t.match(asked(network.one), { hold: '25' })
  t.same(seen, [11, 12])
})

t.test('D21 a follower sends no poll until it is told to, and then only one', async t => {
  const { network, polls, clock } = open()
  polls.catchUp()
  t.equal(asked(network.one)['hold'], '0')
  network.one.answer(body(stretch(10, 11)))
  clock.pass(300_000)
  t.equal(network.calls.length, 1)
})

t.test('D21 a leader that becomes a follower drops its parked poll', async t => {
  const { network, polls } = started()
  polls.rest()
  t.equal(network.open.length, 0)
})

t.test('D4 a relayed answer without a gap is applied without a poll', async t => {
  const { network, polls, seen } = open()
  polls.catchUp()
  network.one.answer(body(answer({ status: 'idle' })))
  polls.hear(stretch(9, 11))
  t.same(seen, [11])
  t.equal(network.calls.length, 1)
})

t.test('D9 a page without an own answer keeps its cursor: its first answer brings the signals', async t => {
  const { network, polls, seen } = open()
  polls.catchUp()
  polls.hear(stretch(10, 11))
  t.same(seen, [])
  t.match(asked(network.one), { cursor: 'r.10.0' })
  network.one.answer(body(answer({ status: 'idle' })))
  t.same(seen, [11])
})

t.test('D4 a relayed answer beyond a gap waits, and one poll with hold=0 closes the gap', async t => {
  const { network, polls, seen, clock } = open()
  polls.hear(stretch(12, 13))
  polls.hear(stretch(13, 14))
  t.same(seen, [])
  t.match(asked(network.one), { hold: '0', cursor: 'r.10.0' })
  network.one.answer(body(stretch(10, 12)))
  t.same(seen, [11, 12, 13, 14])
  clock.pass(300_000)
  t.equal(network.calls.length, 1)
})

t.test('D4 a follower\'s catch-up that fails is retried until it is answered', async t => {
  const { network, polls, seen, clock } = open()
  polls.hear(stretch(11, 12))
  network.one.answer({ status: 0 })
  clock.pass(1_000)
  network.one.answer(body(stretch(10, 12)))
  t.same(seen, [11, 12])
})

t.test('D4 two own answers with a gap end the loop with a resync', async t => {
  const { network, ends } = started()
  network.one.answer(body(stretch(11, 12)))
  t.equal(asked(network.one)['hold'], '0')
  network.one.answer(body(stretch(11, 12)))
  t.same(ends, ['resync gap'])
})

t.test('D1 an answer lost on the way is asked for again with the same cursor', async t => {
  const { network, seen, clock } = started()
  network.one.answer(body(stretch(10, 11)))
  clock.pass(6_000)
  network.one.answer({ status: 0 })
  t.equal(asked(network.one)['cursor'], 'r.11.0')
  network.one.answer(body(stretch(11, 12)))
  t.same(seen, [11, 12])
})

t.test('after the end nothing is requested and nothing applied', async t => {
  const { network, polls, clock } = started()
  polls.end()
  polls.start()
  polls.hear(stretch(12, 13))
  clock.pass(60_000)
  t.equal(network.open.length, 0)
  t.equal(network.calls.length, 1)
})
