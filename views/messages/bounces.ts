import type { Bounce } from '#domain/messages/messages.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { forScript } from '#views/site/layout.ts'
import { kindView } from './kinds.ts'
import { isFormer, nameOf } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { clockTime } from '#views/parts/times.ts'

type Between = Pick<Opened, 'conversation' | 'relation'>

/** A bounce in its place, with the reason as of now and the possible actions. Only its sender sees it. */
export function bounceItem (page: OwnPage, bounce: Bounce, between: Between, frame: string | null = null): Html {
  const { say, times } = page
  const act = (name: 'retry' | 'discard', label: string, className: string) => action(page, {
    to: `conversations/${bounce.conversationId}/bounces/${encodeURIComponent(bounce.clientId)}`,
    label,
    className,
    fields: {
      act: name,
      kind: bounce.kind,
      body: bounce.body,
      ...bounce.fileIds === undefined ? {} : { files: bounce.fileIds.join(' ') },
      ...bounce.replyToNo === null ? {} : { reply_to: String(bounce.replyToNo) },
      ...frame === null ? {} : { frame }
    },
    staysInFrame: frame !== null
  })
  const isOpen = between.relation === 'contact'
  return html`<li id="outgoing-${bounce.clientId}" class="message mine first outgoing" data-state="bounced" data-client-id="${bounce.clientId}"><p class="by"><span class="name">${say('message.you')}</span> ${clockTime(times, bounce.at)}</p>${kindView(bounce).bubble(page, { ...bounce, no: 0, sender: page.viewer, changedSeq: 0 }, null, null)}
<p class="state" role="note">${isOpen ? say('bounce.open') : reason(page, between)}</p>
<div class="bounce-acts">${isOpen ? null : remedy(page, between)} ${
  between.relation !== 'blocked' && act('retry', say(isOpen ? 'bounce.send' : 'outgoing.retry'), 'button small')} ${act('discard', say('outgoing.discard'), 'button small quiet')}</div></li>`
}

/** The template that the script copies for each message on its way. */
export function outgoingTemplate (page: OwnPage, between: Between): Html {
  const { say } = page
  return html`<ol hidden${forScript(html`<li id="outgoing" class="message mine first outgoing" hidden><div class="bubble"><p class="quote" hidden><span class="quote-by" data-slot="quote-by"></span> <span class="quote-text" data-slot="quote-text"></span></p><div class="text" dir="auto" data-slot="body"></div></div><p class="state"><span data-slot="state"></span></p><div class="bounce-acts"><span class="ask" data-reason="${reason(page, between)}" hidden>${remedy(page, between)}</span> <button type="button" class="button small" data-act="retry">${say('outgoing.retry')}</button> <button type="button" class="button small" data-act="take-back">${say('outgoing.take-back')}</button> <button type="button" class="button small quiet" data-act="discard">${say('outgoing.discard')}</button></div></li>`)}></ol>`
}

/** Above the composer: why nothing can be sent, before anything is typed. The script loads the page again when the contact changes. */
export function gate (page: OwnPage, between: Between): Html | null {
  const { peer } = between.conversation
  if (peer === null) return null
  return html`<div class="gate" id="gate-${peer.username}">${
    isFormer(peer) ? html`<p>${page.say('people.former-gone')}</p>` : between.relation === 'blocked' && html`<p>${blockedText(page, between)}</p> ${unblock(page, between)}`}</div>`
}

function reason (page: OwnPage, between: Between): string {
  const { peer } = between.conversation
  if (peer !== null && isFormer(peer)) return page.say('people.former-gone')
  return between.relation === 'blocked' ? blockedText(page, between) : page.say('error.NOT_A_CONTACT')
}

function remedy (page: OwnPage, between: Between): Html | null {
  const { peer } = between.conversation
  if (between.relation === 'blocked') return unblock(page, between)
  return peer === null ? null : html`<a href="${page.root}contacts/${peer.username}">${page.say('bounce.ask')}</a>`
}

function blockedText (page: OwnPage, { conversation: { peer } }: Between): string {
  return page.say('bounce.blocked', { name: peer === null ? '' : nameOf(page, peer) })
}

function unblock (page: OwnPage, { conversation: { id, peer } }: Between): Html {
  return action(page, {
    to: `contacts/${peer?.username ?? ''}/unblock`,
    label: page.say('profile.unblock'),
    className: 'button small',
    fields: { back: `conversations/${id}` }
  })
}
