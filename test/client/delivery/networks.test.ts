// Answers that are not ours: how the script recognises them.
import t from 'tap'
import { fragment, html } from '#views/parts/html.ts'
import { openDocument } from '../stage/document.ts'
import { loadScripts, type Entry } from '../stage/scripts.ts'
import { Clock, Network, Storage, type Call } from '../stage/world.ts'

const { createOutbox, readCall, readMarkup, readSent, isProxyPage } = loadScripts()
const FIREWALL = { status: 403, body: '<!DOCTYPE html><html><h1>Blocked</h1></html>', retryAfter: null }
const PORTAL = { ...FIREWALL, status: 200 }
const LOST = { status: 0, body: '', retryAfter: null }

t.test('N1 markup is ours by its mark, whole by its length or end; an appended toolbar is ignored', async t => {
  const whole = String(fragment(html`\n<li id="older"><a href="?a=1&amp;b=2">你好 😀</a></li>\n<li>two</li>`))
  t.match(whole, /^\n<li data-holdline="\d+" id="older">/)
  t.equal(readMarkup(whole), 'fragment')
  t.equal(readMarkup(`${whole}<script src="//proxy/toolbar.js"></script>`), 'fragment')
  for (const length of [whole.length - 1, whole.length - 10, 40]) t.equal(readMarkup(whole.slice(0, length)), 'cut', `${length} characters`)
  t.equal(readMarkup('<!DOCTYPE html>\n<html lang="en" data-holdline="1"><body></body>\n</html>\n'), 'page')
  t.equal(readMarkup('<!DOCTYPE html>\n<html lang="en" data-holdline="1"><body>'), 'cut')
  for (const text of ['', ' ', FIREWALL.body, '<div id="middle">', '{"statusCode":403}', 'data-holdline="1"', '<!-- x --><div data-holdline="1">']) {
    t.equal(readMarkup(text), 'strange', text)
  }
})

t.test('N1 a call is done when the answer has its noun or is an empty 204, not by any 2xx', async t => {
  const result = (status: number, content: unknown) =>
    ({ status, body: typeof content === 'string' ? content : JSON.stringify(content), retryAfter: null })
  t.same(readCall(result(200, { message: {} }), 'message'), { ok: true, isProxy: false, code: null, reason: null })
  t.same(readCall(result(204, ''), null), { ok: true, isProxy: false, code: null, reason: null })
  t.same(readCall(result(403, { statusCode: 403, code: 'TOO_LATE', message: 'Too late.' }), 'message'),
    { ok: false, isProxy: false, code: 'TOO_LATE', reason: 'Too late.' })
  for (const strange of [PORTAL, FIREWALL, result(405, 'Method Not Allowed'), result(200, ''), result(200, {}), result(200, 'null'),
    result(200, '{"message":{"no":1'), result(511, '<html>Sign in</html>')]) {
    t.match(readCall(strange, 'message'), { ok: false, isProxy: true, code: null }, `${strange.status} ${strange.body}`)
    t.match(readCall(strange, null), { ok: false, isProxy: true }, 'nor is it an empty 204')
  }
  for (const status of [0, 502, 503, 504, 408, 429]) t.match(readCall(result(status, '<html>'), 'message'), { ok: false, isProxy: false }, `${status}`)
  t.equal(readSent(PORTAL, 'x').code, 'PROXY')
  t.equal(readSent(LOST, 'x').code, 'OFFLINE')
  t.equal(isProxyPage({ ...PORTAL, body: '{"holdline":1,"status":"ev' }), false, 'a poll of ours that was cut')
})

function open () {
  const clock = new Clock()
  const network = new Network(clock)
  const state = { link: 'ok', proofs: 0 }
  const told: string[] = []
  let ids = 0
  const outbox = createOutbox({
    ...clock,
    clearTimer: clock.clearTimer,
    random: () => 0.5,
    newId: () => `id${++ids}`,
    root: '../',
    request: network.request,
    user: 'u_ana',
    tab: 'tab',
    storage: new Storage(),
    link: () => state.link,
    onProxy: () => { state.proofs += 1 },
    onOffline: () => {},
    onChange: (entry: Entry) => { told.push(`${entry.body} ${entry.state} ${entry.waiting ? 'waiting ' : ''}${entry.code ?? ''}`.trim()) }
  })
  return { clock, network, state, told, outbox }
}

