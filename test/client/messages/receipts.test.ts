import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const mine = (no: number) => `<li class="message mine" data-no="${no}"><span class="receipt" data-receipt="stored">Stored</span></li>`

function open (marks: string | null) {
  const attribute = marks === null ? '' : ` data-receipts='${marks}'`
  const page = openDocument(new Clock(), `
    <div id="texts" data-stored="Stored" data-delivered="Delivered" data-read="Read"></div>
    <ol id="messages-c1"${attribute}>${mine(1)}${mine(2)}<li class="message theirs" data-no="3"></li>${mine(4)}</ol>`, 'receipts.js')
  const states = () => [...page.document.querySelectorAll('.receipt')].map(each => each.getAttribute('data-receipt'))
  const hear = (username: string, deliveredNo: number, readNo: number, conversationId = 'c1') =>
    page.parts.hearReceipts([{ conversationId, username, deliveredNo, readNo }], 'c1')
  return { ...page, states, hear }
}

t.test('D13 one\'s own message shows the other\'s watermark, in words as well', async t => {
  const { states, hear, one } = open('[{"username":"ben","deliveredNo":0,"readNo":0}]')
  hear('ben', 4, 1)
  t.same(states(), ['read', 'delivered', 'delivered'])
  t.equal(one('[data-no="1"] .receipt').textContent, 'Read')
  t.equal(one('[data-no="2"] .receipt').getAttribute('title'), 'Delivered')
})

t.test('D13 in a group it shows the lowest watermark of the others', async t => {
  const { states, hear } = open('[{"username":"ben","deliveredNo":0,"readNo":0},{"username":"cho","deliveredNo":2,"readNo":0}]')
  hear('ben', 4, 4)
  t.same(states(), ['delivered', 'delivered', 'stored'])
  hear('cho', 2, 2)
  t.same(states(), ['read', 'read', 'stored'])
})

t.test('read implies delivered, in either order of the signals', async t => {
  const { states, hear } = open('[{"username":"ben","deliveredNo":0,"readNo":0},{"username":"cho","deliveredNo":4,"readNo":0}]')
  hear('ben', 1, 4)
  t.same(states(), ['delivered', 'delivered', 'delivered'])
})

t.test('watermarks of another conversation, or for a list without any, change nothing', async t => {
  const other = open('[{"username":"ben","deliveredNo":0,"readNo":0}]')
  other.hear('ben', 4, 4, 'c2')
  t.same(other.states(), ['stored', 'stored', 'stored'])
  for (const marks of [null, 'not JSON']) {
    const { states, hear } = open(marks)
    hear('ben', 4, 4)
    t.same(states(), ['stored', 'stored', 'stored'])
  }
})

t.test('U19 neighbours with the same receipt → the last shows it; a message between ends the run', async t => {
  const { hear, document } = open('[{"username":"ben","deliveredNo":0,"readNo":0}]')
  const folded = () => [...document.querySelectorAll('.receipt')].map(each => each.classList.contains('repeated'))
  hear('ben', 4, 2)
  t.same(folded(), [true, false, false], 'two are read; the third is delivered')
  hear('ben', 4, 1)
  t.same(folded(), [false, false, false], 'no two neighbours are alike')
})

t.test('U19 a tap on the ticks shows their word, another hides it', async t => {
  const { parts, one, document, window } = open('[]')
  parts.createApp({ list: null }).start()
  const tap = (selector: string) => { one(selector).dispatchEvent(new window.Event('click', { bubbles: true })) }
  tap('[data-no="2"] .receipt')
  t.ok(one('[data-no="2"] .receipt').classList.contains('told'))
  tap('[data-no="4"] .receipt')
  t.same(document.querySelectorAll('.told').length, 1, 'one at a time')
  tap('[data-no="4"] .receipt')
  t.same(document.querySelectorAll('.told').length, 0)
})
