import { settingsOf } from '#domain/account/settings.ts'
import { GROUP_DEFAULTS } from '#domain/conversations/group-fields.ts'
import { eventRow, type EventBody } from '#domain/delivery/events.ts'
import { NO_DETAILS } from '#domain/people/contacts.ts'

/** Returns the `no` of the message that an event is about: one who may not see it is not told. */
export function noOf (body: EventBody): number | null {
  if (body.type === 'reaction' || body.type === 'pin') return body.no
  return 'message' in body && eventRow(body)?.keeps === 'place' ? body.message.no : null
}

/** Returns what a row keeps besides the reference: nothing for messages, whose text is stored once (D15); else the body as JSON. */
export function detailOf (body: EventBody): string | null {
  return eventRow(body)?.keeps === 'place' ? null : JSON.stringify(body)
}

/** Parses the event body that `detailOf` wrote. Adds fields that an earlier version lacked, and leaves out settings that are gone. */
export function bodyOf (detail: string): EventBody {
  const body = JSON.parse(detail) as EventBody
  // Fields that are there keep their order, so that memory and ledger tell the same bytes (D1).
  if (body.type === 'conversation') return { ...body, conversation: { ...body.conversation, ...GROUP_DEFAULTS, ...body.conversation } }
  if (body.type === 'contact') return { ...body, contact: { ...body.contact, ...NO_DETAILS, ...body.contact } }
  return body.type === 'settings' ? { ...body, settings: settingsOf({ ...body.settings }) } : body
}
