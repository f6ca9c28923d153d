import t from 'tap'
import { answer, asked, body, stretch } from '../stage/world.ts'
import { Browser } from '../stage/tabs.ts'

const BROWSERS = [['Web Locks', { hasLocks: true }], ['a lease in storage', { hasLocks: false }]] as const

for (const [means, options] of BROWSERS) {
  t.test(`with ${means}`, async t => {
    t.test('D21 eight tabs park one poll, and each applies its answer', async t => {
      const browser = new Browser(options)
      const tabs = Array.from({ length: 8 }, () => browser.open())
      const [leader] = tabs
      t.equal(browser.parked(...tabs).length, 1)
      leader?.network.one.answer(body(stretch(10, 12)))
      for (const tab of tabs) t.same(tab.seen, [11, 12])
      t.equal(browser.parked(...tabs).length, 1)
    })

    t.test('D21 when the leader is closed another tab takes over at its own position', async t => {
      const browser = new Browser(options)
      const [first, second, third] = [browser.open(), browser.open(), browser.open()]
      first.network.one.answer(body(stretch(10, 11)))
      first.client.end()
      browser.clock.pass(1_000)
      const [call, ...others] = browser.parked(first, second, third)
      t.same(others, [])
      t.match(call && asked(call), { cursor: 'r.11.0', hold: '25' })
    })

    t.test('D21 while a leader is silent one follower polls for all, until the leader is back', async t => {
      const browser = new Browser(options)
      const [leader, second, third] = [browser.open(), browser.open(), browser.open()]
      const parked = leader.network.one
      leader.frozen = true
      parked.vanish()
      browser.clock.pass(45_000)
      const calls = browser.parked(second, third)
      t.ok(calls.length > 0)
      for (const call of calls) if (call.open) call.answer(body(stretch(10, 11)))
      t.same([second.seen, third.seen], [[11], [11]])
      t.equal(browser.parked(second, third).length, 1, 'whoever heard the other has stepped back')
    })

    t.test('D21 a follower waits as long as its leader announced, not as long as its own hold', async t => {
      const browser = new Browser(options)
      const [leader, second] = [browser.open(), browser.open()]
      const before = second.network.calls.length
      leader.ladder.rungS = 90
      leader.network.one.answer(body(stretch(10, 11)))
      browser.clock.pass(99_000)
      t.equal(second.network.calls.length, before)
      browser.clock.pass(15_000)
      t.ok(second.network.calls.length > before, 'and no longer')
    })

    t.test('D21 a follower that hears its leader never polls, even when nothing happens', async t => {
      const browser = new Browser(options)
      const [leader, second] = [browser.open(), browser.open()]
      const before = second.network.calls.length
      for (let hold = 0; hold < 10; hold++) {
        browser.clock.pass(25_000)
        leader.network.one.answer(body(answer({ status: 'idle' })))
      }
      t.equal(second.network.calls.length, before)
      t.equal(browser.parked(leader, second).length, 1)
    })

    t.test('D21 a tab behind the leader catches up by itself', async t => {
      const browser = new Browser(options)
      const [leader, second] = [browser.open('s_1', 'r.12.0'), browser.open()]
      leader.network.one.answer(body(stretch(12, 13)))
      t.same(second.seen, [])
      t.match(asked(second.network.one), { hold: '0', cursor: 'r.10.0' })
      second.network.one.answer(body(stretch(10, 12)))
      t.same(second.seen, [11, 12, 13])
      t.equal(second.network.open.length, 0)
    })

    t.test('D21 a page of an earlier session reloads and applies nothing of the later one', async t => {
      const browser = new Browser(options)
      const before = browser.open('s_1')
      const after = browser.open('s_2')
      t.same(before.ends, ['stale'])
      t.same(after.ends, [])
      after.network.one.answer(body(stretch(10, 11)))
      t.same(before.seen, [])
      t.equal(before.network.open.length, 0, 'and it polls no more with the other\'s cookie')
    })

    t.test('every tab shows a lost connection, and any of them can restore it', async t => {
      const browser = new Browser(options)
      const [leader, second] = [browser.open(), browser.open()]
      leader.network.one.answer({ status: 0 })
      t.same([leader.links, second.links], [['lost'], ['lost']])
      second.client.retryNow()
      second.network.one.answer(body(stretch(10, 11)))
      t.same([leader.links, second.links], [['lost', 'ok'], ['lost', 'ok']])
      t.equal(leader.network.open.length, 1)
    })

    t.test('the person is active in all tabs while they use one of them', async t => {
      const browser = new Browser(options)
      const [leader, second] = [browser.open(), browser.open()]
      const isActive = () => asked(leader.network.one)['active']
      const quietHold = () => {
        browser.clock.pass(25_000)
        leader.network.one.answer(body(answer({ status: 'idle' })))
      }
      quietHold()
      t.equal(isActive(), '0')
      second.client.setActive(true)
      for (let hold = 0; hold < 3; hold++) {
        quietHold()
        t.equal(isActive(), '1')
      }
      second.client.setActive(false)
      quietHold()
      quietHold()
      t.equal(isActive(), '0')
    })
  })
}

t.test('D21 an expired lease is taken over', async t => {
  const browser = new Browser({ hasLocks: false })
  browser.storage.set('holdline.leader.s_1', `tab0 ${browser.clock.now() + 15_000}`)
  const tab = browser.open()
  t.equal(tab.network.open.length, 0)
  browser.clock.pass(20_000)
  t.equal(tab.network.open.length, 1)
})

t.test('D21 without storage each tab polls for itself', async t => {
  const browser = new Browser({ hasLocks: false })
  browser.storage.room = 0
  const tabs = [browser.open(), browser.open()]
  t.equal(browser.parked(...tabs).length, 2)
})

t.test('D24 showing a page keeps the ladder; sleep of the machine resets it', async t => {
  const browser = new Browser({ hasLocks: true })
  const { client, ladder } = browser.open()
  client.wake(false)
  t.notOk(ladder.heard.includes('moved'))
  client.wake(true)
  t.ok(ladder.heard.includes('moved'))
})

t.test('a part of the page drawn at an earlier position is caught up at once', async t => {
  const browser = new Browser({ hasLocks: true })
  const tab = browser.open()
  tab.network.one.answer(body(stretch(10, 12)))
  tab.client.rewind('r.13.0', 13)
  t.equal(asked(tab.network.one)['hold'], '25', 'a later one needs nothing')
  tab.client.rewind('r.11.0', 11)
  t.match(asked(tab.network.one), { cursor: 'r.11.0', hold: '0' })
})
