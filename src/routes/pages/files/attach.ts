import { Type } from 'typebox'
import { receiveFiles } from '#routes/api/files/file-form.ts'
import { No } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming, nicknaming } from '#routes/pages/standing.ts'
import { attachPanel } from '#views/files/attach.ts'
import { inGroup } from '#views/parts/names.ts'

const Text = Type.Optional(Type.String())

/** Sending files without script: the page with the form, and one message of what it brings. */
export const attachPage = ownPage({
  path: '/conversations/:id/attach',
  /** Answers this message. */
  query: { reply: Type.Optional(No) },
  needs: 'conversation',
  async draws ({ standing, params: { id }, query, refusal, typed }, services) {
    const { viewer } = standing.page
    const reply = query.reply ?? Number(typed('reply_to') || 0)
    const [conversation, { left: room }] = await Promise.all([services.conversations.one(viewer.id, id), services.ownFiles.room(viewer.id)])
    const replyingTo = reply === 0 ? null : await services.messages.one(viewer.id, id, reply)
    const named = replyingTo === null ? standing.page : await naming(services, standing.page, [replyingTo.sender])
    const page = await nicknaming(services, named, [conversation])
    const shown = {
      conversation,
      formId: services.newId(),
      replyingTo,
      text: refusal === null ? conversation.draft ?? '' : typed('body'),
      alt: typed('alt'),
      room,
      passes: services.connectionTests.passes(viewer.sessionId),
      refusal,
      refused: typed('file')
    }
    return withConversations({ ...standing, page }, id, {
      title: page.say('files.attach-title'), stage: attachPanel(inGroup(page, id), shown), shows: 'stage'
    })
  },
  forms: [form({
    path: '/conversations/:id/attach',
    needs: 'conversation',
    body: { body: Text, alt: Text, original: Text, reply_to: Text, file: Text },
    streams: true,
    async does ({ viewer: { userId }, params: { id }, request }, { conversations, messages, receiving, ownFiles }) {
      // Ahead of the files: they are not read for a conversation that the sender does not have.
      await conversations.one(userId, id)
      const { files, fields } = await receiveFiles(request, { receiving, ownFiles })
      const { body = '', reply_to: replyTo } = fields
      const clientId = `${(request.query as { form: string }).form}.files`
      const fileIds = files.map(file => file.id)
      await messages.send({
        senderId: userId, conversationId: id, clientId, body, fileIds, mentions: 'text', replyTo: replyTo === undefined ? undefined : Number(replyTo)
      })
      await conversations.saveDraft(userId, id, '')
    },
    leadsTo: ({ params: { id } }) => `conversations/${id}?at=end#end`,
    refused: 'page',
    sentTwice: 'same-answer'
  })]
})
