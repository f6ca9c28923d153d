import type { ContactEntry, ContactRequest } from '#domain/people/contacts.ts'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import { isMuted, listPlace, NOTHING_CHOSEN } from '#domain/conversations/own-settings.ts'
import { DEFAULT_WINDOWS } from '#domain/messages/change-windows.ts'
import { namePlacesIn } from '#domain/messages/mentioning.ts'
import { briefOf } from '#domain/files/brief.ts'
import { mentionsUser } from '#domain/messages/mentions.ts'
import { kindRules, type SystemLine } from '#domain/messages/message-kinds.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Mode, Session } from '#domain/account/sessions.ts'
import type { OwnDataShown } from '#views/account/own-data.ts'
import type { Label } from '#domain/people/labels.ts'
import type { Person, UserRef } from '#domain/people/users.ts'
import { DEFAULT_SETTINGS, type Language, type Settings } from '#domain/account/settings.ts'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import { patches, type Details } from '#views/delivery/events.ts'
import { Drawings } from '#views/parts/drawings.ts'
import { sayIn } from '#views/parts/language.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { timesIn } from '#views/parts/times.ts'

/** Friday noon in Berlin. */
export const NOW = Date.parse('2025-11-21T11:30:00Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export const ana: Person = { id: 'u-ana', username: 'ana', displayName: 'Ana Ferreira', about: '' }
export const ben: Person = { id: 'u-ben', username: 'ben', displayName: 'Ben Okafor', about: 'In the hills until Monday' }
export const cho: Person = { id: 'u-cho', username: 'cho', displayName: '조민지', about: '' }
export const lin: Person = { id: 'u-lin', username: 'lin.xy', displayName: '林晓月', about: '' }
export const eve: Person = { id: 'u-eve', username: 'eve', displayName: '<script>alert("eve")</script>', about: '' }

/** Somebody whose account was deleted. */
export const former: UserRef = { id: 'u-former', username: 'deleted-1042', displayName: '' }

/** Names as long as allowed, in the widest letters; and one that is written from right to left. */
export const wide: Person = { id: 'u-wide', username: 'w'.repeat(32), displayName: 'W'.repeat(64), about: '' }
export const dawud: Person = { id: 'u-dawud', username: 'dawud', displayName: 'داود بن علي', about: '' }

const SETTINGS: Settings = { ...DEFAULT_SETTINGS, timeZone: 'Europe/Berlin', typing: false }

/** Patches as a browser finds them in the answer. */
export function patchesText (events: readonly LedgerEvent[], details: Details, page: OwnPage): string {
  return JSON.parse(`"${patches(events, details, page)}"`) as string
}

/** A page of Ana's, or with `viewer: null` the same browser before she signed in. */
export function pageOf (wish: { language?: Language, mode?: Mode, root?: string } = {}): OwnPage {
  const { language = 'en', mode = 'live', root = '../' } = wish
  return {
    root,
    here: 'conversations/c-ben',
    language,
    say: sayIn(language),
    times: timesIn(language, 'Europe/Berlin'),
    now: NOW,
    mode,
    viewer: { ...ana, sessionId: 's-ana', isAdmin: false, settings: SETTINGS },
    presences: new Map([['ben', { username: 'ben', state: 'online', lastSeenAt: null }], ['cho', { username: 'cho', state: 'away', lastSeenAt: null }],
      ['lin.xy', { username: 'lin.xy', state: 'offline', lastSeenAt: NOW - 17 * 60 * MINUTE }]]),
    remarks: new Map([['u-cho', 'Minji (surveyor)']]),
    groupNames: new Map([['c-group', new Map([['u-ben', 'Big Ben'], ['u-cho', 'Levels']])]]),
    nicknames: new Map(),
    formToken: 'form-token',
    siteName: 'Holdline',
    limits: {
      bodyBytes: 8_192,
      unreadCap: 999,
      countCap: 999,
      username: 32,
      usernamePattern: '^[a-z0-9][a-z0-9_.-]{1,31}$',
      displayName: 64,
      about: 140,
      passwordMin: 8,
      passwordMax: 256,
      note: 200,
      remark: 64,
      label: 32,
      title: 80,
      announcement: 2_000,
      siteName: 64,
      fileBytes: 20_000_000,
      files: 20,
      selection: 100
    },
    windows: DEFAULT_WINDOWS,
    publicGroups: true,
    kindRules,
    namePlacesIn,
    mentionsUser,
    filesBrief: briefOf,
    isMuted,
    listPlace,
    drawings: new Drawings(),
    asset: name => `${root}static/${name}`
  }
}

let seq = 1_000

export function message (
  conversationId: string, no: number, sender: UserRef, body: string, minutesAgo: number, more: Partial<Message> = {}
): Message {
  return { conversationId, no, clientId: `client-${conversationId}-${no}`, sender, kind: 'text', body, at: NOW - minutesAgo * MINUTE, changedSeq: ++seq, ...more }
}

export function line (conversationId: string, no: number, by: UserRef, said: SystemLine, minutesAgo: number): Message {
  return message(conversationId, no, by, JSON.stringify(said), minutesAgo, { kind: 'system', clientId: null })
}

export function conversation (id: string, more: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    id,
    kind: 'direct',
    title: null,
    announcement: '',
    colour: null,
    history: 'none',
    adding: 'members',
    joining: 'closed',
    isPublic: false,
    quiet: false,
    members: [ana, ben],
    memberCount: 2,
    createdAt: NOW - 30 * DAY,
    changedSeq: 900,
    peer: ben,
    role: 'member',
    lastNo: 0,
    lastMessage: null,
    readNo: 0,
    unread: 0,
    unreadFrom: null,
    draft: null,
    draftReplyTo: null,
    silencedUntil: null,
    joinRequests: 0,
    mentionNo: null,
    mentionSeq: null,
    bounced: false,
    activeAt: NOW,
    left: false,
    saidSeq: more.lastMessage?.changedSeq ?? 900,
    ...NOTHING_CHOSEN,
    ...more
  }
}

