import t from 'tap'
import { createEmojiTable } from '#domain/messages/emoji.ts'
import { createAssets } from '#server/assets/assets.ts'
import { INSTALLED } from '#test/world.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const rows = createAssets(INSTALLED).emoji()
const FRAME = `<input><button data-group="-1">r</button><button data-group="0">s</button><button data-group="1">p</button>
  <div class="emoji-grid" data-recent="🐝 🎂" data-language="en" data-tone="0"></div><p id="emoji-none" data-none="none"></p>
  <span id="emoji-name"></span><span><button data-tone="0" data-value="none"></button><button data-tone="5" data-value="dark"></button></span>`

function open () {
  const page = openDocument(new Clock(), '<textarea id="composer-body"></textarea>', 'picker.js')
  page.parts.isTouch = () => false
  const chosen: string[] = []
  const tones: string[] = []
  const picker = page.parts.createPicker(rows, FRAME, tone => tones.push(tone))
  picker.open({ left: 0, top: 0, bottom: 0 }, char => chosen.push(char) > 0)
  const press = (selector: string, type: string, fields = {}) => {
    const event = Object.assign(new page.window.Event(type, { bubbles: true, cancelable: true }), fields)
    page.one(selector).dispatchEvent(event)
  }
  const shown = () => [...page.document.querySelectorAll('.emoji-grid button')].map(each => each.textContent)
  function type (text: string): string[] {
    Object.assign(page.one('#emoji input'), { value: text })
    press('#emoji input', 'input')
    return shown()
  }
  return { ...page, picker, chosen, tones, press, shown, type, isOpen: () => !page.one('#emoji').hasAttribute('hidden') }
}

t.test('scripts find what the server finds', async t => {
  const table = createEmojiTable(() => rows)
  const { parts } = open()
  for (const query of ['laugh', '笑', 'thumbs up', ':smile:', 'Flag po', '葡萄牙', 'a', '', '  ', 'xyzzy', '"*']) {
    t.same(parts.findEmoji(rows, query, 120).map(([char]) => char), table.find(query).map(({ char }) => char), query)
  }
})

t.test('a name between colons → its emoji, in either language; any other → null', async t => {
  const { parts } = open()
  t.same(['tada', 'TADA', '+1', '挥手', 'nothing', 'tad'].map(word => parts.emojiNamed(rows, word)), ['🎉', '🎉', '👍', '👋', null, null])
})

t.test('opened → those used last; a group; a search; none found', async t => {
  const { shown, press, type, one } = open()
  t.same(shown(), ['🐝', '🎂'])
  press('[data-group="1"]', 'click')
  t.equal(shown()[0], '👋')
  t.equal(one('[data-group="1"]').getAttribute('aria-pressed'), 'true')
  t.ok(type('tada').includes('🎉'))
  t.same(type('xyzzy'), [])
  t.equal(one('#emoji-none').textContent, 'none')
})

t.test('a click chooses and closes, with Shift it stays open; Enter takes the first found', async t => {
  const { press, chosen, isOpen, type, one } = open()
  press('.emoji-grid button', 'click', { shiftKey: true })
  t.ok(isOpen())
  type('tada')
  press('#emoji input', 'keydown', { keyCode: 13 })
  t.same(chosen, ['🐝', '🎉'])
  t.notOk(isOpen())
  t.equal(one('.emoji-grid').getAttribute('data-recent'), '🎉 🐝 🎂')
})

t.test('Esc and a press elsewhere close; a skin tone is told and shown', async t => {
  const { press, isOpen, picker, shown, tones } = open()
  press('#emoji input', 'keydown', { keyCode: 27 })
  t.notOk(isOpen())
  t.notOk(picker.close())
  picker.open({ left: 0, top: 0, bottom: 0 }, () => false)
  press('[data-group="1"]', 'click')
  press('[data-value="dark"]', 'click')
  t.same([shown()[0], tones], ['👋🏿', ['dark']])
  press('textarea', 'mousedown')
  t.notOk(isOpen())
})
