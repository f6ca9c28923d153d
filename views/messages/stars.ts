import type { EventOf } from '#domain/delivery/events.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { icon } from '#views/parts/pictures/icons.ts'

/** The reader's own star, at the end of a message. */
export function starMark ({ say }: OwnPage): Html {
  return html` <span class="star" title="${say('star.mark')}">${icon('star')}<span class="label">${say('star.mark')}</span></span>`
}

/** A star as it is after an event, for the script to put into the message. */
export function starChanged (page: OwnPage, { seq, conversationId, no, on }: EventOf<'star'>): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="star" data-target="message-${conversationId}-${no}">${on && starMark(page)}</div>
`
}
