import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { action, doneNote, formToken, select } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Value of `?side=` that shows this panel. It begins like no username, which is where a page of members begins. */
export const OWN_SIDE = '_own'

const NOTIFY: ReadonlyArray<ConversationSummary['notify']> = ['all', 'mentions', 'none']
/** Hours for which a form mutes; `keep` leaves what is chosen, `off` ends it. */
export const MUTE_FOR = ['keep', 'off', '1', '8', '24', '168'] as const
export type MuteFor = typeof MUTE_FOR[number]

/** The reader's own settings of one conversation: pinned, notifications, archived, hidden. */
export function ownSettingsPanel (page: OwnPage, conversation: ConversationSummary, done: string | null): Html {
  const { say, root } = page
  const { id, kind, pinned, archived } = conversation
  const to = `conversations/${id}/mine`
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/${id}#end" data-side="close">${labelledIcon('back', say('nav.back'))}</a><h1>${say('own.title')}</h1><p class="tools"><a class="icon-button close" href="${root}conversations/${id}#end" title="${say('side.close')}" data-side="close">${labelledIcon('close', say('side.close'))}</a></p></header>
<div class="panel">${doneNote(done)}
${kind !== 'self' && notifyForm(page, conversation)}
<div class="acts own-acts">
${action(page, { to, label: say(pinned ? 'own.unpin' : 'own.pin'), fields: { pinned: pinned ? 'off' : 'on' }, className: 'button wide', describedBy: 'pin-hint' })}<p class="hint" id="pin-hint">${say('own.pin-hint')}</p>
${kind !== 'self' && html`${action(page, { to, label: say(archived ? 'own.unarchive' : 'own.archive'), fields: { archived: archived ? 'off' : 'on' }, className: 'button wide', describedBy: 'archive-hint' })}<p class="hint" id="archive-hint">${say('own.archive-hint')}</p>
${action(page, { to, label: say('own.hide'), fields: { hidden: 'on' }, className: 'button wide', describedBy: 'hide-hint' })}<p class="hint" id="hide-hint">${say('own.hide-hint')}</p>`}
</div>
</div>`
}

function notifyForm (page: OwnPage, { id, kind, notify, mutedUntil }: ConversationSummary): Html {
  const { say, root, times, now } = page
  const choices = NOTIFY.filter(value => kind === 'group' || value !== 'mentions' || notify === value)
  const mutes = MUTE_FOR.filter(value => value !== 'keep' || mutedUntil !== null)
  const named = (value: MuteFor) => {
    if (value === 'keep') return say('own.muted-until', { time: times.lately(mutedUntil ?? now, now) })
    return value === 'off' ? say('own.mute-off') : say('own.mute-hours', { hours: Number(value) })
  }
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}conversations/${id}/mine">${formToken(page)}
${select({ name: 'notify', refusal: null, label: say('own.notify'), choices: choices.map(value => ({ value, label: say(`own.notify-${value}`) })), chosen: notify })}
${select({ name: 'mute', refusal: null, label: say('own.mute'), choices: mutes.map(value => ({ value, label: named(value) })), chosen: mutedUntil === null ? 'off' : 'keep', hint: say('own.mute-hint') })}
<button type="submit" class="button">${say('form.save')}</button></form>`
}
