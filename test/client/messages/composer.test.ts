import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

interface Press { keyCode?: number, shiftKey?: boolean, ctrlKey?: boolean, isComposing?: boolean }

function open ({ enter = 'send', touch = false } = {}) {
  const clock = new Clock()
  const page = openDocument(clock, `
    <div id="texts" data-length-near="{n} of {max} bytes" data-length-over="{n} of {max} bytes; about {chars} characters too long."
      data-send-in-two="Send in two" data-send-in-parts="Send in parts"></div>
    <form id="composer" data-conversation="c1" data-enter="${enter}" data-max-bytes="100"><div><textarea name="body"></textarea></div></form>
    <form id="other"><textarea></textarea></form>`, 'text-length.js', 'text-limit.js', 'enter-key.js', 'composer-box.js', 'composer.js')
  Object.assign(page.window, { matchMedia: (query: string) => ({ matches: touch && query === '(pointer: coarse)' }) })
  const told: string[] = []
  const chosen = { isThere: false }
  const limit = page.parts.createTextLimit()
  const composer = page.parts.createComposer({
    refuses: limit.refuses,
    hasFiles: () => chosen.isThere,
    onFilled: (box: object) => { limit.look(box) },
    onSend: (conversation: string, body: string) => { told.push(`send ${conversation} ${body}`) },
    onTyping: (conversation: string) => { told.push(`typing ${conversation}`) },
    onChange: (conversation: string, body: string) => { told.push(`change ${conversation} ${body}`) }
  })
  const box = page.one('#composer textarea') as unknown as { value: string, disabled: boolean }
  const fire = (selector: string, type: string, fields: object = {}) => {
    const event = new page.window.Event(type, { bubbles: true, cancelable: true })
    page.one(selector).dispatchEvent(Object.assign(event, fields))
    return event
  }
  const press = (fields: Press = {}, selector = '#composer textarea') => fire(selector, 'keydown', { keyCode: 13, ...fields })
  return { ...page, clock, told, chosen, box, composer, fire, press }
}

t.test('Enter sends and empties the box, which is never disabled', async t => {
  const { press, box, told } = open()
  box.value = 'hi'
  t.ok(press().defaultPrevented)
  t.same(told, ['send c1 hi'])
  t.equal(box.value, '')
  t.equal(box.disabled, false)
})

t.test('an empty box → sends nothing, but files that were chosen', async t => {
  const { press, told, chosen } = open()
  press()
  t.same(told, [])
  chosen.isThere = true
  press()
  t.same(told, ['send c1 '])
})

t.test('Shift+Enter breaks the line', async t => {
  const { press, box, told } = open()
  box.value = 'hi'
  t.notOk(press({ shiftKey: true }).defaultPrevented)
  t.same(told, [])
})

t.test('Enter while an input method is composing does not send', async t => {
  const { press, fire, box, told } = open()
  box.value = '你好'
  press({ isComposing: true })
  press({ keyCode: 229 })
  fire('#composer textarea', 'compositionstart')
  press()
  fire('#composer textarea', 'compositionend')
  press({ keyCode: 229 }) // Safari's: it comes after the composition it ended
  t.same(told, [])
  t.equal(box.value, '你好')
  press()
  t.same(told, ['send c1 你好'], 'the next Enter is the person\'s own')
})

t.test('B38 Enter with its own key code right after a commit → sends, in the same moment', async t => {
  const { press, fire, box, told } = open()
  fire('#composer textarea', 'compositionstart')
  box.value = '안녕'
  press({ keyCode: 229, isComposing: true })
  t.same(told, [], 'the key that commits is the input method’s')
  fire('#composer textarea', 'compositionend')
  t.ok(press({ isComposing: false }).defaultPrevented)
  t.same(told, ['send c1 안녕'])
})

for (const [how, end] of [
  ['a key that the browser says is none of a composition', () => ({ selector: '#composer textarea', type: 'keydown', fields: { keyCode: 17, isComposing: false } })],
  ['a letter with a key code of its own', () => ({ selector: '#composer textarea', type: 'keydown', fields: { keyCode: 72 } })],
  ['an input that the browser says is none of a composition', () => ({ selector: '#composer textarea', type: 'input', fields: { isComposing: false } })],
  ['leaving the box', () => ({ selector: '#composer textarea', type: 'blur', fields: {} })]
] as const) {
  t.test(`B22 a composition without compositionend is ended by ${how}`, async t => {
    const { press, fire, box, told } = open()
    fire('#composer textarea', 'compositionstart')
    box.value = '你好'
    press()
    press({ keyCode: 229 })
    t.notOk(told.some(line => line.startsWith('send')), 'while it lasts, Enter is the input method’s')
    const { selector, type, fields } = end()
    fire(selector, type, fields)
    press()
    t.equal(told.at(-1), 'send c1 你好')
  })
}