const yesterday = 24 * 60
export const withBen: readonly Message[] = [
  line('c-ben', 1, ben, { line: 'now-contacts' }, yesterday + 190),
  message('c-ben', 2, ben, 'Hey Ana! Did you get the drawings for the harbour office?', yesterday + 180),
  message('c-ben', 3, ana, 'Yes, this morning. The stair in the atrium is lovely, but I think the second landing is too narrow for two people to pass.', yesterday + 176),
  message('c-ben', 4, ana, 'Notes are here: https://example.org/harbour/notes?v=2', yesterday + 175),
  message('c-ben', 5, ben, 'Fair. How wide would you go?', yesterday + 160),
  message('c-ben', 6, ana, '1.40 m at least. In the model it is `landing.width = 1.1`:\n```\nlanding.width = 1.4\nlanding.steps = 9\n```', yesterday + 158, { editedAt: NOW - yesterday * MINUTE }),
  message('c-ben', 7, ben, '👍', yesterday + 157),
  message('c-ben', 8, ana, '', 95, { recalledAt: NOW - 94 * MINUTE }),
  message('c-ben', 9, ana, 'Morning! Are we still on for two o’clock?', 92),
  message('c-ben', 10, ben, 'We are. I’ll bring the section at 1:20 and the material samples. Cho said she might join for the first half hour, if her train is on time for once.', 12),
  message('c-ben', 11, ben, 'Do you want coffee from downstairs?', 11),
  message('c-ben', 12, ben, 'They have the good one again ☕', 3)
]

/** Messages that quote others and have reactions, in each form. */
export const answered: readonly Message[] = withBen.map(message => {
  const quote = (no: number, more: object) => ({ no, sender: no % 2 === 0 ? dawud : ana, recalled: false, ...more })
  const reactions = [{ emoji: '👍', count: 2, mine: true }, { emoji: '🙏', count: 999, mine: false }]
  switch (message.no) {
    case 4: return { ...message, reactions, replyTo: quote(2, { excerpt: `Two lines, ${'long '.repeat(40)}…` }) }
    case 5: return { ...message, replyTo: quote(4, { recalled: true }) }
    case 7: return { ...message, replyTo: quote(5, { excerpt: 'W'.repeat(200) }) }
    case 9: return { ...message, replyTo: quote(1, {}) }
    case 10: return { ...message, reactions, replyTo: quote(9, { excerpt: '<b>two</b> o’clock' }) }
    default: return message
  }
})

