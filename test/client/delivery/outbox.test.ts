import t from 'tap'
import { bodies, openOutbox as open, refused, sent, stored } from '../stage/outboxes.ts'
import type { Call } from '../stage/world.ts'

t.test('a message is sent with its own clientId, and leaves the outbox when it is stored', async t => {
  const { network, tab, storage } = open()
  const { outbox, told } = tab
  outbox.send('c_1', 'one', 7)
  t.equal(network.one.method, 'POST')
  t.equal(network.one.url, '../api/conversations/c_1/messages')
  t.same(sent(network.one), { clientId: 'id1', body: 'one', readNo: 7 })
  stored(network.one)
  t.same(told, ['one sending', 'one stored'])
  t.same(outbox.entries(), [])
  t.equal(storage.kept.size, 0, 'nothing stays behind, the lease included')
})

t.test('D31 the next message of a conversation waits for the answer to the last one', async t => {
  const { network, tab } = open()
  for (const body of ['one', 'two', 'three']) tab.outbox.send('c_1', body, null)
  t.same(bodies(network.open), ['one'])
  stored(network.one)
  t.same(bodies(network.open), ['two'])
  stored(network.one)
  stored(network.one)
  t.same(bodies(network.calls), ['one', 'two', 'three'])
})

t.test('conversations do not wait for each other, and share two connections at most', async t => {
  const { network, tab } = open()
  for (const conversation of ['c_1', 'c_2', 'c_3']) tab.outbox.send(conversation, conversation, null)
  t.same(bodies(network.open), ['c_1', 'c_2'])
  stored(network.open[1] as Call)
  t.same(bodies(network.open), ['c_1', 'c_3'])
})