t.test('B22 Enter sends at once when the browser reports isComposing=false', async t => {
  const { press, fire, box, told } = open()
  fire('#composer textarea', 'compositionstart')
  box.value = 'hi'
  press({ keyCode: 229, isComposing: false })
  t.same(told, [], 'Safari’s last Enter of a composition: 229, and no longer composing')
  press({ isComposing: false })
  t.same(told, ['send c1 hi'])
})

t.test('with the keys swapped, Enter breaks the line and Ctrl+Enter sends', async t => {
  const { press, box, told } = open({ enter: 'break' })
  box.value = 'hi'
  press()
  t.same(told, [])
  press({ ctrlKey: true })
  t.same(told, ['send c1 hi'])
})

t.test('on touch Enter breaks the line, and the button sends', async t => {
  const { press, fire, box, told } = open({ touch: true })
  box.value = 'hi'
  press()
  t.same(told, [])
  t.ok(fire('#composer', 'submit').defaultPrevented, 'the page stays')
  t.same(told, ['send c1 hi'])
})

t.test('a mouse press ends touch mode; a touch reported again as a mouse press does not', async t => {
  const { press, fire, box, told, clock } = open({ touch: true })
  box.value = 'hi'
  fire('#composer textarea', 'touchstart')
  fire('#composer textarea', 'touchend')
  clock.pass(300)
  fire('#composer textarea', 'mousedown')
  press()
  t.same(told, [])
  clock.pass(5_000)
  fire('#composer textarea', 'mousedown')
  press()
  t.same(told, ['send c1 hi'])
})

t.test('a text of spaces alone is not sent', async t => {
  const { press, box, told } = open()
  box.value = ' \n '
  press()
  t.same(told, [])
  t.equal(box.value, ' \n ')
})

t.test('typing is reported at most every three seconds, each change at once', async t => {
  const { fire, box, told, clock } = open()
  for (const [text, ms] of [['h', 1_000], ['hi', 1_999], ['hi ', 1], ['hi t', 0]] as const) {
    box.value = text
    fire('#composer textarea', 'input')
    clock.pass(ms)
  }
  t.same(told, ['change c1 h', 'typing c1', 'change c1 hi', 'change c1 hi ', 'change c1 hi t', 'typing c1'])
  box.value = ''
  clock.pass(5_000)
  fire('#composer textarea', 'input')
  t.equal(told.at(-1), 'change c1 ', 'an emptied box is not typing')
})

t.test('other boxes and forms are left alone', async t => {
  const { press, fire, told } = open()
  t.notOk(press({}, '#other textarea').defaultPrevented)
  t.notOk(fire('#other', 'submit').defaultPrevented)
  t.same(told, [])
})

t.test('U7 from 80 % of the limit on the length is shown, below not', async t => {
  const { fire, box, document } = open()
  const shown = () => {
    fire('#composer textarea', 'input')
    const note = document.querySelector('.text-limit')
    return note === null || note.hasAttribute('hidden') ? '' : note.querySelector('[data-slot=text]')?.textContent
  }
  for (const [text, words] of [
    ['x'.repeat(79), ''], ['x'.repeat(80), '80 of 100 bytes'], ['这'.repeat(33), '99 of 100 bytes'],
    ['这'.repeat(40), '120 of 100 bytes; about 7 characters too long.'], ['x', '']
  ] as const) {
    box.value = text
    t.equal(shown(), words)
  }
})

t.test('B21 a text that is too long → stays in the box whole, and is not sent', async t => {
  const { press, fire, box, told, one } = open()
  box.value = '这'.repeat(40)
  t.ok(press().defaultPrevented)
  t.ok(fire('#composer', 'submit').defaultPrevented)
  t.same(told, [])
  t.equal(box.value, '这'.repeat(40))
  t.ok(one('.text-limit').className.includes('refused'))
  t.equal(one('#composer textarea').getAttribute('aria-invalid'), 'true')
  t.equal(one('[data-act=send-parts]').textContent, 'Send in two')
})

t.test('U7 sent in parts → each a message of its own, in order; the box is empty', async t => {
  const { composer, fire, box, told, one } = open()
  box.value = 'one '.repeat(60)
  fire('#composer textarea', 'input')
  t.equal(one('[data-act=send-parts]').textContent, 'Send in parts')
  told.length = 0
  composer.sendInParts()
  t.equal(told.length, 3)
  t.ok(told.every(line => /^send c1 one( one)*$/.test(line) && line.length <= 100 + 'send c1 '.length))
  t.equal(box.value, '')
  t.ok(one('.text-limit').hasAttribute('hidden'))
})

t.test('B21 a message that cannot pass goes back into the box, before what is typed there', async t => {
  const { composer, box, told } = open()
  composer.takeBack('too long')
  t.equal(box.value, 'too long')
  composer.takeBack('earlier')
  t.equal(box.value, 'earlier\ntoo long')
  t.equal(told.at(-1), 'change c1 earlier\ntoo long')
})
