import type { Bounce } from '#domain/messages/messages.ts'
import type { UserRef } from '#domain/people/users.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { forScript } from '#views/site/layout.ts'
import { messageText } from './message-text.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { moment } from '#views/parts/times.ts'

/** A bounce in its place, with the reason and the possible actions. Only its sender sees it. */
export function bounceItem (page: OwnPage, bounce: Bounce, peer: UserRef | null, frame: string | null = null): Html {
  const { say, times } = page
  const act = (name: 'retry' | 'discard', className: string) => action(page, {
    to: `conversations/${bounce.conversationId}/bounces/${encodeURIComponent(bounce.clientId)}`,
    label: say(`outgoing.${name}`),
    className,
    fields: { act: name, body: bounce.body, ...frame === null ? {} : { frame } },
    staysInFrame: frame !== null
  })
  return html`<li id="outgoing-${bounce.clientId}" class="message mine first outgoing" data-state="bounced" data-client-id="${bounce.clientId}"><p class="by"><span class="name">${say('message.you')}</span> ${moment(times, bounce.at, times.clock(bounce.at))}</p><div class="bubble"><div class="text" dir="auto">${messageText(bounce.body)}</div></div>
<p class="state" role="note">${say(`error.${bounce.code}`)}${askLink(page, peer)}</p>
<div class="bounce-acts">${act('retry', 'button small')} ${act('discard', 'button small quiet')}</div></li>`
}

/** The template that the script copies for each message on its way. */
export function outgoingTemplate (page: OwnPage, peer: UserRef | null): Html {
  const { say } = page
  return html`<ol hidden${forScript(html`<li id="outgoing" class="message mine first outgoing" hidden><div class="bubble"><div class="text" dir="auto" data-slot="body"></div></div><p class="state"><span data-slot="state"></span><span class="ask" hidden>${askLink(page, peer)}</span></p><p class="bounce-acts"><button type="button" class="button small" data-act="retry">${say('outgoing.retry')}</button> <button type="button" class="button small" data-act="take-back">${say('outgoing.take-back')}</button> <button type="button" class="button small quiet" data-act="discard">${say('outgoing.discard')}</button></p></li>`)}></ol>`
}

function askLink ({ say, root }: OwnPage, peer: UserRef | null): Html | null {
  return peer === null ? null : html` <a href="${root}contacts/${peer.username}">${say('bounce.ask')}</a>`
}
