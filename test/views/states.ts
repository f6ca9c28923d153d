import type { Message } from '#domain/messages/messages.ts'
import { judge } from '#domain/connection/path-advice.ts'
import { NOTHING_FOUND, type Findings } from '#domain/connection/path-findings.ts'
import type { Html } from '#views/parts/html.ts'
import { connectionPage, resultPage, stepPage } from '#views/connection/connection.ts'
import { contactsColumn, type ContactsListing } from '#views/people/contacts.ts'
import { conversationName } from '#views/conversations/conversations.ts'
import { conversationColumn } from '#views/conversations/conversation.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { errorPage, errorText, reasonText } from '#views/site/errors.ts'
import { commandsOf, switcherPanel, type Places } from '#views/conversations/switcher.ts'
import { newGroupPanel } from '#views/conversations/groups/groups.ts'
import { heldFrame, refusedFrame } from '#views/delivery/held.ts'
import type { OwnPage, Page } from '#views/parts/page.ts'
import { settingsColumn } from '#views/account/settings.ts'
import type { InviteWithCode } from '#domain/account/invites.ts'
import { readyPanel, sitePanel, type SiteShown } from '#views/site/admin.ts'
import { besidePage, demoPage, guestsPage } from '#views/site/demo.ts'
import { setupOverPage, setupPage } from '#views/site/setup.ts'
import { emptyStage, shell, type Middle, type Shell } from '#views/site/shell.ts'
import { fileStates } from './file-states.ts'
import { groupStates } from './group-states.ts'
import { messageStates } from './message-states.ts'
import { doorStates } from './door-states.ts'
import { findingStates } from './finding-states.ts'
import { peopleStates } from './people-states.ts'
import { wireStates } from './wire-states.ts'
import * as sample from './sample.ts'
import { settingsStates } from './settings-states.ts'

const { ana, ben, cho, lin, conversations, withBen, group } = sample

function signedOut (page: OwnPage): Page {
  return { ...page, viewer: null }
}

function live (unread: number, asking = 1): Shell['live'] {
  return { cursor: 'r7.1042.5', seq: 1042, unread, asking }
}

function invite (id: string, more: Partial<InviteWithCode>): InviteWithCode {
  const DAY = 86_400_000
  return { id, madeBy: null, createdAt: sample.NOW - 2 * DAY, expiresAt: sample.NOW + 5 * DAY, usesLeft: 1, revokedAt: null, code: 'Zq3-f81kLx0aPw_9', isUsable: more.revokedAt === undefined, ...more }
}

function sitePage (page: OwnPage, more: Partial<SiteShown>): Html {
  const admin = { ...page, viewer: { ...page.viewer, isAdmin: true } }
  const stage = sitePanel(admin, {
    siteName: 'Tea House',
    editWindow: '1800',
    recallWindow: 'none',
    signUp: 'invite',
    signUpSetBy: null,
    language: 'en',
    timeZone: 'Europe/Berlin',
    formerMessages: 'keep',
    publicGroups: 'on',
    invites: { rows: [], more: false, next: null },
    uses: 1,
    days: 7,
    address: 'https://chat.example/',
    refusal: null,
    done: null,
    ...more
  })
  const list = settingsColumn(admin, { open: 'site', isTop: false })
  return shell(admin, { area: 'settings', list, live: live(0, 0), middle: { title: page.say('admin.title'), stage, shows: 'stage' } })
}

export function placesOf (page: OwnPage, query: string): Places {
  return { query, chats: conversations.slice(0, 3), people: [cho, lin], commands: commandsOf(page) }
}

function conversationPage (page: OwnPage, middle: Middle, more: Partial<Shell> = {}): Html {
  const openId = middle.conversation?.id ?? null
  const list = listColumn(page, { conversations, next: null, openId, isTop: middle.shows === 'list' })
  return shell(page, { area: 'conversations', list, live: live(4), middle, ...more })
}

const FINE: Findings = {
  ...NOTHING_FOUND,
  holds: [{ askedS: 55, end: 'full', afterS: 55 }, { askedS: 90, end: 'full', afterS: 90 }],
  answerMs: 38,
  atOnce: 4,
  triedAtOnce: 4,
  posts: true,
  text: true,
  bodyBytes: 1_048_576,
  triedBytes: 1_048_576,
  cookie: true,
  secondCookie: true,
  cookieAttributes: true,
  ownRequestHeader: true,
  ownAnswerHeader: true,
  redirect: true,
  freshAddress: true,
  freshAnswer: true,
  repeatsGet: false,
  repeatsPost: false,
  keepAlive: true,
  hostKept: true,
  httpVersion: '1.1',
  methods: false,
  oddText: true,
  frames: true,
  origin: true
}

