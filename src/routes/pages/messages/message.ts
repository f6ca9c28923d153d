import { openActs } from '#domain/messages/messages.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { messageActs, messagePanel, type MessageShown } from '#views/messages/message-acts.ts'
import { refusedText } from '#views/messages/too-long.ts'
import { No } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { naming } from '#routes/pages/standing.ts'
import { FormBody } from './messages.ts'

const NO_ACTS = { reply: false, edit: false, recall: false }

async function look (
  { conversations, messages, now }: PageServices, userId: string, id: string, no: number
): Promise<Omit<MessageShown, 'kept' | 'refusal'>> {
  const [conversation, message] = await Promise.all([conversations.one(userId, id), messages.one(userId, id, no)])
  return { conversation, message, acts: conversation.left ? NO_ACTS : openActs(message, userId, now()) }
}

/** A refused form draws the page of its message again. */
const refused = { draws: ({ params: { no } }: { readonly params: { readonly no: number } }) => ({ query: { no } }) }

/**
 * One message by itself, with forms for changing it, taking it back and marking as unread from it on.
 * One folder deep like every page, so that links stay right when a script puts the page in place.
 */
export const messagePage = ownPage({
  path: '/messages/:id',
  query: { no: No },
  needs: 'conversation',
  fragments: {
    async 1 ({ page, params: { id }, query: { no } }, services) {
      const shown = { ...await look(services, page.viewer.id, id, no), kept: null, refusal: null }
      return messageActs(await naming(services, page, peopleIn([shown.message])), shown, true)
    }
  },
  async draws ({ standing, params: { id }, query: { no }, refusal, typed }, services) {
    const shown = {
      ...await look(services, standing.page.viewer.id, id, no),
      kept: typed('body') || null,
      refusal: refusal === null ? null : refusedText(standing.page, refusal, typed('body'))
    }
    const page = await naming(services, standing.page, peopleIn([shown.message]))
    return withConversations({ ...standing, page }, id, { title: page.say('acts.title'), stage: messagePanel(page, shown), shows: 'stage' })
  },
  forms: [
    form({
      path: '/conversations/:id/messages/:no/edit',
      needs: 'conversation',
      body: { body: FormBody },
      does: ({ viewer, params: { id, no }, body }, { messages }) => messages.edit(viewer.userId, id, no, body.body),
      leadsTo: ({ params: { id, no } }) => `conversations/${id}#message-${id}-${no}`,
      refused,
      sentTwice: 'harmless'
    }),
    form({
      path: '/conversations/:id/messages/:no/recall',
      needs: 'conversation',
      body: {},
      does: ({ viewer, params: { id, no } }, { messages }) => messages.recall(viewer.userId, id, no),
      leadsTo: ({ params: { id, no } }) => `conversations/${id}#message-${id}-${no}`,
      refused,
      sentTwice: 'harmless'
    }),
    form({
      path: '/conversations/:id/messages/:no/unread',
      needs: 'conversation',
      body: {},
      does: ({ viewer, params: { id, no } }, { conversations }) => conversations.markUnread(viewer.userId, id, no),
      // To the list, because opening the conversation would read it.
      leadsTo: () => 'conversations/',
      refused,
      sentTwice: 'harmless'
    })
  ]
})
