import t from 'tap'
import { changedRows } from '#domain/delivery/changed-rows.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import { textsScript } from '#views/parts/script-texts.ts'
import { ana, ben, conversation, message, pageOf, patchesText } from '../../views/sample.ts'
import { STATES } from '../../views/states.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

/** A state of the page, with scripts run in it. */
function opened (state: string, language: 'en' | 'zh' = 'en', ...scripts: string[]) {
  const text = String(STATES[state]?.(pageOf({ language })))
  const page = openDocument(new Clock(), /<body[^>]*>([^]*)<\/body>/.exec(text)?.[1] ?? '', ...scripts)
  for (const [, name, value] of /<body([^>]*)>/.exec(text)?.[1]?.matchAll(/([a-z-]+)="([^"]*)"/g) ?? []) {
    page.document.body.setAttribute(String(name), String(value))
  }
  return page
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  sending: [],
  waiting: [],
  failed: [],
  'refused-not-a-contact': [],
  stored: [],
  delivered: [],
  read: [],
  'typing-one': ['name'],
  'typing-two': ['name', 'other'],
  'typing-many': [],
  online: [],
  away: [],
  offline: [],
  'last-seen': ['time'],
  'new-one': [],
  'new-many': ['n'],
  reconnecting: [],
  proxy: [],
  older: [],
  skipped: []
}

for (const language of ['en', 'zh'] as const) {
  t.test(`a file of its own brings every text the script shows, in ${language}`, async t => {
    const { run, one } = opened('unread', language)
    run(textsScript(language))
    const texts = one('#texts')
    for (const [name, slots] of Object.entries(TEXTS)) {
      const text = texts.getAttribute(`data-${name}`)
      t.ok(text, name)
      for (const slot of slots) t.match(text, `{${slot}}`)
    }
  })
}

t.test('a page loads the texts of its own language, before the script, and says none of them', async t => {
  for (const [language, other] of [['en', 'zh'], ['zh', 'en']] as const) {
    const text = String(STATES['unread']?.(pageOf({ language })))
    t.match(text, new RegExp(`texts-${language}\\.js[^]*holdline\\.js`))
    t.notMatch(text, `texts-${other}.js`)
    t.notMatch(text, 'data-refused-')
  }
  t.notMatch(String(STATES['unread']?.(pageOf({ mode: 'plain' }))), 'texts-en.js')
})

t.test('a conversation page has every element that the script writes to', async t => {
  const { one, parts } = opened('unread')
  for (const place of [
    '#scroller #messages-c-ben[data-receipts]', '#messages-c-ben > li.mine[data-no][data-changed][data-client-id] .receipt[data-receipt]',
    '#messages-c-ben > li.theirs[data-sender=ben] .name', '#divider', '#typing', '#new-pill[hidden]', '#jump-latest[hidden]',
    '#composer[data-conversation=c-ben][data-enter=send] textarea[name=body]', '#connection[hidden] [data-slot=text]',
    '#connection [data-act=retry-now]', '#outgoing[hidden] [data-slot=body]', '#outgoing [data-slot=state]', '#outgoing [data-act=retry]',
    '#outgoing [data-act=discard]', '#conversations > #conversation-c-ben a[href][hx-target="#middle"]', '[data-presence-of=ben]'
  ]) t.ok(one(place), place)
  t.match(parts.readPage(), { root: '../', conversation: 'c-ben', cursor: 'r7.1042.5', seq: 1042 })
  t.equal(parts.readPage()?.list?.id, 'messages-c-ben')
})

t.test('in the middle of its history a conversation has no list for new messages', async t => {
  const page = opened('older-page').parts.readPage()
  t.match(page, { conversation: 'c-ben', list: null })
  t.equal(page?.shown?.id, 'stretch-c-ben')
})

t.test('the server\'s patch of a new message lands in the list, and its row on top', async t => {
  const { parts, document, one } = opened('unread', 'en', 'patches.js')
  const said = message('c-ben', 13, ben, 'On my way <3', 0)
  const event: LedgerEvent = { type: 'message', seq: 1043, at: said.at, conversationId: 'c-ben', message: said }
  const html = patchesText([event], {
    conversations: [conversation('c-ben', { lastNo: 13, lastMessage: said, unread: 4, members: [ana, ben] })],
    changed: changedRows([event]),
    unread: 5,
    archived: 0,
    joinedNos: new Map([['c-ben', 1]]),
    previous: new Map(),
    asking: null
  }, pageOf())
  const told: number[] = []
  const onUnread = (count: number) => { told.push(count) }
  const applied = parts.createPatches({ onUnread, onReload: () => {}, onTop: () => {}, onAdded: () => {}, onChanged: () => {} })
  for (const each of [...parts.readPatches(html), ...parts.readPatches(html)]) {
    t.equal(each.seq, 1043)
    applied.apply(each)
  }
  t.equal(one('#messages-c-ben').lastElementChild?.id, 'message-c-ben-13')
  t.equal(document.querySelectorAll('#message-c-ben-13').length, 1)
  t.equal(one('#conversations').firstElementChild?.id, 'conversation-c-ben')
  t.match(one('#conversation-c-ben .row-last').textContent, 'On my way <3')
  t.equal(one('#unread-total').textContent, '5')
  t.same(told, [5, 5])
})

t.test('a line about oneself lands on the profile and in search hits', async t => {
  const event: LedgerEvent = { type: 'about', seq: 1043, at: 0, user: ben, about: '<i>Back' }
  const html = patchesText([event], {
    conversations: [], changed: [], unread: 0, archived: 0, joinedNos: new Map(), previous: new Map(), asking: null
  }, pageOf())
  for (const [state, place] of Object.entries({ 'member-acts': '.portrait .about', 'contacts-found': '#found [href*="contacts/ben"] .row-about' })) {
    const { parts, one } = opened(state, 'en', 'patches.js')
    t.equal(one(place).textContent, ben.about, 'before')
    for (const each of parts.readPatches(html)) parts.createPatches({}).apply(each)
    t.equal(one(place).textContent, '<i>Back', place)
  }
})

t.test('a contact’s new name lands in the head, the row and the lists of people', async t => {
  const event: LedgerEvent = { type: 'profile', seq: 1043, at: 0, user: { ...ben, displayName: 'Benjamin Okafor</b>' } }
  const html = patchesText([event], {
    conversations: [], changed: [], unread: 0, archived: 0, joinedNos: new Map(), previous: new Map(), asking: null
  }, pageOf())
  for (const [state, places] of Object.entries({
    unread: ['.conversation-head h1', '#conversation-c-ben .row-name', '.theirs[data-sender=ben] .name'],
    members: ['.members [href$="side=%40ben"] .row-name'],
    'profile-contact': ['.rows [href$="contacts/ben"] .row-name']
  })) {
    const { parts, one } = opened(state, 'en', 'patches.js')
    const applied = parts.createPatches({ onRenamed: () => {} })
    for (const each of parts.readPatches(html)) applied.apply(each)
    for (const place of places) t.equal(one(place).textContent, 'Benjamin Okafor</b>', place)
    t.equal(one('[data-avatar-of=ben]').getAttribute('data-initials'), 'BO')
  }
})
