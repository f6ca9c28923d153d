import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock, Storage } from '../stage/world.ts'

class Browser {
  readonly clock = new Clock()
  readonly storage = new Storage()
  readonly told: string[] = []
  isReachable = true

  open () {
    return openDocument(this.clock, '', 'drafts.js').parts.createDrafts({
      storage: this.storage,
      user: 'u_ana',
      tell: (conversation: string, body: string, done: (ok: boolean) => void) => {
        this.told.push(`${conversation} ${body}`.trim())
        done(this.isReachable)
      }
    })
  }
}

t.test('a draft is stored at once, and sent to the server a second after the last key', async t => {
  const browser = new Browser()
  const drafts = browser.open()
  drafts.changed('c1', 'h')
  browser.clock.pass(999)
  drafts.changed('c1', 'hi')
  t.same([...browser.storage.kept.values()], ['hi'])
  browser.clock.pass(999)
  t.same(browser.told, [])
  browser.clock.pass(1)
  t.same(browser.told, ['c1 hi'])
  t.equal(browser.storage.kept.size, 0, 'what the server has need not be kept here')
})

t.test('a draft the server never had survives a reload, and is sent then', async t => {
  const browser = new Browser()
  browser.isReachable = false
  browser.open().changed('c1', 'half a thought')
  browser.clock.pass(5_000)
  browser.isReachable = true
  const box = { value: 'what the server had' }
  browser.open().restore('c1', box)
  t.equal(box.value, 'half a thought')
  t.equal(browser.told.at(-1), 'c1 half a thought')
  t.equal(browser.storage.kept.size, 0)
})

t.test('the draft in the page stays where storage has no newer one', async t => {
  const box = { value: 'from another browser' }
  new Browser().open().restore('c1', box)
  t.equal(box.value, 'from another browser')
})

t.test('sending removes the draft everywhere, with a request only when the server had one', async t => {
  const browser = new Browser()
  const drafts = browser.open()
  drafts.changed('c1', 'quick')
  drafts.sent('c1')
  browser.clock.pass(5_000)
  t.same(browser.told, [])
  drafts.changed('c1', 'slow')
  browser.clock.pass(1_000)
  drafts.sent('c1')
  t.same(browser.told, ['c1 slow', 'c1'])
  t.equal(browser.storage.kept.size, 0)
})

t.test('a sent draft does not come back after an outage', async t => {
  const browser = new Browser()
  const drafts = browser.open()
  drafts.changed('c1', 'slow')
  browser.clock.pass(1_000)
  browser.isReachable = false
  drafts.sent('c1')
  const box = { value: 'slow' }
  browser.open().restore('c1', box)
  t.equal(box.value, '')
})
