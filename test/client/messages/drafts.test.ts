import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock, Storage } from '../stage/world.ts'

/** The server's one draft of a conversation, and the browsers that are told when it changes. */
class Server {
  readonly clock = new Clock()
  readonly told: string[] = []
  readonly listeners: Array<(body: string) => void> = []
  draft = ''
  /** Own messages, oldest first. */
  readonly said: string[] = []

  keep (body: string): void {
    this.told.push(`c1 ${body}`.trim())
    if (body === this.draft) return
    this.draft = body
    for (const hear of this.listeners) hear(body)
  }
}

/** A browser, with the storage that its tabs share. */
class Browser {
  readonly server: Server
  readonly storage = new Storage()
  isReachable = true

  constructor (server = new Server()) {
    this.server = server
  }

  get clock (): Clock { return this.server.clock }
  get told (): string[] { return this.server.told }

  /** A tab with the conversation open; `marks` are those of the tab before its reload. */
  open (marks = new Storage()) {
    const { server } = this
    const box = { value: '' }
    const drafts = openDocument(this.clock, '', 'drafts.js').parts.createDrafts({
      storage: this.storage,
      marks,
      user: 'u_ana',
      tell: (_conversation: string, body: string, done: (ok: boolean) => void) => {
        if (this.isReachable) server.keep(body)
        done(this.isReachable)
      },
      show: (_conversation: string, body: string) => { box.value = body },
      newest: () => server.said.length,
      said: (no: number) => server.said.slice(no)
    })
    const hear = (body: string) => { drafts.heard('c1', body) }
    const restore = () => {
      box.value = server.draft
      drafts.restore('c1', box)
    }
    server.listeners.push(hear)
    restore()
    return {
      box,
      drafts,
      type: (text: string) => {
        box.value = text
        drafts.changed('c1', text)
      },
      send: () => {
        const id = `id${server.said.push(box.value)}`
        box.value = ''
        drafts.sent('c1', id)
        return { id, body: String(server.said.at(-1)) }
      },
      hears: ({ id, body }: { id: string, body: string }) => { drafts.arrived('c1', id, body) },
      reload: () => {
        server.listeners.splice(server.listeners.indexOf(hear), 1)
        return this.open(marks)
      }
    }
  }
}

/** Long enough for a draft to reach the server. */
const QUIET_MS = 1_600

function devices () {
  const laptop = new Browser()
  return { laptop, phone: new Browser(laptop.server), clock: laptop.clock, server: laptop.server }
}

t.test('a draft is stored at once, and sent to the server a second after the last key', async t => {
  const browser = new Browser()
  const { type } = browser.open()
  type('h')
  browser.clock.pass(999)
  type('hi')
  t.same([...browser.storage.kept.values()], ['hi'])
  browser.clock.pass(999)
  t.same(browser.told, [])
  browser.clock.pass(1)
  t.same(browser.told, ['c1 hi'])
  t.equal(browser.storage.kept.size, 0, 'what the server has need not be kept for other tabs')
})

t.test('a draft the server never had survives a reload, even of the browser, and is sent then', async t => {
  const browser = new Browser()
  browser.isReachable = false
  browser.open().type('half a thought')
  browser.clock.pass(5_000)
  browser.server.draft = 'what the server had'
  browser.isReachable = true
  const { box } = browser.open()
  t.equal(box.value, 'half a thought')
  t.equal(browser.told.at(-1), 'c1 half a thought')
  t.equal(browser.storage.kept.size, 0)
})

t.test('a draft that could not be told is told once the way is open again', async t => {
  const browser = new Browser()
  browser.isReachable = false
  const { type, drafts } = browser.open()
  type('half a thought')
  browser.clock.pass(QUIET_MS)
  browser.isReachable = true
  drafts.retry()
  t.same(browser.told, ['c1 half a thought'])
})

t.test('the draft in the page stays where storage has no newer one', async t => {
  const browser = new Browser()
  browser.server.draft = 'from another browser'
  t.equal(browser.open().box.value, 'from another browser')
})

t.test('sending removes the draft everywhere, with a request only when the server had one', async t => {
  const browser = new Browser()
  const { type, send } = browser.open()
  type('quick')
  send()
  browser.clock.pass(5_000)
  t.same(browser.told, [])
  type('slow')
  browser.clock.pass(1_000)
  send()
  t.same(browser.told, ['c1 slow', 'c1'])
  t.equal(browser.storage.kept.size, 0)
})

t.test('a sent draft does not come back after an outage', async t => {
  const browser = new Browser()
  const tab = browser.open()
  tab.type('slow')
  browser.clock.pass(1_000)
  browser.isReachable = false
  tab.send()
  t.equal(tab.reload().box.value, '')
})

