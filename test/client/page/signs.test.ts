import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock, Storage } from '../stage/world.ts'

const TEXTS = `<div id="texts" data-reconnecting="Reconnecting…" data-proxy="A proxy answered" data-online="Online" data-offline="Offline"
  data-last-seen="Last seen {time}" data-typing-one="{name} is typing…" data-typing-two="{name} and {other} are typing…"
  data-typing-many="Several people are typing…" data-typing-row="typing…"></div>`

t.test('the bar is shown after 5 s without a connection, and hidden at once with one', async t => {
  const clock = new Clock()
  const { parts, one } = openDocument(clock, `${TEXTS}<div id="connection" hidden><span data-slot="text"></span></div>`, 'connection-bar.js')
  const connection = parts.createConnection()
  const bar = one('#connection')
  connection.set('lost')
  clock.pass(4_999)
  t.ok(bar.hasAttribute('hidden'))
  clock.pass(1)
  t.notOk(bar.hasAttribute('hidden'))
  t.equal(bar.textContent, 'Reconnecting…')
  connection.set('proxy')
  t.equal(bar.textContent, 'A proxy answered')
  t.equal(bar.getAttribute('data-state'), 'proxy')
  connection.set('ok')
  t.ok(bar.hasAttribute('hidden'))
  connection.set('lost')
  clock.pass(3_000)
  connection.set('ok')
  clock.pass(60_000)
  t.ok(bar.hasAttribute('hidden'), 'a short loss is not told')
})

t.test('U74 the bar is shown → presence is hidden, and back at once with the connection', async t => {
  const clock = new Clock()
  const { parts, document } = openDocument(clock, `${TEXTS}<div id="connection" hidden><span data-slot="text"></span></div>`, 'connection-bar.js')
  const connection = parts.createConnection()
  const isCut = () => document.documentElement.classList.contains('is-cut')
  document.documentElement.className = 'is-live'
  connection.set('lost')
  t.notOk(isCut())
  clock.pass(5_000)
  t.ok(isCut())
  connection.set('proxy')
  connection.set('ok')
  t.equal(document.documentElement.className, 'is-live')
})

t.test('U3 a sentence for a click → in the bar at once, then what it said before', async t => {
  const clock = new Clock()
  const texts = TEXTS.replace('data-online', 'data-page-waits="Needs a connection" data-online')
  const { parts, one } = openDocument(clock, `${texts}<div id="connection" hidden><span data-slot="text"></span></div>`, 'connection-bar.js')
  const connection = parts.createConnection()
  const bar = one('#connection')
  connection.set('lost')
  connection.say('page-waits')
  t.same([bar.hasAttribute('hidden'), bar.textContent], [false, 'Needs a connection'])
  clock.pass(10_000)
  t.equal(bar.textContent, 'Reconnecting…')
  connection.set('proxy')
  connection.say('page-waits')
  t.equal(bar.textContent, 'A proxy answered', 'the proxy is the reason')
  connection.set('ok')
  clock.pass(20_000)
  t.ok(bar.hasAttribute('hidden'))
})

t.test('the page does not reload in a loop', async t => {
  const clock = new Clock()
  const marks = new Storage()
  let refused = 0
  const { parts, reloads } = openDocument(clock, '', 'reloading.js')
  const reload = parts.createReload({ marks, onRefused: () => { refused += 1 } })
  for (let time = 0; time < 5; time++) {
    reload()
    clock.pass(1_000)
  }
  t.equal(reloads.count, 3)
  t.equal(refused, 2)
  clock.pass(60_000)
  reload()
  t.equal(reloads.count, 4, 'a minute later it may')
})