function tested (page: Page, more: Partial<Findings>, holdsOne = false): Html {
  const found = { ...FINE, ...more }
  return resultPage(page, { found, judgement: judge(found, { topS: 90, isOver: true }), holdsOne }, null)
}

/** A day away, so that nothing changes during the look. */
const UNMOVED = { afterS: 86_400, to: '../held/c-ben?tab=frame-0001', rests: null } as const

function opened (more: Partial<Opened> = {}): Opened {
  const conversation = more.conversation ?? conversations[0] as Opened['conversation']
  const messages = more.messages ?? withBen
  const { unread, unreadFrom, readNo } = conversation
  const firstUnread = messages.find(({ no, sender }) => no > readNo && sender.id !== ana.id)?.no ?? null
  return {
    conversation,
    relation: 'contact',
    messages,
    previous: null,
    hasOlder: true,
    isNewest: true,
    pin: null,
    firstUnreadNo: unreadFrom ?? (unread > 0 ? firstUnread : null),
    unreadBeyond: 0,
    unreadElsewhere: 0,
    bounces: [],
    receipts: [{ username: 'ben', deliveredNo: 8, readNo: 4 }],
    formId: 'form-0001',
    kept: null,
    refusal: null,
    replyingTo: null,
    results: null,
    done: null,
    frame: 'frame-0001',
    byHand: { path: 'conversations/c-ben', cursor: 'r7.1042.5', unique: 'unique-0001', came: null },
    ...more
  }
}

function open (page: OwnPage, more: Partial<Opened> = {}, side: Html | null = null): Html {
  const shown = opened(more)
  const { id } = shown.conversation
  return conversationPage(page, {
    title: conversationName(page, shown.conversation),
    stage: conversationColumn(page, shown),
    ...side === null ? {} : { side },
    shows: side === null ? 'stage' : 'side',
    conversation: { id, lastNo: shown.messages.at(-1)?.no ?? 0 }
  })
}

function contactsPage (page: OwnPage, listing: Partial<ContactsListing>, stage: Html | null = null, side: Html | null = null): Html {
  const list = contactsColumn(page, {
    contacts: sample.contacts,
    next: null,
    incoming: [],
    outgoing: [],
    nextRequests: null,
    counts: { contacts: sample.contacts.length },
    search: null,
    labels: sample.labels,
    isTop: stage === null,
    ...listing
  })
  const none = emptyStage(page.say('contacts.pick'), page.say('contacts.pick-text'))
  return shell(page, {
    area: 'contacts',
    list,
    live: live(4, listing.incoming?.length ?? 0),
    middle: { title: page.say(stage === null ? 'contacts.title' : 'profile.title'), stage: stage ?? side ?? none, shows: stage === null ? 'list' : 'stage' }
  })
}

const bounce = { conversationId: 'c-ben', clientId: 'form-0000:abcd', kind: 'text', body: 'Are you there?', replyToNo: null, code: 'NOT_A_CONTACT', at: sample.NOW - 60_000 } as const
const inGroup = { conversation: conversations[1] as Opened['conversation'], messages: group, receipts: [], hasOlder: false }
const none = (page: OwnPage) => emptyStage(page.say('conversations.pick'), page.say('conversations.pick-text'))

