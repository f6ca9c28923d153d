import t from 'tap'
import { avatar, initials } from '#views/parts/pictures/avatars.ts'
import type { Message } from '#domain/messages/messages.ts'
import { conversationRow } from '#views/conversations/conversations.ts'
import { messageActs } from '#views/messages/message-acts.ts'
import { messageItem, messageQuote, receiptState, type Setting } from '#views/messages/messages.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { ana, ben, conversation, line, message, NOW, pageOf } from './sample.ts'

const page = pageOf()
const setting = { kind: 'group', previous: null, receipts: [] } as const
const classes = (items: readonly { toString (): string }[]) => items.map(item => /class="([^"]*)"/.exec(String(item))?.[1])

function messageItems (page: OwnPage, messages: readonly Message[], setting: Setting) {
  return messages.map((message, index) => messageItem(page, message, { ...setting, previous: messages[index - 1] ?? setting.previous }))
}

t.test('one sender within five minutes has one name above; others, pauses, days start anew', async t => {
  const items = messageItems(page, [
    message('c', 1, ben, 'a', 20), message('c', 2, ben, 'b', 16), message('c', 3, ben, 'c', 11), message('c', 4, ana, 'd', 10),
    line('c', 5, ana, { line: 'joined', who: 'Cho' }, 9), message('c', 6, ana, 'e', 9)
  ], setting)
  t.strictSame(classes(items), [
    'message theirs first', 'message theirs continued', 'message theirs first', 'message mine first', 'message system', 'message mine first'
  ])
})

t.test('a day begins once, in the reader’s zone, also between messages of one sender', async t => {
  const midnight = 12.5 * 60
  const items = messageItems(page, [message('c', 1, ben, 'a', midnight + 1), message('c', 2, ben, 'b', midnight - 1), message('c', 3, ben, 'c', midnight - 2)], setting)
  t.strictSame(items.map(item => String(item).includes('class="day"')), [true, true, false])
  t.equal(classes(items)[1], 'message theirs first')
})

t.test('S23 a name above a message shows its username in a tooltip, and a quote shows it too', async t => {
  const posing = { ...message('c', 1, ben, 'Send me your password', 3), sender: { ...ben, displayName: 'Ana' } }
  t.match(String(messageItem(page, posing, setting)), '<span class="name" title="@ben"><bdi data-name-of="ben">Ana</bdi></span>')
  t.match(String(messageQuote(page, posing)), '<span class="name" title="@ben"><bdi data-name-of="ben">Ana</bdi></span> <span class="username">@ben</span>')
  t.notMatch(String(messageQuote(page, message('c', 1, ana, 'x', 3))), '@ana')
})

t.test('only one’s own messages carry a key and a receipt', async t => {
  const [mine = '', theirs = ''] = messageItems(page, [message('c', 1, ana, 'x', 3), message('c', 2, ben, 'x', 2)], setting).map(String)
  t.match(mine, 'data-client-id="client-c-1"')
  t.match(mine, '>Sent</span>')
  t.notMatch(theirs, 'data-client-id')
  t.notMatch(theirs, 'class="receipt"')
  const [alone = ''] = messageItems(page, [message('c', 1, ana, 'x', 3)], { ...setting, kind: 'self' }).map(String)
  t.notMatch(alone, 'class="receipt"', 'a note to oneself has no receipt')
})

t.test('U19 a page shows the receipt of the last of neighbours with the same one', async t => {
  const receipts = [{ username: 'ben', deliveredNo: 3, readNo: 2 }]
  const sent = [1, 2, 3].map(no => message('c', no, ana, 'x', 4 - no))
  const drawn = sent.map((each, index) => String(messageItem(page, each, { kind: 'direct', previous: null, next: sent[index + 1] ?? null, receipts })))
  t.same(drawn.map(item => /class="(receipt[^"]*)" data-receipt="(\w+)"/.exec(item)?.slice(1)), [
    ['receipt repeated', 'read'], ['receipt', 'read'], ['receipt', 'delivered']
  ])
  const answered = String(messageItem(page, message('c', 1, ana, 'x', 3), { kind: 'direct', previous: null, next: message('c', 2, ben, 'y', 2), receipts }))
  t.match(answered, 'class="receipt"', 'an answer ends the run')
})

