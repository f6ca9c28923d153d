import t from 'tap'
import { openDocument, type Option, type Trigger } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

interface Field {
  value: string
  selectionStart: number
  setSelectionRange (from: number, to: number): void
  getAttribute (name: string): string | null
}
type Find = Trigger['find']
type Done = Parameters<Find>[2]

const DOWN = 40
const UP = 38
const ENTER = 13
const TAB = 9
const ESC = 27

function open (find?: Find) {
  const page = openDocument(new Clock(), `<div id="texts" data-whom="Mention"></div>
    <form id="composer" data-conversation="c1"><textarea id="composer-body"></textarea></form>`, 'completion.js')
  const { parts, document, window } = page
  const all: Option[] = [{ text: '@ben', name: 'Ben' }, { text: '@bo', name: 'Bo' }]
  const findLocally: Find = (query, _form, done) => done(all.filter(({ text }) => text.startsWith(`@${query}`)))
  parts.addTrigger({ sign: '@', label: 'whom', least: 0, find: find ?? findLocally })
  const completion = parts.createCompletion()
  const box = page.one('textarea') as unknown as Field
  const dispatch = (type: string, fields: object = {}) => {
    const event = Object.assign(new window.Event(type, { bubbles: true, cancelable: true }), fields)
    page.one('textarea').dispatchEvent(event)
    return event
  }
  const shown = () => [...document.querySelectorAll('#completion li')].map(each => `${each.textContent}${each.getAttribute('aria-selected') === 'true' ? '*' : ''}`)
  function type (text: string): string[] {
    box.value = text
    box.setSelectionRange(text.length, text.length)
    dispatch('input')
    return shown()
  }
  return { ...page, box, type, shown, completion, dispatch, press: (keyCode: number, fields = {}) => dispatch('keydown', { keyCode, ...fields }).defaultPrevented }
}

t.test('the sign at the start or after a space → a list; inside a word → none', async t => {
  const { type } = open()
  t.same(type('@'), ['Ben*', 'Bo'])
  t.same(type('hi @bo'), ['Bo*'])
  t.same(type('你好@b'), ['Ben*', 'Bo'])
  t.same(type('ana@b'), [])
  t.same(type('@ben and'), [])
  t.same(type('@nobody'), [])
})

t.test('arrows choose, Enter and Tab take it with a space, and the page hears of it as typed', async t => {
  const { type, press, shown, box, document } = open()
  const heard: string[] = []
  document.addEventListener('input', () => { heard.push(box.value) })
  type('hi @b')
  t.ok(press(DOWN))
  t.same(shown(), ['Ben', 'Bo*'])
  t.equal(box.getAttribute('aria-activedescendant'), 'completion-1')
  t.ok(press(UP) && press(UP))
  t.ok(press(ENTER))
  t.equal(box.value, 'hi @bo ')
  t.equal(box.selectionStart, box.value.length)
  t.equal(heard.at(-1), 'hi @bo ')
  t.same(shown(), [])
  t.equal(box.getAttribute('aria-controls'), null)
  type('@be')
  t.ok(press(TAB))
  t.equal(box.value, '@ben ')
})

t.test('Esc closes; keys of an input method and closed lists are the field’s own', async t => {
  const { type, press, shown } = open()
  t.notOk(press(ENTER))
  type('@b')
  t.notOk(press(ENTER, { isComposing: true }))
  t.notOk(press(229))
  t.notOk(press(ENTER, { shiftKey: true }))
  t.ok(press(ESC))
  t.same(shown(), [])
  t.notOk(press(ESC))
})

t.test('a click takes the option, and the field keeps the focus', async t => {
  const { type, box, document, window } = open()
  type('@b')
  const press = new window.Event('mousedown', { bubbles: true, cancelable: true })
  document.querySelectorAll('#completion li')[1]?.dispatchEvent(press)
  t.ok(press.defaultPrevented)
  t.equal(box.value, '@bo ')
})

t.test('options that come after more was typed, or after it closed → dropped', async t => {
  const waiting: Done[] = []
  const { type, shown, completion } = open((_query, _form, done) => { waiting.push(done) })
  type('@b')
  type('@be')
  waiting[0]?.([{ text: '@bo', name: 'Bo' }])
  t.same(shown(), [])
  waiting[1]?.([{ text: '@ben', name: 'Ben' }])
  t.same(shown(), ['Ben*'])
  type('@b')
  completion.close()
  waiting[2]?.([{ text: '@bo', name: 'Bo' }])
  t.same(shown(), [])
})

t.test('names are text', async t => {
  const { type, document } = open((_query, _form, done) => done([{ text: '@x', name: '<img src=x>' }]))
  t.same(type('@'), ['<img src=x>*'])
  t.equal(document.querySelector('#completion img'), null)
})
