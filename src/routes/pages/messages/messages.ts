import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { formClientId } from '#domain/messages/form-client-id.ts'
import { BODY_MAX_BYTES, CLIENT_ID_PATTERN } from '#domain/messages/messages.ts'
import type { Session } from '#domain/account/sessions.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { refusedFrame } from '#views/delivery/held.ts'
import { ConversationParams, closed } from '#routes/api/schemas.ts'
import { createConversationPage, type ConversationNeeds } from '#routes/pages/conversations/conversation-page.ts'
import type { HeldNeeds } from '#routes/delivery/held-answer.ts'

/** Numbers arrive as text in forms. */
const FormNo = Type.String({ pattern: '^[0-9]{1,15}$' })
const FormId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' })
// Line ends are sent as two characters, and counted as one by the textarea.
export const FormBody = Type.String({ maxLength: BODY_MAX_BYTES * 2 })

/** `frame`: the frame of messages that stood beside the composer, or in which the form stood. */
const Frame = Type.Optional(FormId)
const SendForm = closed({
  client_id: FormId, body: FormBody, read_no: Type.Optional(FormNo), frame: Frame, draft: Type.Optional(Type.String({ maxLength: 64 }))
})

/** What one says by forms: sending, what becomes of a refused one, and that one has read. */
export const messageForms: FastifyPluginAsyncTypebox<ConversationNeeds & Pick<HeldNeeds, 'feeds'>> = async (app, needs) => {
  const { conversations, messages, feeds, newId } = needs
  const { openNewest, middle, whole } = createConversationPage(needs)

  // The conversation again, with what was typed in the composer and a fresh form id: nothing anybody wrote is lost.
  const again: Refused = async ({ code, text }, request, reply) => {
    // A bounce is kept, and stands in its place with its reason.
    const kept = code === 'NOT_A_CONTACT' ? {} : { kept: field(request, 'body'), refusal: text }
    const { id } = request.params as { id: string }
    const { standing, opened } = await openNewest(reply.ownPage(), id, feeds.blocksFrames(viewerOf(request).session.id), kept)
    return whole(standing, await middle(standing.page, opened))
  }

  const againInPlace: Refused = async (why, request, reply) => {
    const frame = field(request, 'frame')
    if (frame === '') return await again(why, request, reply)
    const page = reply.ownPage()
    return refusedFrame(page, why.text, `${page.root}${frameAgain((request.params as { id: string }).id, frame)}`, null)
  }

  app.post('/conversations/:id/messages', {
    schema: { params: ConversationParams, body: SendForm },
    config: { refused: again }
  }, async (request, reply) => {
    const { id } = request.params
    const { client_id: formId, body, read_no: readNo = '0', frame = '', draft } = request.body
    const { userId, session } = viewerOf(request)
    if (draft !== undefined) {
      await conversations.saveDraft(userId, id, body)
      return reply.seeOther(`conversations/${id}?done=drafted`)
    }
    // The frame beside the composer went on after the page was drawn: what it has shown, its person has seen.
    const { hasStopped, shownNo } = feeds.stateOf(session.id, frame)
    const clientId = formClientId(formId, body)
    await messages.send({ senderId: userId, conversationId: id, clientId, body, readNo: Math.max(Number(readNo), shownNo) })
    await conversations.saveDraft(userId, id, '')
    return reply.seeOther(hasStopped ? `conversations/${id}?done=resumed#end` : pageAgain(session, id))
  })

  app.post('/conversations/:id/bounces/:clientId', {
    schema: {
      params: closed({ ...ConversationParams.properties, clientId: Type.String({ pattern: CLIENT_ID_PATTERN }) }),
      body: closed({ act: Type.Union([Type.Literal('retry'), Type.Literal('discard')]), body: FormBody, frame: Frame })
    },
    config: { refused: againInPlace }
  }, async (request, reply) => {
    const { userId, session } = viewerOf(request)
    const { id, clientId } = request.params
    const { act, body, frame } = request.body
    if (act === 'retry') await messages.send({ senderId: userId, conversationId: id, clientId, body })
    else await messages.discardBounce(userId, clientId)
    return reply.seeOther(frame === undefined ? pageAgain(session, id) : frameAgain(id, frame))
  })

  app.post('/conversations/read', {
    schema: { body: closed({}), querystring: closed({ fragment: Type.Optional(Type.Literal('1')) }) }
  }, async (request, reply) => {
    await conversations.readAll(viewerOf(request).userId)
    // The rows of the live page change by themselves.
    return request.query.fragment === undefined ? reply.seeOther('conversations/') : reply.code(204).send()
  })

  app.post('/conversations/:id/read', { schema: { params: ConversationParams, body: closed({ no: FormNo, frame: Frame }) } }, async (request, reply) => {
    const { params: { id }, body: { no, frame } } = request
    const { userId, session } = viewerOf(request)
    await conversations.read(userId, id, Number(no))
    return reply.seeOther(frame === undefined ? pageAgain(session, id) : frameAgain(id, frame))
  })

  // Links shows what it had at an address before, whatever it was told to keep; so by hand one is led to an address that is new.
  function pageAgain ({ mode }: Pick<Session, 'mode'>, id: string): string {
    return mode === 'plain' ? `conversations/${id}?new=${newId()}` : `conversations/${id}#end`
  }
}

// A form in the frame is answered in the frame: beside it, somebody may be writing.
function frameAgain (id: string, frame: string): string {
  return `held/${id}?tab=${frame}`
}
