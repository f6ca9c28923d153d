import t from 'tap'
import { started } from '../stage/polling.ts'
import { answer, asked, body, stretch } from '../stage/world.ts'

t.test('D18 a cut hold is repeated at once without a word to the person', async t => {
  for (const status of [0, 502, 504]) {
    const { network, clock, links } = started()
    clock.pass(20_000)
    network.one.answer({ status, body: '<html>504</html>' })
    t.equal(network.one.at, clock.now())
    t.equal(asked(network.one)['hold'], '25')
    t.equal(asked(network.one)['cursor'], 'r.10.0', 'with the same cursor')
    t.same(links, [])
  }
})

t.test('D17 each poll\'s outcome is reported to the ladder', async t => {
  const { network, clock, ladder } = started()
  clock.pass(25_000)
  network.one.answer(body(answer({ status: 'idle' })))
  clock.pass(3_000)
  network.one.answer(body(stretch(10, 11)))
  clock.pass(20_000)
  network.one.answer({ status: 504, body: '<html>504</html>' })
  clock.pass(4_000)
  network.one.answer({ status: 0 })
  network.one.answer(body(answer({ status: 'idle' })))
  clock.pass(35_000)
  network.one.answer({ status: 0 })
  t.same(ladder.heard, ['idle 25 25000', 'events 25 3000', 'cut 25 20000', 'cut 25 4000', 'idle 0 0', 'cut 25 35000', 'failed'])
})

t.test('D17 a refusal, a stopping server, a proxy\'s page or our own drop is no cut', async t => {
  for (const [afterMs, result] of [
    [3_999, { status: 0 }], [12_000, { status: 503 }], [12_000, { status: 200, body: '<html>sign in</html>' }], [12_000, { status: 429 }]
  ] as const) {
    const { network, clock, ladder } = started()
    clock.pass(afterMs)
    network.one.answer(result)
    t.same(ladder.heard, ['failed'])
  }
  const { network, clock, ladder, polls } = started()
  clock.pass(12_000)
  polls.catchUp()
  polls.rest()
  polls.end()
  t.equal(network.open.length, 0)
  t.same(ladder.heard, [])
})

t.test('D18 a second cut in a row → hold=0: a dead path must not look like a quiet one', async t => {
  const { network, clock, links } = started()
  for (let cut = 0; cut < 2; cut++) {
    clock.pass(20_000)
    network.one.answer({ status: 0 })
  }
  t.equal(asked(network.one)['hold'], '0')
  network.one.answer(body(answer({ status: 'idle' })))
  t.equal(asked(network.one)['hold'], '25', 'answered: the path lives')
  t.same(links, [])
})

t.test('D18 a poll that is never answered ends by itself 10 s after its hold', async t => {
  const { network, clock } = started()
  const first = network.one
  clock.pass(34_999)
  t.ok(first.open)
  clock.pass(1)
  t.notOk(first.open)
  t.equal(asked(network.one)['n'], '2')
})

t.test('D18 instant failures back off from 1 s, doubling to 30 s, with full jitter', async t => {
  for (const random of [0.25, 0.999]) {
    const { network, clock, links } = started({ random })
    const waits: number[] = []
    for (let failure = 0; failure < 8; failure++) {
      const at = clock.now()
      network.one.answer({ status: 0 })
      t.equal(network.open.length, 0)
      while (network.open.length === 0) clock.pass(1)
      waits.push(clock.now() - at)
    }
    t.same(waits, [1, 2, 4, 8, 16, 30, 30, 30].map(most => Math.ceil(most * 1000 * random)))
    t.same(links, ['lost'], 'told once')
    t.equal(asked(network.one)['hold'], '0', 'a short question proves the way is open again')
    network.one.answer(body(answer({ status: 'idle' })))
    t.same(links, ['lost', 'ok'])
    t.equal(asked(network.one)['hold'], '25')
  }
})

t.test('D18 jitter of zero still leaves a pause', async t => {
  const { network, clock } = started({ random: 0 })
  for (let second = 0; second < 10; second++) {
    for (let step = 0; step < 10; step++) {
      if (network.open.length > 0) network.one.answer({ status: 0 })
      clock.pass(100)
    }
  }
  t.ok(network.calls.length <= 51, `${network.calls.length} calls in 10 s`)
})

t.test('D18 Retry-After is obeyed, as seconds and as a date', async t => {
  for (const make of [() => '7', (now: number) => new Date(now + 7_999).toUTCString()]) {
    const { network, clock } = started()
    network.one.answer({ status: 429, body: 'slow down', retryAfter: make(clock.now()) })
    clock.pass(6_900)
    t.equal(network.open.length, 0)
    clock.pass(2_000)
    t.equal(network.open.length, 1)
  }
})

t.test('D18 a bare 503 (a stopping server) is retried soon, and followed at once when it is back', async t => {
  const { network, clock, links, ends } = started()
  clock.pass(12_000)
  network.one.answer({ status: 503, body: 'Service Unavailable' })
  t.equal(network.open.length, 0, 'a late 503 is no cut hold')
  clock.pass(1_000)
  network.one.answer(body(stretch(10, 11)))
  t.equal(network.one.at, clock.now())
  t.same(links, ['lost', 'ok'])
  t.same(ends, [])
})

t.test('a page that is not ours → link state proxy', async t => {
  for (const page of [
    { status: 200, body: '<html><title>Please log in to the network</title></html>' },
    { status: 403, body: 'Blocked by policy' },
    { status: 200, body: '{"holdline":2}' },
    { status: 200, body: 'null' }
  ]) {
    const { network, links, seen } = started()
    network.one.answer(page)
    t.same(links, ['proxy'])
    t.equal(network.open.length, 0, 'and backed off from')
    t.same(seen, [])
  }
})

t.test('an error of ours → link state lost, not proxy', async t => {
  const { network, links } = started()
  network.one.answer({ status: 429, body: '{"statusCode":429,"code":"TOO_MANY","error":"Too Many Requests","message":"…"}' })
  t.same(links, ['lost'])
})

t.test('U21 a doubt → lost at once and a poll with hold=0, not again until an answer', async t => {
  const { network, polls, links, clock } = started()
  clock.pass(10_000)
  polls.doubt()
  t.same(links, ['lost'], 'the five seconds of the bar begin now')
  t.equal(asked(network.one)['hold'], '0', 'instead of the held poll, which would notice late')
  polls.doubt()
  t.equal(network.one.at, clock.now())
  network.one.answer({ status: 0 })
  polls.doubt()
  t.equal(network.open.length, 0, 'its pause is kept')
  clock.pass(1_000)
  network.one.answer(body(answer({ status: 'idle' })))
  t.same(links, ['lost', 'ok'])
})

t.test('U21 a doubt that an answer refutes → ok again, and a held poll', async t => {
  const { network, polls, links } = started()
  polls.doubt()
  network.one.answer(body(answer({ status: 'idle' })))
  t.same(links, ['lost', 'ok'])
  t.not(asked(network.one)['hold'], '0')
})
