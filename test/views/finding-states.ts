import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { SearchPhrase } from '#domain/messages/search/search-phrase.ts'
import { searchPanel, type Found } from '#views/messages/search.ts'
import { emojiPanel } from '#views/messages/emoji.ts'
import { placedPanel } from '#views/messages/placed.ts'
import type { Opened } from '#views/conversations/opened.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import type { Middle } from '#views/site/shell.ts'
import * as sample from './sample.ts'
import { publicGroup } from './group-states.ts'

const { ana, ben, cho, wide, conversations, withBen, group } = sample
const inGroup = conversations[1] as ConversationSummary
const theirs = withBen[9] as Message

const MARKS = `*bold*, _italic_, ~struck~ and \`code\`, @ana: 2*3*4 stays
> quoted, *bold* too
> ${'wide '.repeat(60)}
- one
- two https://example.org/harbour
\`\`\`
${'a line of code that is much wider than its bubble '.repeat(4)}
\`\`\``

const found: Found = {
  refusal: null,
  missing: null,
  stranger: null,
  wrongDay: null,
  users: [cho, wide],
  morePeople: true,
  chats: [inGroup],
  groups: [publicGroup],
  moreGroups: true,
  hits: [
    { message: theirs, snippet: [['I’ll bring the ', false], ['section', true], [' at 1:20 and the material samples.', false]] },
    { message: group[7] as Message, snippet: [['<img src=x>', true], [' stay what they are', false]] }
  ],
  places: conversations,
  next: 'bWlu',
  isComplete: false
}
const nothing: Found = {
  ...found, users: [], morePeople: false, chats: [], groups: [], moreGroups: false, hits: [], next: null, isComplete: true
}

type Stand = (page: OwnPage, middle: Middle) => Html
type Open = (page: OwnPage, more: Partial<Opened>) => Html

/** States of the pages on which one finds, chooses and passes on. `open` draws a conversation, `stand` another middle beside the list. */
export function findingStates (open: Open, stand: Stand): Readonly<Record<string, (page: OwnPage) => Html>> {
  const search = (
    words: string, shown: Found, scope: ConversationSummary | null = null, bounds: Partial<SearchPhrase> = {}
  ) => (page: OwnPage) =>
    stand(page, { title: page.say('search.title'), stage: searchPanel(page, { query: words, typed: words, phrase: { words, ...bounds }, scope, chats: conversations, found: shown }), shows: 'stage' })
  const emoji = (query: string, offered: ReadonlyArray<readonly [string, string]>) => (page: OwnPage) =>
    stand(page, { title: page.say('emoji.title'), shows: 'stage', stage: emojiPanel(page, { conversationId: 'c-ben', no: null, reply: null, group: null, query, emoji: offered.map(([char, label]) => ({ char, label })) }) })
  return {
    marks: page => open(page, { messages: [sample.message('c-ben', 1, ben, MARKS, 20), sample.message('c-ben', 2, ana, MARKS, 10)], hasOlder: false }),
    completion: page => open(page, { conversation: inGroup, messages: group, hasOlder: false, receipts: [] }),
    'row-menu': page => open(page, {}),
    picker: page => open(page, { conversation: inGroup, messages: group, hasOlder: false, receipts: [] }),
    search: search('', nothing),
    'search-in': search('section', { ...found, users: [], chats: [] }, inGroup),
    'search-found': search('section', found),
    'search-filtered': search('section', { ...found, users: [], chats: [], groups: [] }, inGroup, {
      from: 'ben', after: '2026-01-31', before: '2026-12-31', hasLink: true
    }),
    'search-no-person': search('section', { ...nothing, stranger: '<Noone>' }, null, { from: '<Noone>' }),
    'search-wrong-day': search('section', { ...nothing, wrongDay: 'before' }, null, { before: '31.1.2026' }),
    'search-none': search('<b>nowhere', nothing),
    'search-no-chat': search('in:Nowhere x', { ...nothing, missing: '<Nowhere>' }),
    emoji: emoji('', [['👍', 'thumbs up'], ['🎂', 'birthday cake']]),
    'emoji-none': emoji('<xyzzy>', []),
    mentions: page => stand(page, { title: page.say('mention.title'), stage: placedPanel(page, 'mentions', { messages: [sample.message('c-ben', 2, ben, '@ana <b>look</b>', 20)], conversations, next: 'bWlu' }), shows: 'stage' }),
    'mentions-none': page => stand(page, { title: page.say('mention.title'), stage: placedPanel(page, 'mentions', { messages: [], conversations, next: null }), shows: 'stage' })
  }
}
