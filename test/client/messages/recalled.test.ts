import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock, Storage } from '../stage/world.ts'

function load (marks: Storage, user = 'u_ana') {
  return openDocument(new Clock(), '', 'waking.js', 'recalled.js').parts.createRecalled(marks, user)
}

t.test('U17 a recalled text → kept over a reload, until it is used', async t => {
  const marks = new Storage()
  load(marks).keep('message-c1-1', 'wrong chat')
  t.ok(load(marks).has('message-c1-1'), 'the next page has it')
  t.notOk(load(marks, 'u_eve').has('message-c1-1'), 'another user has not')
  t.equal(load(marks).take('message-c1-1'), 'wrong chat')
  t.notOk(load(marks).has('message-c1-1'), 'once')
})

t.test('U17 many recalled texts → the latest twenty are kept, each once', async t => {
  const marks = new Storage()
  const recalled = load(marks)
  for (let no = 1; no <= 21; no++) recalled.keep(`message-c1-${no}`, `text ${no}`)
  recalled.keep('message-c1-2', 'again')
  t.same([1, 2, 3, 21].map(no => recalled.has(`message-c1-${no}`)), [false, true, true, true])
  t.equal(recalled.take('message-c1-2'), 'again')
  t.notOk(recalled.has('message-c1-2'))
})

t.test('U17 a browser without room for a recalled text → it lasts as long as the page', async t => {
  const marks = new Storage()
  marks.kept.set('holdline.recalled.u_ana', 'not JSON')
  const recalled = load(marks)
  marks.kept.clear()
  marks.room = 0
  recalled.keep('message-c1-1', 'wrong chat')
  t.equal(recalled.take('message-c1-1'), 'wrong chat')
})
