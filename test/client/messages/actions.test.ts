import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const message = (no: number) => `<li id="message-c1-${no}" data-no="${no}" class="message mine"><div class="bubble">text ${no}</div>
  <a class="more" href="c1?acts=${no}">…</a></li>`
const FORMS = '<form class="stack edit"><textarea>hello</textarea></form><button data-act="copy"></button><button data-act="edit"></button><!--/holdline-->'

function open () {
  const page = openDocument(new Clock(), `<div id="texts"></div><ol id="list">${message(1)}${message(2)}</ol>
    <div id="acts" hidden><p class="note"></p><div data-slot="acts"></div></div>`, 'action-panel.js', 'panel-place.js', 'long-press.js', 'copying.js', 'actions.js')
  page.run('Holdline.placeBeside = Holdline.unplace = Holdline.bringIntoView = function () {}')
  page.run('Holdline.isSheet = Holdline.isTouch = Holdline.canCopy = function () { return false }')
  page.run('Holdline.readMarkup = function () { return "fragment" }')
  page.run(`var asked = []; var actions = Holdline.createActions({ root: '../', onRecall: function () {},
    page: function () { return { list: document.getElementById('list') } },
    request: function (call, done) { asked.push(call.url); done({ status: 200, body: ${JSON.stringify(FORMS)} }); return function () {} } })`)
  const click = (selector: string) => { (page.one(selector) as unknown as { click (): void }).click() }
  return { ...page, click, asked: () => (page.run('asked.join()') as string).split(','), field: () => page.one('#acts textarea') as unknown as { value: string } }
}

t.test('U71 a changed edit → “…” of any message leaves it, Esc cancels it', async t => {
  const { click, field, one, asked, run, document, window } = open()
  click('#message-c1-1 .more')
  click('[data-act=edit]')
  field().value = 'hello, much longer'
  click('#message-c1-2 .more')
  click('#message-c1-1 .more')
  t.equal(run('actions.editLast()'), true)
  t.equal(field().value, 'hello, much longer')
  t.ok(one('#message-c1-1').contains(one('#acts')), 'in its place')
  t.same(asked(), ['c1?acts=1&fragment=1'])
  const esc = new window.KeyboardEvent('keydown', { bubbles: true })
  Object.defineProperty(esc, 'keyCode', { value: 27 })
  document.dispatchEvent(esc)
  t.ok(one('#acts').hasAttribute('hidden'))
})

t.test('U71 ↑ right after sending -> the message just sent is edited, once it is in the log', async t => {
  const { one, run, asked, document } = open()
  const body = document.createElement('div')
  body.innerHTML = '<textarea id="composer-body"></textarea><p class="outgoing" data-state="stored"></p>'
  document.body.appendChild(body)
  t.equal(run('actions.editLast()'), true)
  run('actions.added()')
  t.same(asked(), [''], 'not the one before it')
  one('.outgoing').remove()
  one('#list').insertAdjacentHTML('beforeend', message(3))
  run('actions.added()')
  t.same(asked(), ['c1?acts=3&fragment=1'])
  run('actions.added()')
  t.same(asked(), ['c1?acts=3&fragment=1'], 'once')
})

t.test('U71 an edit without a change → “…” of another message opens its menu', async t => {
  const { click, one, asked } = open()
  click('#message-c1-1 .more')
  click('[data-act=edit]')
  click('#message-c1-2 .more')
  t.same(asked(), ['c1?acts=1&fragment=1', 'c1?acts=2&fragment=1'])
  t.equal(one('#message-c1-2 .more').getAttribute('aria-expanded'), 'true')
})
