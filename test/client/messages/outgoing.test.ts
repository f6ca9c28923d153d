import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

interface Entry { clientId: string, conversationId: string, body: string, state: string, code: string | null, reason: string | null }

const sending = (fields: Partial<Entry> = {}): Entry =>
  ({ clientId: 'x1', conversationId: 'c1', body: 'hi <b>', state: 'sending', code: null, reason: null, ...fields })

function open (list = '', entries: Entry[] = [], isBounced = false) {
  const link = { isOpen: true }
  const page = openDocument(new Clock(), `
    <div id="texts" data-sending="Sending…" data-stored="Stored" data-waiting="Waiting" data-failed="Failed" data-row-sending="Waits"
      data-row-failed="Not delivered" data-by-you="You: "></div>
    <ul><li id="conversation-c1" data-kind="direct"${isBounced ? ' data-bounced="1"' : ''}><span class="row-time"></span><span class="row-last"></span></li></ul>
    <div id="middle" data-conversation="c1"><div role="log"><ol id="messages-c1">${list}</ol></div>
      <ol id="on-their-way"></ol><ol hidden><li id="outgoing" hidden><p data-slot="body"></p><p data-slot="state"></p>
        <span class="ask" data-reason="You’ve blocked Ben." hidden></span>
        <button data-act="retry"></button><button data-act="take-back"></button><button data-act="discard"></button></li></ol></div>`, 'row-says.js', 'text-length.js', 'text-limit.js', 'outgoing.js')
  page.document.body.setAttribute('data-session', 's_1')
  const told: string[] = []
  const outgoing = page.parts.createOutgoing({
    entries: () => entries,
    arrived: (clientId: string) => { told.push(`arrived ${clientId}`) },
    discard: (clientId: string) => { told.push(`discard ${clientId}`) }
  }, () => link.isOpen)
  const state = () => page.document.querySelector('#outgoing-x1 [data-slot=state]')?.textContent ?? null
  const here = page.parts.readPage() ?? {}
  return {
    ...page,
    outgoing,
    link,
    entries,
    told,
    state,
    draw: (entry: Entry) => outgoing.draw(entry, here),
    drawAll: () => outgoing.drawAll(here)
  }
}

t.test('B18 an outgoing message stands beside the log, as text, without buttons', async t => {
  const { draw, one, state } = open('<li id="message-c1-1" data-no="1"></li>')
  draw(sending())
  t.equal(one('[role=log]').querySelectorAll('#outgoing-x1').length, 0, 'a log is read out')
  t.equal(one('#outgoing-x1').hasAttribute('hidden'), false)
  t.equal(one('#outgoing-x1 [data-slot=body]').textContent, 'hi <b>')
  t.equal(state(), 'Sending…')
  t.ok(one('#outgoing-x1 [data-act=retry]').hasAttribute('hidden'))
})

t.test('U20 offline → every queued message waits in the same words, none offers a retry', async t => {
  const { drawAll, document, link } = open('', [sending(), sending({ clientId: 'x2', state: 'failed', code: 'OFFLINE' })])
  const faces = () => [...document.querySelectorAll('[data-copy-of]')].map(copy =>
    `${copy.getAttribute('data-state')} ${copy.querySelector('[data-slot=state]')?.textContent} ${[...copy.querySelectorAll('button')].filter(each => !each.hasAttribute('hidden')).map(each => each.getAttribute('data-act')).join()}`)
  drawAll()
  t.same(faces(), ['sending Sending… ', 'waiting Waiting discard'])
  link.isOpen = false
  drawAll()
  t.same(faces(), ['waiting Waiting discard', 'waiting Waiting discard'])
})

t.test('failed and bounced messages show the reason, and can be retried or discarded', async t => {
  const { draw, one, state, document } = open()
  const faces = [
    [{ state: 'bounced', code: 'NOT_A_CONTACT', reason: 'in English' }, 'You’ve blocked Ben.', 'bounced'],
    [{ state: 'failed', code: 'STORAGE_FULL', reason: 'The disk is full.' }, 'The disk is full.', 'failed'],
    [{ state: 'failed', code: 'TOO_LATE', reason: '' }, 'Failed', 'failed']
  ] as const
  for (const [fields, said, look] of faces) {
    draw(sending(fields))
    t.equal(state(), said)
    t.equal(one('#outgoing-x1').getAttribute('data-state'), look)
    t.equal(one('#outgoing-x1 [data-slot=state]').getAttribute('role'), 'alert', 'B18 read out when it is refused')
    t.notOk(one('#outgoing-x1 [data-act=retry]').hasAttribute('hidden'))
  }
  t.equal(document.querySelectorAll('[data-copy-of]').length, 1, 'in place, not once more')
})