t.test('a draft under way when its text is sent → removed after it, never before', async t => {
  const clock = new Clock()
  const calls: Array<{ body: string, done: (ok: boolean) => void }> = []
  const drafts = openDocument(clock, '', 'drafts.js').parts.createDrafts({
    storage: new Storage(),
    marks: new Storage(),
    user: 'u_ana',
    tell: (_conversation: string, body: string, done: (ok: boolean) => void) => { calls.push({ body, done }) },
    show: () => { t.fail('what was sent from here does not come back') },
    newest: () => null,
    said: () => []
  })
  drafts.changed('c1', 'hello')
  clock.pass(1_000)
  drafts.sent('c1', 'id1')
  drafts.heard('c1', 'hello')
  t.same(calls.map(({ body }) => body), ['hello'])
  calls[0]?.done(true)
  t.same(calls.map(({ body }) => body), ['hello', ''])
})

t.test('U8 a box that was not typed in → follows what is typed elsewhere, and its sending', async t => {
  const { laptop, phone, clock } = devices()
  const [here, there] = [laptop.open(), phone.open()]
  here.type('x')
  clock.pass(QUIET_MS)
  t.equal(there.box.value, 'x')
  here.type('xyz')
  clock.pass(QUIET_MS)
  t.equal(there.box.value, 'xyz')
  there.hears(here.send())
  t.equal(there.box.value, '')
})

t.test('B26 a text typed here is sent elsewhere → the box empties, also after a reload', async t => {
  for (const isReloaded of [false, true]) {
    const { laptop, phone, clock } = devices()
    const here = laptop.open()
    here.type('x')
    clock.pass(QUIET_MS)
    const there = phone.open()
    t.equal(there.box.value, 'x')
    const sent = there.send()
    if (!isReloaded) here.hears(sent)
    t.equal(isReloaded ? here.reload().box.value : here.box.value, '')
    t.equal(here.reload().box.value, '', 'and stays empty')
  }
})

t.test('B26 other texts typed in two browsers → each keeps its own, also after a reload', async t => {
  const { laptop, phone, clock } = devices()
  const [here, there] = [laptop.open(), phone.open()]
  here.type('a')
  there.type('b')
  clock.pass(QUIET_MS)
  t.same([here.box.value, there.box.value], ['a', 'b'])
  const again = here.reload()
  t.equal(again.box.value, 'a')
  again.hears(there.send())
  t.equal(again.box.value, 'a', 'the other was sent, not this one')
  t.equal(again.reload().box.value, 'a')
})

t.test('B26 another tab of this browser sends something else → what is half typed here stays', async t => {
  const browser = new Browser()
  const [first, second] = [browser.open(), browser.open()]
  first.type('a')
  browser.clock.pass(QUIET_MS)
  second.type('something else')
  first.hears(second.send())
  t.equal(first.box.value, 'a')
  t.equal(first.reload().box.value, 'a')
})

t.test('B26 a text typed on elsewhere and sent there → the box that holds its beginning empties', async t => {
  const { laptop, phone, clock } = devices()
  const [here, there] = [laptop.open(), phone.open()]
  here.type('half a')
  clock.pass(QUIET_MS)
  there.type('half a thought')
  clock.pass(QUIET_MS)
  t.equal(here.box.value, 'half a', 'as long as it is not sent, nothing is taken')
  here.hears(there.send())
  t.equal(here.box.value, '')
})

t.test('B26 the same text typed again before the sent one arrives → it stays', async t => {
  const { laptop } = devices()
  const here = laptop.open()
  here.type('ok')
  const sent = here.send()
  here.type('ok')
  here.hears(sent)
  t.equal(here.box.value, 'ok')
})

t.test('U8 an emptied box → follows again', async t => {
  const { laptop, phone, clock } = devices()
  const [here, there] = [laptop.open(), phone.open()]
  here.type('a')
  clock.pass(QUIET_MS)
  here.type('')
  clock.pass(QUIET_MS)
  there.type('b')
  clock.pass(QUIET_MS)
  t.equal(here.box.value, 'b')
})

t.test('U7 a text too long for the server’s draft → kept in this tab, and told to nobody', async t => {
  const browser = new Browser()
  const { type, reload } = browser.open()
  const long = 'x'.repeat(12_000)
  type(long)
  browser.clock.pass(QUIET_MS)
  t.same(browser.told, [])
  t.equal(reload().box.value, long)
})

t.test('another message is answered by the same text → told again at once; an empty text is not', async t => {
  const browser = new Browser()
  const { type, drafts } = browser.open()
  drafts.answers('c1', '')
  t.same(browser.told, [])
  type('at four')
  browser.clock.pass(QUIET_MS)
  drafts.answers('c1', 'at four')
  t.same(browser.told, ['c1 at four', 'c1 at four'])
})
