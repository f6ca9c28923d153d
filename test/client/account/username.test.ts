import t from 'tap'
import { Event } from 'happy-dom'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const FORM = `<form><input id="field-display-name" name="display_name"><div class="field"><input id="field-username" name="username" value=""
  data-pattern="^[a-z0-9][a-z0-9_.-]{1,31}$" data-invalid="Use 2–32 letters." aria-describedby="field-username-hint"></div></form>`

function signUp (form = FORM) {
  const { one } = openDocument(new Clock(), form, 'username.js')
  const name = one('#field-display-name')
  const username = one('#field-username')
  return {
    username,
    type (field: typeof name, text: string) {
      Object.assign(field, { value: text })
      field.dispatchEvent(new Event('input'))
    },
    leave () { username.dispatchEvent(new Event('blur')) },
    value: () => (username as unknown as { value: string }).value,
    name,
    said: () => username.parentElement?.querySelector('#field-username-refusal')?.textContent ?? ''
  }
}

t.test('U35 a username is suggested from the name, until one is typed', async t => {
  const { name, username, type, value } = signUp()
  type(name, 'Ana Castró')
  t.equal(value(), 'ana.castro')
  type(name, '王芳')
  t.equal(value(), '', 'none from a name of other letters')
  type(username, 'fang')
  type(name, 'Wang Fang')
  t.equal(value(), 'fang', 'a typed one stays')
})

t.test('U35 an impossible username is told when the field is left, and no longer once mended', async t => {
  const { username, type, leave, said } = signUp()
  type(username, 'a')
  t.equal(said(), '', 'not while the first letter is typed')
  leave()
  t.equal(said(), 'Use 2–32 letters.')
  t.equal(username.getAttribute('aria-invalid'), 'true')
  type(username, 'An ')
  t.equal(said(), '', 'a capital and a blank from the keyboard are fine')
  t.notOk(username.hasAttribute('aria-invalid'))
  type(username, 'an a')
  t.equal(said(), 'Use 2–32 letters.')
})