/** Every state of a page that looks different from the others, drawn from fixed data. */
export const STATES: Readonly<Record<string, (page: OwnPage) => Html>> = {
  held: page => heldFrame(page, {
    opened: opened({ conversation: { ...conversations[0] as Opened['conversation'], unread: 2, readNo: 7 } }),
    typing: [ben],
    elsewhere: conversations.slice(1, 3).map(each => ({ ...each, unread: 3 })),
    hasMore: true
  }, UNMOVED),
  'held-refused': page => refusedFrame(page, errorText(page, 'NOT_A_CONTACT'), '../held/c-ben?tab=frame-0001', null),
  connection: page => connectionPage(signedOut(page), { text: 'Grüße', fillBytes: 10, rungs: [18, 90], refusal: null, holdsOne: false }),
  'connection-fine': page => tested(page, {}),
  'connection-strict': page => tested(page, {
    atOnce: 2,
    holds: [{ askedS: 18, end: 'full', afterS: 18 }, { askedS: 55, end: 'refused', afterS: 30.2 }, { askedS: 90, end: 'silent', afterS: 100 }],
    ownRequestHeader: false,
    ownAnswerHeader: false,
    secondCookie: false
  }, true),
  'connection-broken': page => tested(signedOut(page), { text: false, cookie: null, redirect: false }),
  'connection-steps': page => stepPage(page, { test: 't1', throughS: 18, rungs: [5, 10, 18, 25, 40, 55, 90] }),
  ...wireStates((page, stage) => shell(page, { area: 'settings', list: settingsColumn(page, { open: 'connection', isTop: false }), live: live(0), middle: { title: page.say('wire.title'), stage, shows: 'stage' } })),
  ...doorStates(signedOut, (page, stage) => shell(page, { area: 'settings', list: settingsColumn(page, { open: 'sessions', isTop: false }), live: live(0), middle: { title: page.say('device.title'), stage, shows: 'stage' } })),
  'go-to': page => conversationPage(page, { title: page.say('switch.title'), stage: switcherPanel(page, placesOf(page, '')), shows: 'stage' }),
  'go-to-found': page => conversationPage(page, { title: page.say('switch.title'), stage: switcherPanel(page, placesOf(page, 'lin & co')), shows: 'stage' }),
  demo: page => demoPage(page, { people: [ana, ben, lin].map(user => ({ user, about: 'Sings in the choir.' })), elsewhere: 'http://localhost:8081/demo', refusal: null }),
  'demo-guests': page => guestsPage(signedOut(page), { until: sample.NOW, isFull: false }),
  'demo-full': page => guestsPage(signedOut(page), { until: sample.NOW, isFull: true }),
  'demo-beside': page => besidePage(page, { talk: 'conversations/c-ben', hasCast: true }),
  'first-run': page => setupPage(signedOut(page), {
    secret: 'secret', siteName: 'Holdline', signUp: 'open', signUpSetBy: null, language: 'en', timeZone: 'Europe/Berlin', username: '', displayName: '', refusal: null
  }),
  'first-run-fixed': page => setupPage(signedOut(page), {
    secret: 'secret', siteName: 'Holdline', signUp: 'invite', signUpSetBy: '--signup', language: 'zh', timeZone: 'UTC', username: '', displayName: '', refusal: { field: 'password', text: reasonText(page, 'password-short', { min: 8 }) }
  }),
  'first-run-over': page => setupOverPage(signedOut(page), { hasAdmin: false }),
  site: page => sitePage(page, { invites: { rows: [invite('i-1', {}), invite('i-2', { usesLeft: 4, code: null }), invite('i-3', { revokedAt: sample.NOW })], more: true, next: 'x' } }),
  'site-locked': page => sitePage(page, { signUp: 'closed', signUpSetBy: 'HOLDLINE_SIGNUP', refusal: { field: 'site_name', text: reasonText(page, 'site-name-empty', {}) } }),
  'first-run-ready': page => conversationPage(page, { title: page.say('admin.ready', { site: 'Holdline' }), stage: readyPanel(page, { signUp: 'invite', signUpSetBy: null, invite: invite('i-1', { usesLeft: 10 }), address: 'https://chat.example/' }), shows: 'stage' }, {
    list: listColumn(page, { conversations: [], next: null, isTop: false }), live: live(0, 0)
  }),
  'first-run-done': page => setupOverPage(page, { hasAdmin: true }),
  empty: page => conversationPage(page, { title: page.say('conversations.title'), stage: none(page), shows: 'list' }, {
    list: listColumn(page, { conversations: [], next: null, isTop: true }), live: live(0, 0)
  }),
  list: page => conversationPage(page, { title: page.say('conversations.title'), stage: none(page), shows: 'list' }),
  unread: page => open(page),
  offline: page => open(page, { conversation: { ...opened().conversation, unread: 0 } }),
  bounce: page => open(page, { conversation: { ...opened().conversation, unread: 0, bounced: true }, relation: 'none', bounces: [bounce] }),
  'bounce-open': page => open(page, { conversation: { ...opened().conversation, unread: 0, bounced: true }, bounces: [bounce] }),
  blocked: page => open(page, { conversation: { ...opened().conversation, unread: 0, bounced: true }, relation: 'blocked', bounces: [bounce] }),
  'failed-send': page => open(page, { conversation: { ...opened().conversation, unread: 0 } }),
  'send-refused': page => open(page, { kept: 'What I typed & what must not be lost', refusal: { field: null, text: errorText(page, 'CLIENT_ID_REUSED') } }),
  group: page => open(page, inGroup),
  ...groupStates(open, conversationPage, inGroup),
  ...messageStates(conversationPage),
  hostile: page => open(page, {
    messages: [
      sample.message('c-wide', 1, sample.wide, 'https://example.org/' + 'a'.repeat(2_000), 30),
      sample.message('c-wide', 2, sample.wide, 'x'.repeat(600), 20),
      sample.message('c-wide', 3, sample.dawud, 'مرحبا، هل وصلت الرسومات؟', 10),
      sample.message('c-wide', 4, ana, '```\n' + 'code '.repeat(80) + '\n```\n‮reversed', 5)
    ],
    hasOlder: false,
    conversation: sample.conversation('c-wide', { kind: 'group', peer: null, title: '宽'.repeat(80) })
  }),
  ...findingStates(open, conversationPage),
  answers: page => open(page, { messages: sample.answered, replyingTo: withBen[9] as Message }),
  'acts-menu': page => open(page),
  'acts-editing': page => open(page),
  keys: page => open(page),
  switcher: page => open(page),
  'group-left': page => open(page, { ...inGroup, conversation: { ...inGroup.conversation, left: true } }),
  'former-user': page => open(page, { relation: 'none', conversation: sample.conversation('c-former', { peer: sample.former }), messages: [sample.message('c-former', 1, sample.former, 'See you at the harbour', 40)], hasOlder: false, receipts: [] }),
  'older-page': page => open(page, { isNewest: false, messages: withBen.slice(0, 5) }),
  'new-conversation': page => open(page, { messages: [], hasOlder: false, conversation: sample.conversation('c-cho', { peer: cho }) }),
  'self-conversation': page => open(page, { messages: [sample.message('c-self', 1, ana, 'Passport expires in March', 40)], hasOlder: false, receipts: [], conversation: sample.conversation('c-self', { kind: 'self', peer: null }) }),
  ...peopleStates(contactsPage),
  'new-group': page => conversationPage(page, { title: page.say('groups.new'), stage: newGroupPanel(page, { contacts: sample.contacts, title: 'Harbour', named: '', chosen: sample.contacts.slice(0, 1), next: null, query: null, refusal: null }), shows: 'stage' }),
  'new-group-many': page => conversationPage(page, { title: page.say('groups.new'), stage: newGroupPanel(page, { contacts: sample.contacts.slice(1), title: 'Harbour', named: '', chosen: sample.contacts.slice(0, 1), next: 'bWlu', query: 'min', refusal: null }), shows: 'stage' }),
  'new-group-nobody': page => conversationPage(page, { title: page.say('groups.new'), stage: newGroupPanel(page, { contacts: [], title: 'Harbour', named: '', chosen: sample.contacts.slice(0, 1), next: null, query: '<b>nobody', refusal: null }), shows: 'stage' }),
  'new-group-alone': page => conversationPage(page, { title: page.say('groups.new'), stage: newGroupPanel(page, { contacts: [], title: '', named: '', chosen: [], next: null, query: null, refusal: { field: 'usernames', text: reasonText(page, 'nobody-chosen', {}) } }), shows: 'stage' }),
  ...fileStates(open, conversationPage),
  ...settingsStates(live(0)),
  'not-found': page => errorPage(page, { code: 'NOT_FOUND', statusCode: 404, text: errorText(page, 'NOT_FOUND'), requestId: 'req-7', kept: null, signIn: 'signin' }),
  fault: page => errorPage(signedOut(page), { code: 'FAULT', statusCode: 500, text: errorText(page, 'FAULT'), requestId: 'req-7', kept: null, signIn: 'signin' }),
  expired: page => errorPage(page, { code: 'FORM_EXPIRED', statusCode: 403, text: errorText(page, 'FORM_EXPIRED'), requestId: 'req-7', kept: 'A long letter,\n<b>which</b> must not be lost.', signIn: 'signin' })
}
