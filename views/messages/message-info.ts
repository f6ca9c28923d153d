import type { MessageInfo } from '#domain/messages/message-info.ts'
import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from '#views/parts/html.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Whom one's own message reached: those who have read it, then those whose browser has it. */
export function messageInfo (page: OwnPage, { deliveredTo, readBy }: MessageInfo): Html | null {
  if (deliveredTo.length === 0) return null
  const readers = new Set(readBy.map(({ id }) => id))
  const others = deliveredTo.filter(({ id }) => !readers.has(id))
  return html`<div id="info" class="reactors">${people(page, 'info.read-by', readBy)}${people(page, 'info.delivered-to', others)}</div>`
}

function people (page: OwnPage, title: 'info.read-by' | 'info.delivered-to', users: readonly UserRef[]): Html | null {
  if (users.length === 0) return null
  return html`<h2>${page.say(title, { count: users.length })}</h2>
<ul>${users.map(user => html`<li>${personName(page, user)}</li>`)}</ul>`
}
