import type { EventOf } from '#domain/delivery/events.ts'
import type { Message } from '#domain/messages/messages.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { icon } from '#views/parts/pictures/icons.ts'

/** Signs at the end of a message: it is pinned for everybody, starred for the reader. */
const MARKS = { pin: 'pin.mark', star: 'star.mark' } as const

export function marks (page: OwnPage, { pinned, starred }: Message): Html {
  return html`${pinned === true && mark(page, 'pin')}${starred === true && mark(page, 'star')}`
}

function mark ({ say }: OwnPage, name: keyof typeof MARKS): Html {
  return html` <span class="mark ${name}" title="${say(MARKS[name])}">${icon(name)}<span class="label">${say(MARKS[name])}</span></span>`
}

/** A mark as it is after an event, for the script to put into the message. */
export function markChanged (page: OwnPage, { type, seq, conversationId, no, on }: EventOf<'pin' | 'star'>): Html {
  return html`<div class="patch" data-seq="${seq}" data-how="${type}" data-target="message-${conversationId}-${no}">${on && mark(page, type)}</div>
`
}
