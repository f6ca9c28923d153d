// D25, D27 to D30: the bounds, the ends of sessions and servers, and the view an operator has of them.
import { existsSync } from 'node:fs'
import t from 'tap'
import { saidIn, until } from './stage/browser.ts'
import { open } from '#test/raw.ts'
import { cast } from './stage/site.ts'

const PASSWORD = 'correct horse'

t.test('D25 with little memory, the ledger gives the same answer', async t => {
  const { ana, ben, cho, eve, talk } = await cast(t, { config: { mailboxEvents: 3 } })
  const other = await ana.conversationWith(cho)
  const from = await ben.cursor()
  const said: string[] = []
  for (let index = 0; index < 30; index++) {
    said.push(`message ${index}`)
    await ana.send(talk, `message ${index}`)
    await ana.send(other, 'for cho')
    if (index % 10 === 0) t.same(saidIn((await ben.catchUp(from)).events), said)
  }
  t.same(saidIn((await ben.catchUp(from)).events), said)
  t.same((await eve.catchUp(from)).events, [])
})

t.test('D25 one mailbox keeps to its bounds, and all of them together to their budget', async t => {
  for (const config of [{ mailboxKib: 64 }, { mailboxEvents: 5 }, { mailboxKib: 1_048_576, mailboxEvents: 100_000, mailboxesMib: 1 }]) {
    const { site, ana, ben, talk } = await cast(t, { config })
    const { mailboxes } = site.world.messenger
    const from = await ben.cursor()
    await ana.cursor()
    const body = 'x'.repeat(8_000)
    let most = 0
    for (let index = 0; index < 90; index++) {
      await ana.send(talk, body)
      most = Math.max(most, mailboxes.bytes)
    }
    const bound = config.mailboxesMib !== undefined ? 1024 * 1024 : config.mailboxEvents !== undefined ? 5 * 2 * 17_000 : 64 * 1024
    t.ok(most > 16_000 && most <= bound, `${most} bytes, at most ${bound}`)
    t.equal((await ben.catchUp(from)).events.length, 90, 'and nothing is lost')
  }
})

t.test('D25 a mailbox without polls is dropped, and later polls read the ledger', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const from = await ben.cursor()
  t.equal(site.world.messenger.mailboxes.count, 1)
  site.clock.advance(11 * 60_000)
  t.equal(site.world.messenger.mailboxes.count, 0)
  await ana.send(talk, 'hello')
  t.same(saidIn((await ben.catchUp(from)).events), ['hello'])
})

t.test('D27 signing out ends this browser’s polls at once, and no others', async t => {
  const { site, ben, eve } = await cast(t)
  const phone = await site.another('ben')
  const cursor = await phone.cursor()
  const [ending, other, hers] = [ben.poll({ cursor, tab: 'a', n: 1 }), phone.poll({ cursor }), eve.poll({ cursor })]
  const second = ben.poll({ cursor, tab: 'b', n: 1 })
  await site.holds(4)
  await ben.do('POST', '/api/logout')
  for (const poll of [ending, second]) {
    const { status, cursor, events } = await poll.answer()
    t.same([status, cursor, events], ['signed-out', null, []])
  }
  t.match((await other.answer()).events, [{ type: 'session', change: 'ended' }], 'the other browser is told of it')
  t.equal((await ben.ask({ cursor })).status, 'signed-out', 'and stays signed out')
  t.equal((await phone.ask({ cursor, hold: 0 })).status, 'events')
  t.equal(hers.isAnswered(), false)
})

t.test('D27 a revocation, new password, ban or expired token ends the session’s polls', async t => {
  const { site, ana, ben, cho, eve } = await cast(t)
  const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['revoked', async () => {
      const { sessions } = await ben.do<{ sessions: { id: string, current: boolean }[] }>('GET', '/api/sessions')
      for (const { id, current } of sessions) if (!current) await ben.do('DELETE', `/api/sessions/${id}`)
    }],
    ['a new password', () => ben.do('PUT', '/api/me/password', { current: PASSWORD, password: 'staple battery' })],
    ['a ban', () => site.world.people.accounts.setDisabled('ben', true)]
  ]
  for (const [how, end] of ends) {
    const phone = await site.another('ben')
    const waiting = phone.poll({ cursor: await phone.cursor() })
    await site.holds(1)
    await end()
    t.equal((await waiting.answer()).status, 'signed-out', how)
    t.equal((await phone.ask()).status, 'signed-out', how)
  }
  t.equal((await ben.ask()).status, 'signed-out', 'the ban ended every browser of the user')

  const program = await site.program(cho)
  const waiting = program.poll({ cursor: await program.cursor() })
  await site.holds(1)
  const { tokens } = await cho.do<{ tokens: { id: string }[] }>('GET', '/api/tokens')
  t.equal((await eve.call('DELETE', `/api/tokens/${tokens[0]?.id}`)).status, 404, 'eve ends nobody’s session')
  t.equal((await eve.call('DELETE', `/api/sessions/${tokens[0]?.id}`)).status, 404)
  t.equal(waiting.isAnswered(), false)
  await cho.do('DELETE', `/api/tokens/${tokens[0]?.id}`)
  t.equal((await waiting.answer()).status, 'signed-out')
  t.equal((await ana.ask()).status, 'idle')
})