t.test('a reload waits for a half-filled form, and while another page is loading', async t => {
  const clock = new Clock()
  const fields = '<input type="hidden" value="t"><input type="checkbox" checked><input id="note"><form id="composer"><textarea>half a thought</textarea></form>'
  const { parts, reloads, one, window } = openDocument(clock, fields, 'reloading.js')
  const reload = parts.createReload({ marks: new Storage(), onRefused: () => {} })
  const note = one('#note') as unknown as { value: string }
  note.value = 'a few words'
  reload()
  clock.pass(60_000)
  t.equal(reloads.count, 0)
  note.value = ''
  clock.pass(1_000)
  t.equal(reloads.count, 1, 'a draft in the composer is kept anyway')

  window.dispatchEvent(new window.Event('beforeunload'))
  reload()
  clock.pass(9_000)
  t.equal(reloads.count, 1, 'the next page is on its way')
  clock.pass(2_000)
  t.equal(reloads.count, 2, 'it never came')
})

t.test('a reload waits for files that were chosen and not sent yet', async t => {
  const clock = new Clock()
  const { parts, reloads, one } = openDocument(clock, '<div id="files-chosen"><ul><li>a.pdf</li></ul></div>', 'reloading.js')
  parts.createReload({ marks: new Storage(), onRefused: () => {} })()
  clock.pass(60_000)
  t.equal(reloads.count, 0)
  one('#files-chosen ul').remove()
  clock.pass(1_000)
  t.equal(reloads.count, 1)
})

t.test('messages in sight for a moment are read, at any rate of new ones', async t => {
  const clock = new Clock()
  const { parts, document } = openDocument(clock, '<ol id="list"><li data-no="1"></li></ol>', 'reading.js')
  const told: Array<[string, number]> = []
  let isHere = true
  const reading = parts.createReading({ isHere: () => isHere, tell: (conversation: string, no: number) => told.push([conversation, no]) })
  const shown = document.getElementById('list')
  const page = { conversation: 'c1', shown }
  for (let no = 1; no <= 3; no++) {
    reading.look(page, no)
    clock.pass(100)
  }
  t.same(told, [['c1', 3]], 'what came after the last look is not counted')
  reading.look(page, 4)
  isHere = false
  clock.pass(300)
  t.same(told, [['c1', 3]], 'nor what nobody was there for')
  isHere = true
  reading.look(page, 4)
  clock.pass(200)
  reading.look({ conversation: 'c2', shown }, 4)
  clock.pass(200)
  t.same(told, [['c1', 3]], 'nor a conversation that was passed by')
  clock.pass(100)
  t.same(told, [['c1', 3], ['c2', 4]])
})

t.test('the unread total is in the title and changes the icon', async t => {
  const { parts, document, one } = openDocument(new Clock(), '<link id="favicon" rel="icon" href="a.svg" data-unread="b.svg">', 'title.js')
  parts.drawTitle(3, 'Ben · Holdline')
  t.equal(document.title, '(3) Ben · Holdline')
  t.equal(one('#favicon').getAttribute('href'), 'b.svg')
  parts.drawTitle(0, 'Ben · Holdline')
  t.equal(document.title, 'Ben · Holdline')
  t.equal(one('#favicon').getAttribute('href'), 'a.svg')
})

function conversation () {
  const clock = new Clock()
  const page = openDocument(clock, `${TEXTS}<ol id="messages-c1"><li class="theirs" data-sender="ben"><span class="name"><bdi data-name-of="ben">Ben</bdi></span></li></ol>
    <ul><li id="conversation-c1" data-kind="direct"><span class="row-last"></span></li><li id="conversation-c2" data-kind="group"><span class="row-last"></span></li></ul>
    <p id="typing"></p><span data-presence-of="ben"></span><span data-presence-of="cho"></span>`, 'row-says.js', 'receipts.js', 'typing.js', 'signals.js')
  const signals = page.parts.createSignals()
  const typing = (username: string, conversationId = 'c1') =>
    signals.hear({ presence: [], receipts: [], typing: [{ conversationId, username, until: clock.now() + 6_000 }] }, 'c1')
  const line = () => page.one('#typing').textContent
  const row = (id: string) => page.one(`#conversation-${id} .row-last`).textContent
  return { ...page, clock, signals, typing, line, row }
}

