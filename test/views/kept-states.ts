import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Pin } from '#domain/messages/pins.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { pinsPanel } from '#views/messages/pins.ts'
import { placedPanel } from '#views/messages/placed.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import type { Middle } from '#views/site/shell.ts'
import * as sample from './sample.ts'

const { ana, lin, conversations, group, withBen } = sample
const conversation = conversations[1] as ConversationSummary

const pin: Pin = { message: group[2] as Message, by: lin, at: sample.NOW, seq: 7 }
const own: Pin = { message: sample.message('c-group', 9, sample.wide, 'x'.repeat(400), 4), by: ana, at: sample.NOW, seq: 9 }
const starred = withBen.map((message, index) =>
  index % 3 === 0 ? { ...message, starred: true as const, ...index % 2 === 0 && { pinned: true as const } } : message)
const told: Message = { ...sample.line('c-group', 10, lin, { line: 'pinned', by: '林晓月' }, 2), replyTo: { no: 3, sender: lin, excerpt: '大家好', recalled: false } }

/** States of pages with pinned and starred messages. */
export function keptStates (
  open: (page: OwnPage, more: Partial<Opened>) => Html, page: (page: OwnPage, middle: Middle) => Html, inGroup: Partial<Opened>
): Readonly<Record<string, (page: OwnPage) => Html>> {
  return {
    pinned: drawn => open(drawn, { ...inGroup, messages: [...group, told], pin }),
    'pinned-wide': drawn => open(drawn, { ...inGroup, pin: own }),
    pins: drawn => page(drawn, { title: drawn.say('pin.title'), stage: pinsPanel(drawn, { conversation, pins: [own, pin], next: 'x', mayUnpin: true }), shows: 'stage' }),
    'pins-none': drawn => page(drawn, { title: drawn.say('pin.title'), stage: pinsPanel(drawn, { conversation, pins: [], next: null, mayUnpin: false }), shows: 'stage' }),
    stars: drawn => open(drawn, { messages: starred }),
    starred: drawn => page(drawn, { title: drawn.say('star.title'), stage: placedPanel(drawn, 'starred', { messages: starred.slice(0, 2), conversations, next: 'x' }), shows: 'stage' }),
    'starred-none': drawn => page(drawn, { title: drawn.say('star.title'), stage: placedPanel(drawn, 'starred', { messages: [], conversations: [], next: null }), shows: 'stage' })
  }
}
