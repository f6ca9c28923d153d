import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { loadScripts } from '../stage/scripts.ts'
import { Clock, Network, Storage } from '../stage/world.ts'

const bar = (no: number, words: string) =>
  `<div class="replying"><input type="hidden" name="reply_to" value="${no}"><p data-quotes="c1-${no}"><span class="quote-text">${words}</span></p></div>`

function open (inside = '', isAsked = false) {
  const page = openDocument(new Clock(), `<ol><li><p class="quote" data-quotes="c1-7"><span class="quote-text">seven</span></p></li></ol>
    <form id="composer"><div id="replying">${inside}</div></form>`, 'quotes.js', 'replying.js')
  page.run('Holdline.readMarkup = function () { return "fragment" }')
  const here = { conversation: 'c1', root: '../' }
  const told: (number | null)[] = []
  const asked: { url: string, answer: (html: string) => void }[] = []
  const replying = page.parts.createReplying({
    page: () => here,
    isAsked: () => isAsked,
    around: (change: () => void) => { change() },
    request: ({ url }: { url: string }, done: (result: { status: number, body: string }) => void) => {
      const call = { url, answer: (html: string) => { done({ status: 200, body: `<div>${html}</div>` }) } }
      asked.push(call)
      return () => { asked.splice(asked.indexOf(call), 1) }
    },
    onChange: (no: number | null) => told.push(no)
  })
  const shown = () => page.one('#replying').textContent
  return { ...page, here, replying, shown, told, asked }
}

t.test('a chosen message → its quote above the field until the text is sent, once', async t => {
  const { replying, shown, told } = open()
  t.equal(replying.choose(bar(7, 'seven')), true)
  t.equal(shown(), 'seven')
  t.equal(replying.choose(bar(8, 'eight')), true)
  t.equal(shown(), 'eight', 'the last one counts')
  t.equal(replying.take('c1'), 8)
  t.equal(shown(), '')
  t.equal(replying.take('c1'), null)
  t.same(told, [7, 8, null])
})

t.test('another conversation → keeps its own quote; cancel takes the one shown', async t => {
  const { replying, shown, here, one } = open()
  replying.choose(bar(7, 'seven'))
  here.conversation = 'c2'
  one('#replying').innerHTML = ''
  replying.arrived()
  t.equal(shown(), '')
  t.equal(replying.take('c2'), null)
  t.equal(replying.cancel(), false, 'nothing to cancel here')
  here.conversation = 'c1'
  replying.arrived()
  t.equal(shown(), 'seven')
  t.equal(replying.cancel(), true)
  t.equal(shown(), '')
})

t.test('a page that was opened to answer → the script goes on with the server’s quote', async t => {
  const { replying } = open(bar(9, 'nine'))
  replying.arrived()
  t.equal(replying.take('c1'), 9)
})

t.test('the draft answers a message elsewhere → its quote is read; none any more, and it goes', async t => {
  const { replying, shown, told, asked } = open()
  replying.follow('c1', 7)
  t.match(asked, [{ url: '../conversations/c1?fragment=reply' }])
  asked[0]?.answer(bar(7, 'seven'))
  t.equal(shown(), 'seven')
  t.equal(replying.of('c1'), 7)
  replying.follow('c1', 7)
  t.equal(asked.length, 1, 'it has that one')
  replying.follow('c1', null)
  t.equal(shown(), '')
  t.equal(replying.of('c1'), null)
  t.same(told, [], 'the address names what was chosen here')
  replying.follow('c1', 8)
  replying.choose(bar(9, 'nine'))
  t.equal(asked.length, 1, 'no longer read')
  replying.follow('c1', null)
  t.equal(shown(), 'nine', 'chosen here: this tab’s own')
})

t.test('a quote that the page came with → follows the draft, unless the address asked for it', async t => {
  for (const [isAsked, after] of [[false, ''], [true, 'nine']] as const) {
    const { replying, shown } = open(bar(9, 'nine'), isAsked)
    replying.arrived()
    replying.follow('c1', null)
    t.equal(shown(), after)
  }
})

t.test('the quoted message changes → so do its quotes, those of other conversations included', async t => {
  const { replying, shown, here, one, parts } = open()
  replying.choose(bar(7, 'seven'))
  here.conversation = 'c2'
  one('#replying').innerHTML = ''
  parts.requote('c1-7', 'recalled <b>')
  replying.requote('c1-7', 'recalled <b>')
  t.equal(one('li .quote-text').textContent, 'recalled <b>')
  here.conversation = 'c1'
  replying.arrived()
  t.equal(shown(), 'recalled <b>')
})

t.test('an answer in the outbox → says so in each try, over a reload and a reused key', async t => {
  const clock = new Clock()
  const network = new Network(clock)
  const storage = new Storage()
  let ids = 0
  const tab = () => loadScripts().createOutbox({
    now: clock.now,
    setTimer: clock.setTimer,
    clearTimer: clock.clearTimer,
    random: () => 0.5,
    newId: () => `id${++ids}`,
    root: '../',
    request: network.request,
    user: 'u_ana',
    tab: `tab${++ids}`,
    storage,
    link: () => 'ok',
    onProxy: () => {},
    onOffline: () => {},
    onChange: () => {}
  })
  const first = tab()
  first.send('c_2', 'plain', null)
  first.send('c_1', 'an answer', null, 17)
  first.end()
  const again = tab()
  again.poke()
  for (const call of network.open) call.answer({ status: 409, body: JSON.stringify({ statusCode: 409, code: 'CLIENT_ID_REUSED', error: '', message: '' }) })
  for (const { clientId } of again.entries()) again.retry(clientId)
  const replies = network.calls.map(({ body }) => JSON.parse(body ?? '{}') as { body: string, replyTo?: number })
  t.same(replies.map(({ body, replyTo }) => [body, replyTo]), [...Array(3)].flatMap(() => [['plain', undefined], ['an answer', 17]]))
})
