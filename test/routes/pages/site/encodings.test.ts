import t from 'tap'
import { world, type World } from '#test/world.ts'
import { MODES } from '#domain/account/sessions.ts'
import { pageOf } from '../../../views/sample.ts'
import { STATES } from '../../../views/states.ts'
import { Reader } from '../reader.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
/** Escapes bytes as a browser does, whatever their encoding. */
function escaped (bytes: Buffer | string): string {
  return [...Buffer.from(bytes)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

async function withChat (w: World) {
  const ana = w.as('ana')
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const reader = await new Reader(ana).open(`/conversations/${id}`)
  const token = reader.forms().find(({ action }) => action.endsWith('messages'))?.hidden['form_token'] ?? ''
  let n = 0
  return {
    token,
    /** Sends a message by the form, its body escaped already. */
    send: (body: string, sent = encodeURIComponent(token), headers: Record<string, string> = {}) => ana.send('POST', `/conversations/${id}/messages`, {
      headers: { ...FORM, ...headers }, payload: `form_token=${sent}&client_id=form-${++n}-12345678&read_no=0&body=${body}`
    }),
    said: async () => (await w.messenger.messages.history(ana.userId, id, { limit: 50 })).messages.filter(({ kind }) => kind === 'text').map(({ body }) => body)
  }
}

t.test('every form of every page asks for Unicode', async t => {
  let forms = 0
  for (const [name, draw] of Object.entries(STATES)) {
    for (const mode of MODES) {
      const text = draw(pageOf({ mode })).toString()
      for (const [form] of text.matchAll(/<form[^>]*>/g)) {
        forms++
        t.match(form, ' accept-charset="utf-8"', `${name} ${mode}`)
      }
    }
  }
  t.ok(forms > 100)
})

t.test('every page names its encoding in the header and before anything else', async t => {
  const w = await world(t)
  for (const [reader, address] of [[w.stranger(), '/signin'], [w.as('ana'), '/conversations/'], [w.as('ana'), '/nowhere']] as const) {
    const answer = await reader.get(address)
    t.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
    t.match(answer.text, /^<!DOCTYPE html>\n<html[^>]*>\n<head>\n<meta charset="utf-8">/)
  }
})

t.test('a form sent in Unicode arrives as written, with line ends normalised', async t => {
  const { send, said } = await withChat(await world(t))
  for (const body of [escaped('你好 👩‍👩‍👧‍👦'), 'one%0D%0Atwo%0Dthree', '1%2B1+%26+%25u4F60', '&'.replace('&', '%26%2320320%3B')]) {
    t.equal((await send(body)).status, 303, body)
  }
  t.strictSame(await said(), ['你好 👩‍👩‍👧‍👦', 'one\ntwo\nthree', '1+1 & %u4F60', '&#20320;'], 'also a text about such characters')
})

t.test('a form in another encoding is refused, with its text decoded as well as possible', async t => {
  const { send, said } = await withChat(await world(t))
  const western = await send('caf%E9', undefined, { 'accept-language': 'fr' })
  t.match(western, { status: 400, text: /café<\/textarea>/ })
  t.match(western.text, 'Your browser didn’t send this in Unicode')
  const chinese = await send('%C4%E3%BA%C3', undefined, { 'accept-language': 'zh-CN,zh' })
  t.match(chinese, { status: 400, text: /你好<\/textarea>/ })
  t.match(chinese.text, '你的浏览器没有用 Unicode')
  t.equal((await send('%u4F60%u597D')).status, 400)
  t.strictSame(await said(), [])
})

t.test('a changed check mark in the token → a text with replaced letters is refused', async t => {
  const { send, said, token } = await withChat(await world(t))
  const lost = encodeURIComponent(token.replace('✓', '&#10003;'))
  t.match(await send('%26%2320320%3B%26%2322909%3B', lost), { status: 400, text: /didn’t send this in Unicode/ })
  t.equal((await send('plain words', lost)).status, 303, 'nothing in this could be lost')
  t.equal((await send('plain words, too', encodeURIComponent(token.replace('✓', '?')))).status, 303)
  t.equal((await send('x', encodeURIComponent(token.replace(/^./, '_')))).status, 403, 'a token broken in another place proves nothing')
  t.strictSame(await said(), ['plain words', 'plain words, too'])
})
