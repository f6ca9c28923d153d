import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { copyPanel } from '#views/messages/several/copying.ts'
import { forwardPanel } from '#views/messages/several/forward.ts'
import { messagePanel, type MessageShown } from '#views/messages/message-acts.ts'
import { selectPanel } from '#views/messages/several/selecting.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { errorText, reasonText } from '#views/site/errors.ts'
import type { Middle } from '#views/site/shell.ts'
import * as sample from './sample.ts'

const { ana, eve, conversations, withBen } = sample
const hostile = sample.message('c-ben', 99, sample.wide, `https://example.org/${'a'.repeat(600)}`, 3)

type Stand = (page: OwnPage, middle: Middle) => Html

/** States of the pages about one message, or several. `stand` draws a middle beside the list. */
export function messageStates (stand: Stand): Readonly<Record<string, (page: OwnPage) => Html>> {
  function messagePage (page: OwnPage, message: Message, more: Partial<MessageShown> = {}): Html {
    const conversation = conversations[0] as ConversationSummary
    const acts = { react: true, reply: true, edit: false, recall: false }
    const shown = { conversation, message, address: 'https://chat.example/', who: [], hasMore: false, acts, kept: null, refusal: null, ...more }
    return stand(page, { title: page.say('acts.title'), stage: messagePanel(page, shown), shows: 'stage' })
  }

  return {
    'message-own': page => messagePage(page, withBen[8] as Message, { who: [], hasMore: false, acts: { react: true, reply: true, edit: true, recall: true } }),
    'message-info': page => messagePage(page, withBen[8] as Message, { info: { at: sample.NOW, deliveredTo: [sample.ben, sample.cho, sample.wide, eve], readBy: [eve, sample.cho] } }),
    'message-refused': page => messagePage(page, withBen[5] as Message, { who: [], hasMore: false, acts: { react: true, reply: true, edit: true, recall: false }, kept: '1.40 m', refusal: { field: null, text: errorText(page, 'TOO_LATE') } }),
    'message-reactions': page => messagePage(page, sample.answered[9] as Message, { who: [{ emoji: '👍', user: ana }, { emoji: '👍', user: sample.wide }, { emoji: '🙏', user: eve }], hasMore: true }),
    'message-theirs': page => messagePage(page, withBen[9] as Message),
    'message-recalled': page => messagePage(page, withBen[7] as Message),
    'select-messages': page => stand(page, {
      title: page.say('select.title'),
      stage: selectPanel(page, { conversationId: 'c-ben', messages: [...withBen, hostile], chosen: [3, 5, 500], hasOlder: true, hasNewer: true, refusal: null }),
      shows: 'stage'
    }),
    'select-none': page => stand(page, {
      title: page.say('select.title'),
      stage: selectPanel(page, { conversationId: 'c-ben', messages: withBen, chosen: [], hasOlder: false, hasNewer: false, refusal: { field: 'no', text: reasonText(page, 'select-none', {}) } }),
      shows: 'stage'
    }),
    'copy-texts': page => stand(page, { title: page.say('copy.title', { count: 3 }), stage: copyPanel(page, 'c-ben', [...withBen.slice(0, 2), hostile]), shows: 'stage' }),
    forward: page => stand(page, {
      title: page.say('forward.title', { count: 2 }),
      stage: forwardPanel(page, {
        conversationId: 'c-ben', messages: [withBen[0] as Message, hostile], places: conversations, chosen: ['c-group'], query: 'har', keepsFrom: true, refusal: { field: 'to', text: reasonText(page, 'forward-nowhere', {}) }
      }),
      shows: 'stage'
    })
  }
}