t.test('U41 one’s own message on its way → in the row of its conversation, until it is stored', async t => {
  const { draw, one, entries } = open('', [sending()])
  const row = () => `${one('#conversation-c1').getAttribute('data-says')} ${one('#conversation-c1 .row-last').textContent}`
  draw(sending())
  t.equal(row(), 'outgoing You: hi <b>')
  entries.length = 0
  draw(sending({ state: 'stored' }))
  t.equal(row(), 'null ')
})

t.test('B21 a message that is too long → its length, and to be edited instead of tried again', async t => {
  const { draw, one, state, document } = open()
  const shown = (act: string) => !one(`#outgoing-x1 [data-act=${act}]`).hasAttribute('hidden')
  one('#texts').setAttribute('data-length-over', '{n} of {max} bytes; about {chars} characters too long.')
  document.body.insertAdjacentHTML('beforeend', '<form id="composer" data-max-bytes="8192"></form>')
  draw(sending({ state: 'failed', code: 'TOO_LARGE', body: '这'.repeat(3_040) }))
  t.equal(state(), '9,120 of 8,192 bytes; about 310 characters too long.')
  t.same([shown('retry'), shown('take-back'), shown('discard')], [false, true, true])
  draw(sending({ state: 'failed', code: 'STORAGE_FULL', reason: 'The disk is full.' }))
  t.same([shown('retry'), shown('take-back')], [true, false])
})

t.test('the copy is removed when the message arrives, before or after its answer', async t => {
  const { draw, outgoing, document, one, told } = open('<li id="message-c1-1" data-no="1" data-client-id="x1"></li>')
  draw(sending())
  outgoing.arrived(one('#message-c1-1'))
  draw(sending({ state: 'stored' }))
  t.equal(document.querySelectorAll('[data-copy-of]').length, 0)
  t.same(told, ['arrived x1'])
})

t.test('messages of others, or to another conversation, draw no copy', async t => {
  const { draw, outgoing, one, told } = open('<li id="message-c1-1" data-no="1"></li>')
  outgoing.arrived(one('#message-c1-1'))
  draw(sending({ conversationId: 'c2' }))
  t.equal(one('#middle').querySelectorAll('[data-copy-of]').length, 0)
  t.same(told, [])
})

t.test('after a reload a message already on the page is not drawn twice', async t => {
  const message = open('<li id="message-c1-1" data-no="1" data-client-id="x1"></li>', [sending()])
  message.drawAll()
  t.same(message.told, ['arrived x1'])
  t.equal(message.one('#messages-c1').children.length, 1)

  const drawnByServer = '<li id="outgoing-x1" data-state="bounced" data-client-id="x1">with a way to ask</li>'
  const bounce = open(drawnByServer, [sending({ state: 'bounced', code: 'NOT_A_CONTACT' })])
  bounce.drawAll()
  t.same(bounce.told, ['discard x1'])
  bounce.draw(sending({ state: 'gone' }))
  t.equal(bounce.one('#messages-c1').textContent, 'with a way to ask', 'the server\'s own picture of it stays')

  const again = open(drawnByServer, [sending()])
  again.drawAll()
  t.same(again.document.querySelectorAll('#outgoing-x1').length, 1)
  t.equal(again.state(), 'Sending…', 'unless it is being tried again')
})

t.test('the conversation\'s row is marked while a message waits or failed', async t => {
  const { draw, one, entries } = open()
  const mark = () => one('#conversation-c1').getAttribute('data-outgoing')
  const words = () => one('#conversation-c1 .row-mark')
  entries.push(sending())
  draw(sending())
  t.equal(mark(), 'sending')
  entries[0] = sending({ state: 'failed', code: 'OFFLINE' })
  draw(sending())
  t.equal(mark(), 'sending', 'what waits for the line has not failed')
  entries.unshift(sending({ clientId: 'x0', state: 'failed', code: 'INVALID' }))
  draw(sending())
  t.equal(mark(), 'failed')
  t.same([words().getAttribute('title'), words().textContent], ['Not delivered', 'Not delivered'], 'U23 in words')
  entries.length = 0
  draw(sending({ state: 'stored' }))
  t.equal(mark(), null)
  t.equal(one('#conversation-c1').querySelector('.row-mark'), null)
})

t.test('U23 a row that the server marked as bounced keeps its mark while nothing waits', async t => {
  const { draw, one } = open('', [], true)
  draw(sending({ state: 'stored' }))
  t.equal(one('#conversation-c1').getAttribute('data-outgoing'), 'failed')
})
