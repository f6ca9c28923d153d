import { Type } from 'typebox'
import { EVENT_SCHEMAS } from '#domain/delivery/events.ts'
import { SignalsSchema } from '#domain/delivery/signals.ts'
import { closed, orNull } from '#domain/schemas.ts'

/** Every answer of `GET /poll`. */
export const PollAnswerSchema = closed({
  holdline: Type.Literal(1),
  status: Type.Enum(['events', 'idle', 'superseded', 'yield', 'resync', 'busy', 'drain', 'signed-out']),
  reason: Type.Union([Type.Enum(['run', 'trimmed', 'ahead', 'malformed']), Type.Null()]),
  from: orNull(Type.String()),
  cursor: orNull(Type.String()),
  fromSeq: orNull(Type.Integer()),
  toSeq: orNull(Type.Integer()),
  events: Type.Array(Type.Union([...EVENT_SCHEMAS.values()])),
  html: orNull(Type.String()),
  signals: SignalsSchema,
  elsewhere: Type.Boolean({ description: 'The user has a page in use in another browser' }),
  more: Type.Boolean(),
  hold: Type.Number({ description: 'Seconds this poll was, or would have been, held at most' }),
  retryMs: Type.Integer()
}, 'PollAnswer')

/** Query of `GET /poll`; all of it optional. */
export const PollQuerySchema = closed({
  cursor: Type.Optional(Type.String({ description: 'The last cursor applied. Absent: from now on, answered at once' })),
  hold: Type.Optional(Type.Number({ description: 'Seconds the caller will wait; absent: as long as the server allows' })),
  tab: Type.Optional(Type.String({ description: 'A random id of this page; absent: the poll stands alone' })),
  n: Type.Optional(Type.Integer({ description: 'Grows with each poll of the tab' })),
  view: Type.Optional(Type.Enum(['json', 'html'])),
  lang: Type.Optional(Type.String({ description: 'With view=html: the language of the page that asks; absent: the one the user chose' })),
  active: Type.Optional(Type.Enum([0, 1], { description: '0: the page is hidden or idle' }))
})
