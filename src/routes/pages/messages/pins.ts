import { Type } from 'typebox'
import { mayPin } from '#domain/messages/messages.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { pinsPanel } from '#views/messages/pins.ts'
import { inGroup } from '#views/parts/names.ts'
import { Place } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming, nicknaming } from '#routes/pages/standing.ts'

/** The pinned messages of a conversation. A refused form draws it again. */
export const pinsPage = ownPage({
  path: '/conversations/:id/pins',
  query: { after: Type.Optional(Place) },
  needs: 'conversation',
  async draws ({ standing, params: { id }, query: { after } }, services) {
    const { id: viewerId } = standing.page.viewer
    const [conversation, { rows: pins, next }] = await Promise.all([
      services.conversations.one(viewerId, id), services.pins.list(viewerId, id, { limit: LIST_PAGE, after })
    ])
    const named = await naming(services, standing.page, pins.flatMap(({ message, by }) => [message.sender, by]))
    const page = await nicknaming(services, named, [conversation])
    const mayUnpin = !conversation.left && mayPin(conversation)
    return withConversations({ ...standing, page }, id, {
      title: page.say('pin.title'), stage: pinsPanel(inGroup(page, id), { conversation, pins, next, mayUnpin }), shows: 'stage'
    })
  }
})

/** The forms of the page of a message that pin it and end that. */
export const pinForms = ([['pin', true], ['unpin', false]] as const).map(([act, on]) => form({
  path: `/conversations/:id/messages/:no/${act}`,
  needs: 'conversation',
  body: { from: Type.Optional(Type.Literal('list')) },
  does: ({ viewer, params: { id, no } }, { pins }) => pins.pin(viewer.userId, id, no, on),
  leadsTo: ({ params: { id, no }, body: { from } }) =>
    from === 'list' ? `conversations/${id}/pins` : `conversations/${id}?no=${no}#message-${id}-${no}`,
  refused: { draws: ({ params: { no } }) => ({ query: { no } }) },
  sentTwice: 'harmless'
}))
