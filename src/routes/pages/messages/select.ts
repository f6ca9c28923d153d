import { Type } from 'typebox'
import { HISTORY_PAGE, takesAnswers, type Message, type Messages } from '#domain/messages/messages.ts'
import { ReasonError } from '#domain/reasons.ts'
import { copyPanel, copiedTexts } from '#views/messages/several/copying.ts'
import { selectPanel } from '#views/messages/several/selecting.ts'
import { No } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming } from '#routes/pages/standing.ts'
import { Nos, NosField, numbers, numbersQuery } from './numbers.ts'

/** Messages above the first chosen one. */
const BEFORE_CHOSEN = 5

interface Place { readonly before?: number | undefined, readonly after?: number | undefined }

const PLACE = { before: Type.Optional(No), after: Type.Optional(No) }
const Button = Type.Optional(Type.String({ maxLength: 64 }))
const FormPlace = Type.Optional(Type.String({ pattern: '^\\d{1,15}$' }))

async function stretchAt (messages: Messages, userId: string, id: string, chosen: readonly number[], { before, after }: Place) {
  const first = chosen[0]
  const from = after ?? (before === undefined && first !== undefined ? Math.max(0, first - 1 - BEFORE_CHOSEN) : undefined)
  const found = await messages.history(userId, id, { before, after: from, limit: HISTORY_PAGE })
  const start = found.messages[0]?.no
  const older = start === undefined || from === undefined ? null : await messages.history(userId, id, { before: start, limit: 1 })
  return {
    shown: found.messages,
    hasOlder: older === null ? found.more : older.messages.length > 0,
    hasNewer: from === undefined ? before !== undefined : found.more
  }
}

// `also`: chosen on other pages of the history.
function chosenIn ({ no, also = '' }: { readonly no?: string | string[] | undefined, readonly also?: string | undefined }): number[] {
  return numbers([...[no ?? []].flat(), also])
}

function isOwn (message: Message, userId: string): boolean {
  return message.sender.id === userId
}

/** Chooses several messages: the script does it in the conversation itself. */
export const selectPage = ownPage({
  path: '/select/:id',
  query: { no: Type.Optional(Nos), ...PLACE },
  needs: 'conversation',
  async draws ({ standing, params: { id }, query, refusal }, services) {
    const chosen = numbers(query.no)
    const { shown, hasOlder, hasNewer } = await stretchAt(services.messages, standing.page.viewer.id, id, chosen, query)
    const page = await naming(services, standing.page, shown.map(({ sender }) => sender))
    const stage = selectPanel(page, { conversationId: id, messages: shown.filter(takesAnswers), chosen, hasOlder, hasNewer, refusal })
    return withConversations({ ...standing, page }, id, { title: page.say('select.title'), stage, shows: 'stage' })
  },
  forms: [form({
    path: '/conversations/:id/select',
    needs: 'conversation',
    body: {
      no: Type.Optional(Nos),
      also: Type.Optional(NosField),
      first: FormPlace,
      last: FormPlace,
      forward: Button,
      copy: Button,
      recall: Button,
      older: Button,
      newer: Button
    },
    async does ({ viewer: { userId }, params: { id }, body }, { selections, conversations }) {
      const nos = chosenIn(body)
      if (body.older !== undefined || body.newer !== undefined) return await conversations.one(userId, id) && 'turned'
      if (nos.length === 0) {
        await conversations.one(userId, id)
        throw new ReasonError('select-none', 'no')
      }
      const said = await selections.said(userId, id, nos)
      if (body.recall === undefined) return 'chosen'
      const own = said.filter(message => isOwn(message, userId)).map(({ no }) => no)
      if (own.length === 0) return 'not-recalled'
      return (await selections.recall(userId, id, own)).refused.length === 0 ? 'recalled' : 'not-recalled'
    },
    leadsTo ({ params: { id }, body }, result) {
      const chosen = numbersQuery(chosenIn(body))
      if (body.older !== undefined) return `select/${id}?before=${Number(body.first ?? 0)}${chosen === '' ? '' : `&${chosen}`}`
      if (body.newer !== undefined) return `select/${id}?after=${Number(body.last ?? 0)}${chosen === '' ? '' : `&${chosen}`}`
      if (result === 'chosen') return `${body.copy === undefined ? 'forward' : 'copy'}/${id}?${chosen}`
      return `conversations/${id}?done=${result}#end`
    },
    refused: {
      draws ({ request }) {
        const { first } = (request.body ?? {}) as { first?: unknown }
        return { query: { ...(first !== undefined && { after: Math.max(0, Number(first) - 1) }) } }
      }
    },
    sentTwice: 'harmless'
  })]
})

/** The texts of chosen messages as they were typed, to be copied by hand. A script reads them from here. */
export const copyPage = ownPage({
  path: '/copy/:id',
  query: { no: Nos },
  needs: 'conversation',
  fragments: {
    async 1 ({ page: bare, params: { id }, query }, services) {
      const messages = await services.selections.said(bare.viewer.id, id, numbers(query.no))
      return copiedTexts(await naming(services, bare, messages.map(({ sender }) => sender)), messages)
    }
  },
  async draws ({ standing, params: { id }, query }, services) {
    const messages = await services.selections.said(standing.page.viewer.id, id, numbers(query.no))
    const page = await naming(services, standing.page, messages.map(({ sender }) => sender))
    const title = page.say('copy.title', { count: messages.length })
    return withConversations({ ...standing, page }, id, { title, stage: copyPanel(page, id, messages), shows: 'stage' })
  }
})
