import { withoutExcerpt } from '#domain/messages/quotes.ts'
import type { LedgerEvent } from './events.ts'

/** Returns the event in the form for those who may not see the message that it quotes. */
export function withheldForm (event: LedgerEvent): LedgerEvent {
  if (!('message' in event)) return event
  const message = withoutExcerpt(event.message)
  return message === event.message ? event : { ...event, message }
}