t.test('the typing line names the people typing, until they stop or send', async t => {
  const { clock, signals, typing, line } = conversation()
  typing('ben')
  t.equal(line(), 'Ben is typing…')
  clock.pass(3_000)
  typing('cho')
  t.equal(line(), 'Ben and cho are typing…')
  typing('dan')
  t.equal(line(), 'Several people are typing…')
  signals.said('dan')
  clock.pass(3_000)
  t.equal(line(), 'cho is typing…')
  signals.said('cho')
  t.equal(line(), '')
})

t.test('typing in another conversation is not shown, and moving on clears the line', async t => {
  const { signals, typing, line } = conversation()
  typing('ben', 'c2')
  t.equal(line(), '')
  typing('ben')
  signals.moved({ conversation: null })
  t.equal(line(), '')
})

t.test('U41 typing is said in the row of its conversation, also after it was drawn anew', async t => {
  const { clock, signals, typing, row, one, line } = conversation()
  typing('ben')
  typing('cho', 'c2')
  t.same([row('c1'), row('c2')], ['typing…', 'cho is typing…'])
  one('#conversation-c2').innerHTML = '<span class="row-last"></span>'
  signals.drawn(one('#conversation-c2'))
  t.equal(row('c2'), 'cho is typing…')
  signals.moved({ conversation: 'c2' })
  t.equal(line(), 'cho is typing…')
  clock.pass(6_000)
  t.same([row('c1'), row('c2'), line()], ['', '', ''])
  t.notOk(one('#conversation-c1').hasAttribute('data-says'))
})

t.test('presence is drawn at every place of the person', async t => {
  const { signals, one, clock } = conversation()
  signals.hear({ typing: [], receipts: [], presence: [{ username: 'ben', state: 'online', lastSeenAt: clock.now() }] }, null)
  t.match([one('[data-presence-of=ben]').getAttribute('data-state'), one('[data-presence-of=ben]').getAttribute('title')], ['online', 'Online'])
  t.equal(one('[data-presence-of=cho]').getAttribute('data-state'), null)
  signals.hear({ typing: [], receipts: [], presence: [{ username: 'ben', state: 'offline', lastSeenAt: clock.now() }] }, null)
  t.match(one('[data-presence-of=ben]').getAttribute('title'), /^Last seen .*\d/)
})

t.test('U25 presence is taken back → nothing is shown of it', async t => {
  const { signals, one, document } = conversation()
  const line = document.createElement('p')
  line.innerHTML = '<span class="presence-line" data-presence-of="ben"><span data-slot="text"></span></span>'
  document.body.appendChild(line)
  for (const [state, words] of [['online', 'Online'], ['hidden', '']] as const) {
    signals.hear({ typing: [], receipts: [], presence: [{ username: 'ben', state, lastSeenAt: null }] }, null)
    t.equal(one('.presence-line').textContent, words)
    t.equal(one('.presence-line').getAttribute('title'), words)
  }
})

t.test('a redrawn element shows the known presence; the typing line takes any name on the page', async t => {
  const { signals, typing, line, document, one } = conversation()
  signals.hear({ typing: [], receipts: [], presence: [{ username: 'eve', state: 'away', lastSeenAt: null }] }, null)
  typing('eve')
  t.equal(line(), 'eve is typing…')
  const head = document.createElement('header')
  head.className = 'conversation-head'
  head.innerHTML = '<h1><bdi data-name-of="eve">Eve Adams</bdi></h1><span class="presence-line" data-presence-of="eve"></span>'
  document.body.appendChild(head)
  signals.drawn(head)
  t.equal(one('.presence-line').getAttribute('data-state'), 'away')
  typing('eve')
  t.equal(line(), 'Eve Adams is typing…')
})
