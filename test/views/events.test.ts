import t from 'tap'
import { changedRows } from '#domain/delivery/changed-rows.ts'
import { NOTHING_CHOSEN, type OwnSettings } from '#domain/conversations/own-settings.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Message, MessageBefore } from '#domain/messages/messages.ts'
import { messageName, needsPrevious, type Details } from '#views/delivery/events.ts'
import { ana, ben, conversation, eve, message, NOW, pageOf, patchesText, request } from './sample.ts'

const none = { conversations: [], unread: 0, archived: 0, joinedNos: new Map([['a', 1], ['b', 1], ['c', 1]]), previous: new Map<string, MessageBefore>(), asking: null }

function patchesOf (events: readonly LedgerEvent[], details: Omit<Details, 'changed'>): string {
  return patchesText(events, { ...details, changed: changedRows(events) }, pageOf())
}

function said (
  seq: number, message: Message, type: 'message' | 'message-edited' | 'message-recalled' = 'message', previous: MessageBefore | null = null
): LedgerEvent {
  return { seq, at: NOW, type, conversationId: message.conversationId, message, previous }
}

/** Each patch as its action and its target: `append messages-c #message-c-1`. */
function drawn (text: string): string[] {
  return [...text.matchAll(/<div class="patch" data-seq="(\d+)" data-how="(\w+)"(?: data-into="([^"]*)")?[^>]*>(?:<\w+ id="([^"]*)")?/g)]
    .map(([, seq, how, into = '', id = '']) => `${seq} ${how} ${into} ${id}`.trim())
}

t.test('a message is appended, its conversation moves to the top, and the totals follow', async t => {
  const text = patchesOf([said(7, message('c', 3, ben, 'hi', 1))], { ...none, conversations: [conversation('c')], unread: 4 })
  t.strictSame(drawn(text), [
    '7 append messages-c message-c-3', '7 top conversations conversation-c', '7 put rail-unread unread-total', '7 unread'
  ])
  t.match(text, 'data-how="unread" data-count="4"')
})

t.test('B17 rows are drawn once, last, the newest message on top, whatever the clock', async t => {
  const events = [said(1, message('a', 1, ben, 'x', 9)), said(2, message('b', 1, ben, 'y', 8)), said(3, message('a', 2, ben, 'z', 7))]
  const conversations = [conversation('a', { activeAt: NOW - 1 }), conversation('b', { activeAt: NOW })]
  t.strictSame(drawn(patchesOf(events, { ...none, conversations })).slice(3, 5), ['2 top conversations conversation-b', '3 top conversations conversation-a'])
})

t.test('the message before is in the event; the first of a period asks for it', async t => {
  const [before, first, second] = [4, 5, 6].map(no => message('c', no, ben, `${no}`, 10 - no)) as [Message, Message, Message]
  const events = [said(1, first, 'message', before), said(2, second, 'message', first)]
  const conversations = [conversation('c')]
  t.strictSame(needsPrevious(events, none.joinedNos), [])
  const text = patchesOf(events, { ...none, conversations })
  t.equal(text.match(/class="message theirs continued"/g)?.length, 2)
  t.notMatch(text, 'class="day"')

  const joinedNos = new Map([['c', 5]])
  t.strictSame(needsPrevious(events, joinedNos).map(messageName), ['c 5'], 'a newcomer does not see message 4')
  const asNewcomer = /message-c-5"[^>]* class="message theirs first"><p class="day">/
  t.match(patchesOf(events, { ...none, conversations, joinedNos }), asNewcomer)
  t.notMatch(patchesOf(events, { ...none, conversations, joinedNos, previous: new Map([['c 5', before]]) }), asNewcomer, 'unless in an earlier period')
  t.strictSame(needsPrevious([said(1, message('c', 1, ben, 'hi', 1))], joinedNos), [], 'nothing is before the first')
})

t.test('an edit and a recall replace, and leave the order of the list alone', async t => {
  for (const type of ['message-edited', 'message-recalled'] as const) {
    const text = patchesOf([said(9, message('c', 3, ana, 'x', 1), type)], { ...none, conversations: [conversation('c')] })
    t.strictSame(drawn(text).slice(0, 3), ['9 replace messages-c message-c-3', '9 quote', '9 put conversations conversation-c'])
  }
})

t.test('a recalled text is in no patch', async t => {
  const recalled = message('c', 3, ana, '', 1, { recalledAt: NOW })
  t.match(patchesOf([said(9, recalled, 'message-recalled')], none), 'You recalled a message')
})