t.test('D12 D31 a lost answer → the same clientId again, before any later message', async t => {
  const { network, clock, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  tab.outbox.send('c_1', 'two', null)
  network.one.answer({ status: 0 })
  t.equal(network.open.length, 0)
  clock.pass(1_000)
  t.same(sent(network.one), { clientId: 'id1', body: 'one' })
  stored(network.one, 200)
  t.same(bodies(network.open), ['two'])
})

t.test('D31 a bounced or refused message keeps its reason and releases the next one', async t => {
  const { network, tab } = open()
  for (const body of ['one', 'two', 'three']) tab.outbox.send('c_1', body, null)
  refused(network.one, 403, 'NOT_A_CONTACT')
  refused(network.one, 413, 'TOO_LARGE')
  stored(network.one)
  t.same(tab.told.slice(3), ['one bounced NOT_A_CONTACT', 'two failed TOO_LARGE', 'three stored'])
  t.match(tab.outbox.entries(), [{ body: 'one', reason: 'because NOT_A_CONTACT' }, { body: 'two' }])
})

t.test('a bounced message is retried under its clientId', async t => {
  const { network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  refused(network.one, 403, 'NOT_A_CONTACT')
  tab.outbox.retry('id1')
  tab.outbox.retry('id1')
  t.equal(sent(network.one).clientId, 'id1')
  stored(network.one)
  t.same(tab.told, ['one sending', 'one bounced NOT_A_CONTACT', 'one sending', 'one stored'])
})

t.test('a message whose clientId was used for another is sent under a new one', async t => {
  const { network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  refused(network.one, 409, 'CLIENT_ID_REUSED')
  tab.outbox.retry('id1')
  t.same(sent(network.one), { clientId: 'id2', body: 'one' })
})

t.test('without an answer it backs off, shows it after the third try, and goes when it can', async t => {
  const { network, clock, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  for (let call = 0; call < 5; call++) {
    network.one.answer(call === 1 ? { status: 200, body: '<html>Log in to the network</html>' } : { status: 0 })
    t.equal(network.open.length, 0, 'never at once')
    if (call < 4) clock.pass(15_000)
  }
  t.same(tab.told.slice(0, 2), ['one sending', 'one failed waiting OFFLINE'])
  tab.outbox.poke()
  stored(network.one)
  t.equal(tab.told.at(-1), 'one stored')
})

t.test('a temporary refusal is shown at once, its Retry-After obeyed, and retried', async t => {
  const { network, clock, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  network.one.answer({ status: 503, retryAfter: '9', body: '{"statusCode":503,"code":"STORAGE_FULL","message":"The disk is full."}' })
  t.equal(tab.told.at(-1), 'one failed waiting STORAGE_FULL')
  clock.pass(8_999)
  t.equal(network.open.length, 0)
  clock.pass(1_001)
  stored(network.one)
})

t.test('S8 a message over the daily limit waits with its reason for as long as it was told', async t => {
  const { network, clock, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  tab.outbox.send('c_2', 'two', null)
  const HOUR_S = 3_600
  for (const call of [...network.open]) {
    call.answer({ status: 429, retryAfter: String(HOUR_S), body: '{"statusCode":429,"code":"TOO_MUCH","message":"You have written as much as one person may in a day."}' })
  }
  t.match(tab.outbox.entries(), [{ body: 'one', state: 'failed', waiting: true, code: 'TOO_MUCH' }, { body: 'two', waiting: true }])
  const before = network.calls.length
  for (let second = 0; second < HOUR_S; second++) {
    clock.pass(1_000)
    for (const call of [...network.open]) call.answer({ status: 429, retryAfter: String(HOUR_S), body: '{"statusCode":429,"code":"TOO_MUCH","message":"…"}' })
  }
  t.ok(network.calls.length - before <= 2 * 6, 'ten minutes are the longest a server is believed')
  t.match(tab.outbox.entries(), [{ body: 'one', waiting: true }, { body: 'two', waiting: true }], 'nothing of it is lost')
})

t.test('later messages stay behind one that waits', async t => {
  const { network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  network.one.answer({ status: 0 })
  tab.outbox.send('c_1', 'two', null)
  tab.outbox.retry('id2')
  t.same(bodies(network.open), ['one'])
})

t.test('the outbox survives a reload, in order, and continues by itself', async t => {
  const { browser, network, clock, tab } = open()
  for (const body of ['one', 'two', 'three']) tab.outbox.send('c_1', body, null)
  tab.outbox.end()
  t.equal(network.open.length, 0)
  clock.pass(-5_000) // the clock was set back meanwhile

  const again = browser.tab()
  t.same(again.outbox.entries().map(entry => entry.body), ['one', 'two', 'three'])
  again.outbox.send('c_1', 'four', null)
  for (let message = 0; message < 4; message++) stored(network.one)
  t.same(bodies(network.calls), ['one', 'one', 'two', 'three', 'four'])
  t.equal(sent(network.calls[1] as Call).clientId, 'id1')
})

t.test('a refused message is still refused after a reload, with its reason', async t => {
  const { browser, network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  refused(network.one, 403, 'NOT_A_CONTACT')
  tab.outbox.end()
  const again = browser.tab()
  again.outbox.poke()
  t.match(again.outbox.entries(), [{ state: 'bounced', code: 'NOT_A_CONTACT', reason: 'because NOT_A_CONTACT' }])
  t.equal(network.open.length, 0)
})

t.test('another user of the same browser neither sees nor sends it', async t => {
  const { browser, network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  tab.outbox.end()
  const eve = browser.tab('u_eve')
  eve.outbox.poke()
  t.same(eve.outbox.entries(), [])
  t.equal(network.open.length, 0)
  t.equal(browser.tab().outbox.entries().length, 1, 'and it waits for its owner')
})

t.test('two tabs never send the same entry at once: one holds the lease', async t => {
  const { browser, network, clock, tab } = open()
  const other = browser.tab()
  tab.outbox.send('c_1', 'one', null)
  other.outbox.send('c_1', 'two', null)
  other.outbox.poke()
  clock.pass(5_000)
  t.same(bodies(network.open), ['one'])
  stored(network.one)
  t.same(bodies(network.open), ['two'], 'whoever holds it sends for both')
  stored(network.one)
  clock.pass(2_000)
  t.same(bodies(network.calls), ['one', 'two'])
  t.ok(other.told.includes('two gone'), 'and the other tab sees that it went')
})

t.test('a new entry -> the lease is stored ahead of it, for other tabs to find it taken', async t => {
  const { tab, storage } = open()
  tab.outbox.send('c_1', 'one', null)
  t.same([...storage.kept.keys()].map(key => key.split(/[./]/)[1]), ['outbox-lease', 'outbox'])
})

t.test('the lease of a tab that died passes to another when it ends', async t => {
  const { browser, network, clock, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  const call = network.one
  const other = browser.tab()
  other.outbox.send('c_1', 'two', null)
  call.vanish()
  clock.pass(15_000)
  t.equal(network.open.length, 0)
  clock.pass(16_000)
  t.same(bodies(network.open), ['one'], 'under the same id, so twice is once')
  t.equal(sent(network.one).clientId, 'id1')
})

t.test('two tabs that write at the same moment lose nothing', async t => {
  const { browser, tab, storage } = open()
  const other = browser.tab()
  tab.outbox.send('c_1', 'one', null)
  other.outbox.send('c_1', 'two', null)
  t.equal(storage.keys().filter(key => key.startsWith('holdline.outbox.u_ana/')).length, 2)
  t.same(browser.tab().outbox.entries().map(entry => entry.body), ['one', 'two'])
})

t.test('with storage full or missing it works in memory', async t => {
  const { network, tab, storage, clock } = open()
  storage.room = 0
  tab.outbox.send('c_1', 'one', null)
  tab.outbox.send('c_1', 'two', null)
  network.one.answer({ status: 0 })
  clock.pass(1_000)
  stored(network.one)
  stored(network.one)
  t.same(bodies(network.calls), ['one', 'one', 'two'])
  t.equal(tab.outbox.entries().length, 0)
})

t.test('a message seen in the ledger needs no answer', async t => {
  const { network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  tab.outbox.send('c_1', 'two', null)
  tab.outbox.arrived('id1')
  t.same(bodies(network.open), ['two'])
  tab.outbox.arrived('a message of somebody else')
  t.same(bodies(network.open), ['two'])
})

t.test('discarding a message cancels its request and releases the next one', async t => {
  const { network, tab } = open()
  tab.outbox.send('c_1', 'one', null)
  tab.outbox.send('c_1', 'two', null)
  tab.outbox.discard('id1')
  t.same(bodies(network.open), ['two'])
  t.ok(tab.told.includes('one gone'))
})

t.test('invalid entries in storage are left alone', async t => {
  const { browser, tab, storage } = open()
  for (const [key, text] of [['1', 'not JSON'], ['2', 'null'], ['3', '{}'], ['4', '[]']] as const) storage.set(`holdline.outbox.u_ana/${key}`, text)
  t.same(browser.tab().outbox.entries(), [])
  tab.outbox.refresh()
  t.same(tab.told, [])
})
