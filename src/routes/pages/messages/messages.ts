import { Type } from 'typebox'
import type { Session } from '#domain/account/sessions.ts'
import { MESSAGE_FILES_MAX } from '#domain/messages/send-requests.ts'
import { formClientId } from '#domain/messages/form-client-id.ts'
import { SentKindSchema } from '#domain/messages/message-kinds.ts'
import { BODY_LIMIT_BYTES } from '#plugins/bodies/bodies.ts'
import { refusedFrame } from '#views/delivery/held.ts'
import { form } from '#routes/pages/page-row.ts'

/** A number as forms send it. */
const FormNo = Type.String({ pattern: '^[0-9]{1,15}$' })
const FormId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' })
// As long as a form can be: the domain refuses what is too long with a number, and the text stands in the box again.
export const FormBody = Type.String({ maxLength: BODY_LIMIT_BYTES })
/** Ids of files, with blanks between. */
const FileIds = Type.String({ pattern: `^[A-Za-z0-9_-]{1,64}( [A-Za-z0-9_-]{1,64}){0,${MESSAGE_FILES_MAX - 1}}$` })
/** The frame of messages beside the composer, or the one in which the form stood. */
const Frame = Type.Optional(FormId)
/** Opens the newest messages, where one's own stands, although earlier ones are unread. */
const END = 'at=end'

/** The forms of a conversation: sending, retrying or discarding a bounce, marking as read. */
export const messageForms = [
  form({
    path: '/conversations/:id/messages',
    needs: 'conversation',
    body: {
      client_id: FormId,
      body: FormBody,
      reply_to: Type.Optional(FormNo),
      read_no: Type.Optional(FormNo),
      frame: Frame,
      draft: Type.Optional(Type.String({ maxLength: 64 })),
      emoji: Type.Optional(Type.String({ maxLength: 64 })),
      attach: Type.Optional(Type.String({ maxLength: 64 }))
    },
    async does ({ viewer: { userId, session }, params: { id }, body: form, request }, { conversations, messages, feeds }) {
      const { client_id: formId, body, read_no: readNo = '0', frame = '', draft, emoji, attach } = form
      const replyTo = numberIn(form.reply_to)
      if (draft !== undefined || emoji !== undefined || attach !== undefined) {
        await conversations.saveDraft(userId, id, body, replyTo)
        return emoji !== undefined ? 'to-emoji' : attach !== undefined ? 'to-files' : 'drafted'
      }
      // The frame beside the composer went on after the page was drawn: whatever it has shown counts as read.
      const { hasStopped, shownNo } = feeds.stateOf(session.id, frame)
      const clientId = formClientId(formId, body, replyTo)
      const said = { conversationId: id, clientId, body, replyTo, mentions: 'text' as const, readNo: Math.max(Number(readNo), shownNo) }
      const { message, duplicate } = await messages.send({ senderId: userId, ...said })
      request.tape?.stored(message, duplicate)
      await conversations.saveDraft(userId, id, '')
      if (hasStopped) return 'resumed'
      return await conversations.firstUnread(userId, id) === null ? 'sent' : 'sent-past-unread'
    },
    leadsTo ({ viewer, params: { id }, body: { reply_to: replyTo } }, result, { newId }) {
      if (result === 'drafted') return `conversations/${id}?done=drafted${replyTo === undefined ? '' : `&reply=${replyTo}`}`
      if (result === 'to-emoji') return `emoji/${id}${replyTo === undefined ? '' : `?reply=${replyTo}`}`
      if (result === 'to-files') return `conversations/${id}/attach${replyTo === undefined ? '' : `?reply=${replyTo}`}`
      if (result === 'resumed') return `conversations/${id}?done=resumed#end`
      return pageAgain(viewer.session, id, newId, result === 'sent' ? [] : [END])
    },
    refused: 'page',
    sentTwice: 'harmless'
  }),
  form({
    path: '/conversations/:id/bounces/:clientId',
    needs: 'conversation',
    body: {
      act: Type.Union([Type.Literal('retry'), Type.Literal('discard')]),
      kind: Type.Optional(SentKindSchema),
      body: FormBody,
      files: Type.Optional(FileIds),
      reply_to: Type.Optional(FormNo),
      frame: Frame
    },
    async does ({ viewer: { userId }, params: { id, clientId }, body: { act, kind, body, files, reply_to: replyTo } }, { messages }) {
      const said = { conversationId: id, clientId, kind, body, fileIds: files?.split(' '), mentions: 'text' as const, replyTo: numberIn(replyTo) }
      if (act === 'retry') await messages.send({ senderId: userId, ...said })
      else await messages.discardBounce(userId, clientId)
    },
    leadsTo: ({ viewer, params: { id }, body: { frame } }, _done, { newId }) => placeAgain(viewer.session, id, frame, newId),
    refused: {
      draws ({ page, params: { id }, typed, refusal }) {
        const frame = typed('frame')
        return frame === '' ? {} : refusedFrame(page, refusal.text, `${page.root}${frameAgain(id, frame)}`, null)
      }
    },
    sentTwice: 'same-answer'
  }),
  form({
    path: '/conversations/:id/read',
    needs: 'conversation',
    body: { no: FormNo, frame: Frame },
    does: ({ viewer, params, body }, { conversations }) => conversations.read(viewer.userId, params.id, Number(body.no)),
    leadsTo: ({ viewer, params: { id }, body: { frame } }, _read, { newId }) => placeAgain(viewer.session, id, frame, newId),
    refused: 'error-page',
    sentTwice: 'harmless'
  })
]

function numberIn (field: string | undefined): number | undefined {
  return field === undefined ? undefined : Number(field)
}

function placeAgain (session: Session, id: string, frame: string | undefined, newId: () => string): string {
  return frame === undefined ? pageAgain(session, id, newId) : frameAgain(id, frame)
}

// Links shows its own copy of an address whatever the headers say, so the plain version goes on to a new address.
function pageAgain ({ mode }: Session, id: string, newId: () => string, where: readonly string[] = []): string {
  const query = (mode === 'plain' ? [...where, `new=${newId()}`] : where).join('&')
  return `conversations/${id}${query === '' ? '' : `?${query}`}${mode === 'plain' ? '' : '#end'}`
}

// A form in the frame is answered in the frame: somebody may be writing beside it.
function frameAgain (id: string, frame: string): string {
  return `held/${id}?tab=${frame}`
}