t.test('reading elsewhere changes the row; requests change the count and their page', async t => {
  const read: LedgerEvent = { seq: 4, at: NOW, type: 'read', conversationId: 'c', readNo: 3, unreadFrom: null }
  t.strictSame(drawn(patchesOf([read], { ...none, conversations: [conversation('c')] })),
    ['4 put conversations conversation-c', '4 put rail-unread unread-total', '4 unread'])
  const asked: LedgerEvent = { seq: 5, at: NOW, type: 'contact-request', request: request('r', eve, ana, '') }
  t.strictSame(drawn(patchesOf([asked], { ...none, asking: 2 })), ['5 reload people', '5 put rail-asking asking-total', '5 put asking-note asking-line', '5 asking'])
})

t.test('U8 a draft is drawn for the open box and in its row, as it now is', async t => {
  const draft: LedgerEvent = { seq: 4, at: NOW, type: 'draft', conversationId: 'c' }
  const text = patchesOf([draft], { ...none, conversations: [conversation('c', { draft: 'dear <b' })] })
  t.strictSame(drawn(text).slice(0, 2), ['4 draft', '4 put conversations conversation-c'])
  t.match(text, 'data-how="draft" data-target="c"><p>dear &lt;b</p>')
  t.match(text, /class="draft">Draft:<\/span> <bdi>dear &lt;b/)
  t.match(patchesOf([draft], { ...none, conversations: [conversation('c')] }), 'data-target="c"><p></p>')
  const answering = conversation('c', { draft: 'dear', draftReplyTo: 7 })
  t.match(patchesOf([draft], { ...none, conversations: [answering] }), 'data-target="c"><p data-reply="7">dear</p>')
  const left = patchesOf([draft], { ...none, conversations: [conversation('c', { draft: 'dear', left: true })] })
  t.notMatch(left, 'Draft:', 'U41 not where it can be sent no more')
})

t.test('a row the viewer may not see is not drawn, and no events draw nothing', async t => {
  t.strictSame(drawn(patchesOf([said(7, message('c', 3, ben, 'hi', 1))], none)), ['7 append messages-c message-c-3'])
  t.equal(patchesOf([], none), '')
})

t.test('a new name is told once for the whole page, with its initials', async t => {
  const event: LedgerEvent = { seq: 8, at: NOW, type: 'profile', user: { ...ben, displayName: '<b>Ben</b> Q' } }
  t.match(patchesOf([event], none),
    '<div class="patch" data-seq="8" data-how="name" data-target="ben"><b>&lt;b&gt;Ben&lt;/b&gt; Q</b>')
})

t.test('another line about oneself → as text, for wherever the page shows it', async t => {
  const event: LedgerEvent = { seq: 8, at: NOW, type: 'about', user: ben, about: '</p><b>hi' }
  t.match(patchesOf([event], none), '<div class="patch" data-seq="8" data-how="about" data-target="ben"><p>&lt;/p&gt;&lt;b&gt;hi</p>')
})

t.test('settings of a conversation → its row in the list it belongs into, and the total', async t => {
  const event: LedgerEvent = { seq: 9, at: NOW, type: 'conversation-settings', conversationId: 'c', ...NOTHING_CHOSEN }
  const drawnAs = (own: Partial<OwnSettings>) => drawn(patchesOf([event], { ...none, conversations: [conversation('c', own)], archived: 1 }))
  const rest = ['9 put rail-unread unread-total', '9 unread']
  t.strictSame(drawnAs({}), ['9 put archived-note archived-line', '9 put conversations conversation-c', ...rest])
  t.strictSame(drawnAs({ archived: true })[1], '9 put archived conversation-c')
  t.strictSame(drawnAs({ hidden: true })[1], '9 remove')
  t.match(patchesOf([event], { ...none, conversations: [conversation('c', { pinned: true, notify: 'none' })] }), /class="row pinned-row muted"[^>]*data-place="1000\d{11}/)
})

t.test('everything was read → the script is told which, and the total', async t => {
  const event: LedgerEvent = { seq: 9, at: NOW, type: 'read-all', conversations: [{ conversationId: 'a', readNo: 3 }, { conversationId: 'b', readNo: 1 }] }
  const text = patchesOf([event], none)
  t.match(text, 'data-how="read" data-target="a b"')
  t.strictSame(drawn(text), ['9 read', '9 put rail-unread unread-total', '9 unread'])
})