t.test('a message is read when everybody has read it', async t => {
  const at = (deliveredNo: number, readNo: number) => ({ username: 'x', deliveredNo, readNo })
  t.equal(receiptState(5, []), 'stored')
  t.equal(receiptState(5, [at(4, 4)]), 'stored')
  t.equal(receiptState(5, [at(5, 4), at(9, 9)]), 'delivered')
  t.equal(receiptState(5, [at(5, 5), at(9, 9)]), 'read')
})

t.test('a recalled message shows only that; an unknown system line shows nothing', async t => {
  const [recalled = '', unknown = ''] = messageItems(page, [
    message('c', 1, ana, '', 3, { recalledAt: NOW }), message('c', 2, ben, '{"line":"flew"}', 2, { kind: 'system', clientId: null })
  ], setting).map(String)
  t.match(recalled, 'You recalled a message')
  t.notMatch(recalled, 'class="receipt"')
  t.notMatch(unknown, 'flew')
})

t.test('U30 each message tells the whole time, once, and its menu does', async t => {
  const whole = page.times.stamp(NOW - 2 * 60_000)
  const [first = '', continued = ''] = messageItems(page, [message('c', 1, ben, 'a', 3), message('c', 2, ben, 'b', 2)], setting).map(String)
  t.match(continued, 'message theirs continued')
  t.match(continued, `<div class="bubble" title="${whole}">`)
  t.match(continued, `<time>${page.times.clock(NOW - 2 * 60_000)}</time>`)
  t.match(first, `<time title="${page.times.stamp(NOW - 3 * 60_000)}">`)
  t.match(first, '<div class="bubble">')
  const shown = { conversation: conversation('c'), message: message('c', 2, ben, 'b', 2), who: [], hasMore: false, acts: { react: true, reply: true, edit: false, recall: false }, kept: null, refusal: null }
  for (const inPanel of [false, true]) t.match(String(messageActs(page, shown, inPanel)), `>${whole}</time>`)
})

t.test('U31 the links to the actions of two messages differ in their names', async t => {
  const names = ['See you at four', `${'long '.repeat(30)}\n"quoted"`].map(body =>
    / aria-label="([^"]*)"/.exec(String(messageItem(page, message('c', 1, ben, body, 3), setting)))?.[1])
  t.same(names, ['More about: See you at four', `More about: ${'long '.repeat(8)}…`])
  t.match(String(messageItem(pageOf({ language: 'zh' }), message('c', 1, ben, '四点见', 3), setting)), 'aria-label="更多操作：四点见"')
})

t.test('U17 a recalled message names its sender, in an element of its own, in both languages', async t => {
  const gone = (by: typeof ana) => message('c', 1, by, '', 3, { recalledAt: NOW })
  t.match(String(messageItem(page, gone(ben), setting)), '<bdi data-name-of="ben">Ben Okafor</bdi> recalled a message')
  const zh = pageOf({ language: 'zh' })
  t.match(String(messageItem(zh, gone(ben), setting)), '“<bdi data-name-of="ben">Ben Okafor</bdi>”撤回了一条消息')
  t.match(String(messageItem(zh, gone(ana), setting)), '你撤回了一条消息')
  t.match(String(conversationRow(page, conversation('c', { lastMessage: gone(ana) }))), '>You recalled a message<')
})

t.test('U50 sixteen people → avatars in many hues, also when ids differ in one letter', async t => {
  const hues = (ids: readonly string[]) => new Set(ids.map(id => /hue-\d+/.exec(String(avatar(page, { ...ana, id })))?.[0])).size
  t.ok(hues([...'abcdefghijklmnop'].map(letter => `u-000${letter}`)) >= 8)
  t.equal(hues(Array.from({ length: 500 }, (_none, i) => `u-${i}`)), 16)
})

t.test('an avatar is the same everywhere and shows the initials of a name', async t => {
  const hue = (name: string) => /hue-\d/.exec(String(avatar(page, { ...ana, displayName: name })))?.[0]
  t.equal(hue('Ana'), hue('Somebody else'), 'the colour follows from the user’s id, not from the name')
  for (const [name, sign] of [
    ['Ana Ferreira', 'AF'], ['ana', 'A'], ['林晓月', '晓月'], ['林', '林'], ['조민지', '조'], ['👩‍👩‍👧 family', '👩‍👩‍👧F'], ['Ana (work)', 'A'], ['  ', '?'],
    ['lin.xy', 'LX'], ['<script>', '<']
  ] as const) t.equal(initials(name), sign, name)
})
