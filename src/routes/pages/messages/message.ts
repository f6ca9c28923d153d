import { Type } from 'typebox'
import { openActs } from '#domain/messages/open-acts.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import type { Listed } from '#domain/lists.ts'
import type { Reactor } from '#domain/messages/reactions.ts'
import type { UserRef } from '#domain/people/users.ts'
import { isHushed } from '#views/conversations/conversations.ts'
import { messageActs, messagePanel, type MessageShown } from '#views/messages/message-acts.ts'
import { inGroup } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { peopleOfLine } from '#views/messages/system-lines.ts'
import { refusedText } from '#views/messages/text/too-long.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { No } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { naming, nicknaming } from '#routes/pages/standing.ts'
import { FormBody } from './messages.ts'
import { pinForms } from './pins.ts'
import { starForms } from './star-forms.ts'

/** People named whose reactions they are. */
const REACTORS_NAMED = 50
const NO_ACTS = { react: false, reply: false, star: false, pin: false, edit: false, recall: false, recallsAny: false }

const NO_REACTORS: Listed<Reactor> = { rows: [], more: false, next: null }

function people ({ message, who, info }: Pick<MessageShown, 'message' | 'who' | 'info'>): UserRef[] {
  return [...peopleIn([message]), ...peopleOfLine(message), ...who.map(({ user }) => user), ...info?.deliveredTo ?? []]
}

// The page with the names of all these people, as they go by in this conversation.
async function here (services: PageServices, page: OwnPage, shown: Pick<MessageShown, 'conversation' | 'message' | 'who' | 'info'>): Promise<OwnPage> {
  const named = await naming(services, page, people(shown))
  return inGroup(await nicknaming(services, named, [shown.conversation]), shown.conversation.id)
}

async function look (
  { conversations, messages, reactions, messageInfos, site, now }: PageServices, userId: string, id: string, no: number
): Promise<Omit<MessageShown, 'kept' | 'refusal'>> {
  const [conversation, message, info] = await Promise.all([
    conversations.one(userId, id), messages.one(userId, id, no), messageInfos.of(userId, id, no)
  ])
  const { rows: who, more: hasMore } = message.reactions === undefined
    ? NO_REACTORS
    : await reactions.reactors(userId, id, no, { limit: REACTORS_NAMED })
  const acts = openActs(message, userId, now(), conversation, site.get())
  // A star is the reader's own affair.
  const quiet = { ...NO_ACTS, star: acts.star }
  const silent = isHushed(conversation) ? { ...quiet, recall: acts.recall, recallsAny: acts.recallsAny } : acts
  return { conversation, message, info, who, hasMore, acts: conversation.left ? quiet : silent }
}

const Emoji = Type.String({ minLength: 1, maxLength: 64 })

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
      return messageActs(await here(services, page, shown), shown, true)
    }
  },
  async draws ({ standing, request, params: { id }, query: { no }, refusal, typed }, services) {
    const shown = {
      ...await look(services, standing.page.viewer.id, id, no),
      address: siteAddress(request, services.baseUrl),
      kept: typed('body') || null,
      refusal: refusal === null ? null : refusedText(standing.page, refusal, typed('body'))
    }
    const { page } = standing
    return withConversations(standing, id, { title: page.say('acts.title'), stage: messagePanel(await here(services, page, shown), shown), shows: 'stage' })
  },
  forms: [
    ...starForms,
    ...pinForms,
    form({
      path: '/conversations/:id/messages/:no/edit',
      needs: 'conversation',
      body: { body: FormBody },
      does: ({ viewer, params: { id, no }, body }, { messages }) => messages.edit(viewer.userId, id, no, body.body, { mentions: 'text' }),
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
      path: '/conversations/:id/messages/:no/react',
      needs: 'conversation',
      body: { on: Type.Optional(Emoji), off: Type.Optional(Emoji) },
      async does ({ viewer: { userId }, params: { id, no }, body: { on, off } }, { reactions, messages }) {
        if (on === undefined && off === undefined) await messages.one(userId, id, no)
        if (on !== undefined) await reactions.react(userId, id, no, on.trim(), true)
        if (off !== undefined) await reactions.react(userId, id, no, off, false)
      },
      leadsTo: ({ params: { id, no } }) => `conversations/${id}?no=${no}#message-${id}-${no}`,
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