const bodyOf = (call: Call) => (JSON.parse(call.body ?? '{}') as { body: string }).body
const stored = (call: Call) => call.answer({ status: 201, body: JSON.stringify({ message: { clientId: (JSON.parse(call.body ?? '{}') as { clientId: string }).clientId } }) })

t.test('N1 a text refused by a firewall stays as failed, and the messages behind it are sent', async t => {
  for (const page of [FIREWALL, PORTAL, { ...FIREWALL, status: 405 }]) {
    const { clock, network, state, told, outbox } = open()
    for (const body of ['<script>', 'two', 'three']) outbox.send('c_1', body, null)
    for (let times = 1; times <= 3; times++) {
      t.equal(bodyOf(network.one), '<script>', `try ${times}`)
      network.one.answer(page)
      t.equal(state.proofs, times, 'the way is asked for a proof')
      if (times < 3) clock.pass(15_000)
    }
    t.equal(told.at(-1), '<script> failed PROXY')
    stored(network.one)
    stored(network.one)
    t.same(outbox.entries().map(({ body }) => body), ['<script>'], 'nothing is lost')
    clock.pass(120_000)
    outbox.poke()
    t.equal(network.open.length, 0, 'it does not go by itself')
    outbox.retry('id1')
    stored(network.one)
    t.same(outbox.entries(), [])
  }
})

t.test('N1 while a proxy answers polls, too, messages wait in order until polls pass', async t => {
  const { clock, network, state, told, outbox } = open()
  outbox.send('c_1', 'one', null)
  outbox.send('c_1', 'two', null)
  state.link = 'proxy'
  for (let times = 0; times < 8; times++) {
    network.one.answer(PORTAL)
    clock.pass(15_000)
  }
  t.equal(told.at(-1), 'one failed waiting PROXY')
  t.equal(bodyOf(network.one), 'one', 'asked again, the first one still')
  network.one.answer(PORTAL)
  state.link = 'ok'
  outbox.poke()
  stored(network.one)
  t.equal(bodyOf(network.one), 'two')
})

const TEXTS = '<div id="texts" data-proxy="Your network answers" data-reconnecting="Reconnecting" data-refused-proxy="A firewall refused this" data-waiting="Waiting"></div>'

t.test('N1 the bar shows at once that the answer was not ours, and hides again by itself', async t => {
  const clock = new Clock()
  const { parts, one } = openDocument(clock, `${TEXTS}<div id="connection" hidden><span data-slot="text"></span></div>`, 'connection-bar.js')
  const connection = parts.createConnection()
  connection.say('proxy')
  t.same([one('#connection').hasAttribute('hidden'), one('#connection').textContent], [false, 'Your network answers'])
  clock.pass(10_000)
  t.ok(one('#connection').hasAttribute('hidden'))
  connection.say('proxy')
  connection.set('lost')
  clock.pass(10_000)
  t.same([one('#connection').hasAttribute('hidden'), one('#connection').textContent], [false, 'Reconnecting'])
})

t.test('N1 a message that waits or failed because of the network shows that', async t => {
  const { parts, one } = openDocument(new Clock(), `${TEXTS}<div id="middle" data-conversation="c1"><ol id="messages-c1"></ol><ol id="on-their-way"></ol></div>
    <ol hidden><li id="outgoing" hidden><p data-slot="state"></p><button data-act="retry"></button><button data-act="discard"></button></li></ol>`, 'outgoing.js')
  one('body').setAttribute('data-session', 's_1')
  const outgoing = parts.createOutgoing({ entries: () => [] }, () => false)
  for (const [waiting, look, said] of [[true, 'waiting', 'Waiting'], [false, 'failed', 'A firewall refused this']] as const) {
    outgoing.draw({ clientId: 'x1', conversationId: 'c1', body: 'hi', state: 'failed', waiting, code: 'PROXY', reason: null }, parts.readPage() ?? {})
    t.equal(one('#outgoing-x1').getAttribute('data-state'), look)
    t.equal(one('#outgoing-x1 [data-slot=state]').textContent, said)
    t.notOk(one('#outgoing-x1 [data-act=discard]').hasAttribute('hidden'))
  }
})