export const group: readonly Message[] = [
  line('c-group', 1, lin, { line: 'group-made', by: '林晓月', title: 'Harbour office' }, 300),
  line('c-group', 2, ana, { line: 'joined', who: 'Ana Ferreira' }, 300),
  message('c-group', 3, lin, '大家好！周五下午两点在三号会议室见，请带上各自的图纸。', 240),
  message('c-group', 4, lin, '会议纪要我来写。', 239),
  message('c-group', 5, ben, 'Two o’clock works. I will be there ten minutes early to set up the projector.', 200),
  message('c-group', 6, ana, 'Same here.', 190),
  message('c-group', 7, cho, '저도 갈게요. Train arrives 13:40.', 60),
  message('c-group', 8, eve, '<img src=x onerror=alert(1)> & "quotes" stay what they are', 45)
]

export const conversations: readonly ConversationSummary[] = [
  conversation('c-ben', { lastNo: 12, lastMessage: withBen.at(-1) ?? null, readNo: 9, unread: 3, activeAt: NOW - 3 * MINUTE }),
  conversation('c-group', { kind: 'group', title: 'Harbour office', peer: null, memberCount: 12, lastNo: 8, readNo: 8, lastMessage: group.at(-2) ?? null, activeAt: NOW - 45 * MINUTE }),
  conversation('c-lin', { peer: lin, lastNo: 4, readNo: 4, unreadFrom: 4, lastMessage: message('c-lin', 4, ana, '好的，明天见！', yesterday), activeAt: NOW - DAY }),
  conversation('c-cho', { peer: cho, lastNo: 9, readNo: 9, draft: 'Could you send me the survey of the', lastMessage: message('c-cho', 9, cho, '네!', 3 * yesterday), activeAt: NOW - 3 * DAY }),
  conversation('c-self', { kind: 'self', peer: null, lastNo: 2, readNo: 2, lastMessage: message('c-self', 2, ana, 'Passport expires in March', 40 * yesterday), activeAt: NOW - 40 * DAY }),
  conversation('c-busy', { kind: 'group', title: 'Everybody at the studio and some of their neighbours', peer: null, memberCount: 412, unread: 999, lastNo: 2_000, lastMessage: message('c-busy', 2_000, ben, 'Has anybody seen the tall ladder?', 400 * yesterday), activeAt: NOW - 400 * DAY }),
  conversation('c-eve', { peer: eve, lastNo: 1, readNo: 1, lastMessage: message('c-eve', 1, eve, '</li></ul><script>alert(1)</script>', 500 * yesterday), activeAt: NOW - 500 * DAY })
]

export const labels: readonly Label[] = [{ id: 'l-site', name: 'Building site' }, { id: 'l-choir', name: '合唱团' }]

export const contacts: readonly ContactEntry[] = [ben, cho, lin].map((user, index) =>
  ({ user, about: user.about, remark: index === 1 ? 'Minji (surveyor)' : '', labels: index === 1 ? ['l-site', 'l-choir'] : [], since: NOW - DAY, isContact: true }))

export const members: readonly MemberInfo[] = [
  { user: lin, role: 'owner', joinedNo: 1 }, { user: ana, role: 'member', joinedNo: 2 }, { user: ben, role: 'admin', joinedNo: 2 }, { user: cho, role: 'member', joinedNo: 2 }, { user: eve, role: 'member', joinedNo: 7 }
]

export function request (id: string, from: UserRef, to: UserRef, note: string): ContactRequest {
  return { id, from, to, note, at: NOW - 5 * MINUTE, state: 'open' }
}

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
export const sessions: readonly Session[] = [
  { id: 's-ana', userAgent: CHROME, address: '192.0.2.7', lastSeenAt: NOW },
  { id: 's-old', userAgent: 'w3m/0.5.3+git20230121', address: '2001:db8::17', lastSeenAt: NOW - 4 * DAY }
].map(session => ({ userId: ana.id, kind: 'cookie', createdAt: NOW - 9 * DAY, formSecret: 'x', label: null, mode: 'live', heldMax: null, ...session }))

/** An export of a history that is under way. */
export const ownData: OwnDataShown = {
  size: { conversations: 12, messages: 48_230, hasFiles: true, bytes: { html: 15_915_900, jsonl: 19_774_300 } },
  progress: { format: 'html', state: 'running', messages: 18_400, total: 48_230, bytes: 6_072_000 },
  formerMessages: 'keep',
  graceDays: 7
}
