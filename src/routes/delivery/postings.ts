import type { Delivery } from '#domain/delivery/events.ts'
import { withheldForm } from '#domain/delivery/withheld.ts'
import type { Posting } from '#mailbox/posting.ts'
import { envelope, type Envelope } from './poll-answer.ts'

/** Returns a committed event for the mailboxes: as one posting, or as two where some recipients may not see what it quotes. */
export function postingsOf ({ event, recipients, forget, sentBy, withheldFrom = [] }: Delivery, at: number): Array<Posting<Envelope>> {
  if (withheldFrom.length === 0) return [{ entry: envelope(event, recipients.length, at), recipients, forget, sentBy }]
  const withheld = new Set(withheldFrom)
  const others = recipients.filter(userId => !withheld.has(userId))
  return [
    { entry: envelope(event, others.length, at), recipients: others, forget, sentBy },
    { entry: envelope(withheldForm(event), withheld.size, at), recipients: withheldFrom, forget: [], sentBy }
  ]
}
