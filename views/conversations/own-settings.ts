import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { galleryLink } from '#views/files/gallery-link.ts'
import { action, doneNote, formToken, select } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { icon, labelledIcon, type Icon } from '#views/parts/pictures/icons.ts'
import { isUnread } from './conversations.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Value of `?side=` that shows this panel. It begins like no username, which is where a page of members begins. */
export const OWN_SIDE = '_own'

const NOTIFY = ['all', 'mentions', 'none'] as const satisfies ReadonlyArray<ConversationSummary['notify']>
/** Hours of quiet that the form offers. */
const HOURS = [1, 8, 24, 168] as const
/** Choices of the form: `none-8` is nothing for 8 hours, and then what was chosen before; `keep` leaves what is chosen. */
export const NOTIFY_CHOICES = [...NOTIFY, 'none-1', 'none-8', 'none-24', 'none-168', 'keep'] as const
export type NotifyChoice = typeof NOTIFY_CHOICES[number]

/** The reader's own settings of one conversation: pinned, notifications, archived, hidden. */
export function ownSettingsPanel (page: OwnPage, conversation: ConversationSummary, done: string | null): Html {
  const { say, root, viewer } = page
  const { id, kind, pinned, archived, lastNo } = conversation
  const to = `conversations/${id}/mine`
  return html`<header class="column-head"><a class="icon-button back" href="${root}conversations/${id}#end" data-side="close">${labelledIcon('back', say('nav.back'))}</a><h1>${say('own.title')}</h1><p class="tools"><a class="icon-button close" href="${root}conversations/${id}#end" title="${say('side.close')}" data-side="close">${labelledIcon('close', say('side.close'))}</a></p></header>
<div class="panel">${doneNote(done)}
${kind === 'self' ? galleryLink(page, id) : notifyForm(page, conversation)}
${kind === 'group' && html`<p class="actions"><a class="button wide" href="${root}conversations/${id}?side=${encodeURIComponent(`@${viewer.username}`)}" data-side="1">${say('groups.own-name')}</a></p>`}
<div class="acts own-acts">
${isUnread(conversation) && html`${action(page, { to: `conversations/${id}/read`, label: say('conversation.mark-read'), fields: { no: String(lastNo) }, className: 'button wide' })}`}
${action(page, { to, label: say(pinned ? 'own.unpin' : 'own.pin'), fields: { pinned: pinned ? 'off' : 'on' }, className: 'button wide', describedBy: 'pin-hint' })}<p class="hint" id="pin-hint">${say('own.pin-hint')}</p>
${kind !== 'self' && html`${action(page, { to, label: say(archived ? 'own.unarchive' : 'own.archive'), fields: { archived: archived ? 'off' : 'on' }, className: 'button wide', describedBy: 'archive-hint' })}<p class="hint" id="archive-hint">${say('own.archive-hint')}</p>
${action(page, { to, label: say('own.hide'), fields: { hidden: 'on' }, className: 'button wide', describedBy: 'hide-hint' })}<p class="hint" id="hide-hint">${say('own.hide-hint')}</p>`}
</div>
</div>`
}

/** The menu of a row in the list, which the script opens beside it: each button says what it asks of the API. */
export function rowMenu (page: OwnPage, conversation: ConversationSummary): Html {
  const { say } = page
  const { id, kind, pinned, archived, lastNo, notify } = conversation
  const isMuted = page.isMuted(conversation)
  // After quiet for a while, what was chosen before counts again.
  const loud = { notify: notify === 'none' ? 'all' : notify, mutedUntil: null }
  const own = (name: Icon, label: string, change: object): Html => entry(name, label, `conversations/${id}/mine`, change)
  return html`<div data-conversation="${id}">${lastNo > 0 && kind !== 'self' && (isUnread(conversation)
    ? entry('chats', say('conversation.mark-read'), `conversations/${id}/read`, { no: lastNo })
    : entry('chats', say('own.mark-unread'), `conversations/${id}/unread`, { no: lastNo }))}${
    own('pin', say(pinned ? 'own.unpin' : 'own.pin'), { pinned: !pinned })}${kind !== 'self' && html`${
    isMuted ? own('bell', say('own.unmute'), loud) : own('muted', say('own.mute'), { notify: 'none', mutedUntil: null })}${
    own('down', say(archived ? 'own.unarchive' : 'own.archive'), { archived: !archived })}${
    own('close', say('own.hide'), { hidden: true })}`}</div>`
}

function entry (name: Icon, label: string, path: string, content: object): Html {
  return html`<button type="button" class="button" data-act="own" data-path="${path}" data-content="${JSON.stringify(content)}">${icon(name)} ${label}</button>`
}

// One list, in which what is quiet for a while stands beside what is quiet always.
function notifyForm (page: OwnPage, { id, kind, notify, mutedUntil }: ConversationSummary): Html {
  const { say, root, times, now } = page
  const kept = mutedUntil === null ? [] : [{ value: 'keep', label: say('own.muted-until', { time: times.lately(mutedUntil, now) }) }]
  const whole = NOTIFY.filter(value => kind === 'group' || value !== 'mentions' || notify === value)
    .map(value => ({ value, label: say(`own.notify-${value}`) }))
  const hours = HOURS.map(count => ({ value: `none-${count}`, label: say('own.mute-hours', { hours: count }) }))
  return html`<form class="stack" method="post" accept-charset="utf-8" action="${root}conversations/${id}/mine">${formToken(page)}
${select({ name: 'notify', refusal: null, label: say('own.notify'), choices: [...kept, ...whole, ...hours], chosen: mutedUntil === null ? notify : 'keep', hint: say('own.mute-hint') })}
<button type="submit" class="button">${say('form.save')}</button></form>`
}