t.test('D27 a session unused for thirty days has ended', async t => {
  const { site, ben } = await cast(t)
  t.equal((await ben.ask()).status, 'idle')
  site.clock.advance(30 * 24 * 3_600_000)
  t.equal((await ben.ask()).status, 'signed-out')
})

t.test('D28 a drain answers every poll, spread out, and lets a send in flight finish', async t => {
  let step = 0
  const { site, ana, ben, eve, talk } = await cast(t, { kept: true, random: () => (step++ * 0.37) % 1 })
  t.equal((await ana.call('GET', '/readyz')).status, 200)
  const from = await ben.cursor()
  const waiting = [ana, ben, eve].map(who => who.poll({ cursor: from }))
  await site.holds(3)
  const sending = ana.send(talk, 'in flight')
  site.world.drain()
  const answers = await Promise.all(waiting.map(poll => poll.answer()))
  t.same(answers.map(({ status, cursor }) => [status, cursor]), [1, 2, 3].map(() => ['drain', from]), 'each keeps its cursor')
  t.ok(answers.every(({ retryMs }) => retryMs >= 500 && retryMs <= 5_000))
  t.ok(new Set(answers.map(({ retryMs }) => retryMs)).size > 1, 'not all at once')
  t.equal((await ana.call('GET', '/readyz')).status, 503, 'the load balancer is told to send no more traffic')
  t.equal((await ben.ask({ cursor: from })).status, 'drain', 'no poll is parked again')
  await sending
  t.ok(existsSync(`${site.path}-wal`))
  await site.restart({ meanwhile: () => t.notOk(existsSync(`${site.path}-wal`), 'everything is in the file') })
  t.same(saidIn((await ben.catchUp(from)).events), ['in flight'], 'and it is there after the restart')
})

t.test('D29 a closed connection frees its poll, and the browser misses nothing', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const cursor = await ben.cursor()
  const [gone, stays] = [ben.poll({ cursor, tab: 'a', n: 1 }), ben.poll({ cursor, tab: 'b', n: 1 })]
  await site.holds(2)
  gone.leave()
  await site.holds(1)
  await ana.send(talk, 'hello')
  t.same(saidIn((await stays.answer()).events), ['hello'])
  t.same(saidIn((await ben.ask({ cursor, tab: 'a', n: 2 })).events), ['hello'])
})

t.test('D29 a connection that breaks within a request leaves nothing behind', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const cursor = await ben.cursor()
  for (const cut of [10, 60, 200]) {
    const socket = open(site.origin)
    socket.on('error', () => {})
    socket.write(`GET /poll?cursor=${cursor} HTTP/1.1\r\nHost: holdline\r\nCookie: ${ben.credential['cookie']}\r\n\r\n`.slice(0, cut))
    await site.heard(ben)
    socket.resetAndDestroy()
  }
  await until('no poll to be left', () => site.world.messenger.mailboxes.parkedCount === 0)
  await ana.send(talk, 'hello')
  t.same(saidIn((await ben.ask({ cursor })).events), ['hello'])
})

t.test('D30 metrics and logs show all of it', async t => {
  const { site, ana, ben, eve, talk } = await cast(t)
  const read = async () => await (await fetch(`${site.origin}/metrics`)).text()
  const cursor = await ben.cursor()
  const waiting = ben.poll({ cursor })
  await site.holds(1)
  site.clock.advance(20_000)
  const send = { clientId: 'ana-says-it', body: 'hello' }
  for (let tries = 0; tries < 2; tries++) await ana.do('POST', `/api/conversations/${talk}/messages`, send)
  await waiting.answer()
  await ben.ask({ cursor: 'nonsense' })
  for (const hold of [18, 25]) {
    const cut = ben.poll({ cursor: await ben.cursor(), hold })
    await site.holds(1)
    cut.leave()
    await site.holds(0)
  }
  eve.poll({ cursor: await eve.cursor() })
  await site.holds(1)
  const text = await read()
  for (const [what, line] of [
    ['polls parked', /^holdline_polls_parked 1$/m],
    ['how long they were held, by what was asked for and how they ended', /^holdline_poll_hold_seconds_bucket\{le="18",hold="90",end="events"\} 0$/m],
    ['', /^holdline_poll_hold_seconds_count\{hold="90",end="events"\} 1$/m],
    ['', /^holdline_poll_hold_seconds_count\{hold="18",end="leave"\} 1$/m],
    ['', /^holdline_poll_hold_seconds_count\{hold="25",end="leave"\} 1$/m],
    ['', /^holdline_poll_hold_seconds_count\{hold="90",end="idle"\} 4$/m],
    ['', /^holdline_poll_hold_seconds_count\{hold="90",end="resync"\} 1$/m],
    ['from commit to answer', /^holdline_answer_seconds_count 1$/m],
    ['events in a commit', /^holdline_commit_events_count [1-9]\d*$/m],
    ['resyncs by reason', /^holdline_resyncs_total\{reason="malformed"\} 1$/m],
    ['duplicate sends', /^holdline_duplicate_sends_total 1$/m],
    ['bytes in mailboxes', /^holdline_mailbox_bytes [1-9]\d*$/m],
    ['mailboxes', /^holdline_mailboxes 2$/m]
  ] as const) t.match(text, line, what)
  t.notMatch(text, /ana|ben|hello/, 'and none of it names a person or holds a text')
})
