import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { checkbox, field, fieldRefusal, formToken, refusalId, refusalNote, select, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { HUES, sign } from '#views/parts/pictures/avatars.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { conversationName } from '#views/conversations/conversations.ts'

const JOINING = ['closed', 'request', 'open'] as const

export interface EditGroup {
  /** The group, with what was typed into the form if it was refused. */
  readonly conversation: ConversationSummary
  readonly refusal: FormRefusal | null
  /** The fields as they were when the form was opened. */
  readonly was: string
}

/** The form for what a group says about itself and who may do what in it. */
export function editGroupPanel (page: OwnPage, { conversation, refusal, was }: EditGroup): Html {
  const { say, root, limits } = page
  const { id, title, adding, joining, history, isPublic, quiet } = conversation
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${id}?side=1">${labelledIcon('back', say('nav.back'))}</a><h1>${say('groups.edit')}</h1></header>
<form class="panel stack" method="post" accept-charset="utf-8" action="${root}conversations/${id}/edit">${formToken(page)}<input type="hidden" name="was" value="${was}">
${refusalNote(refusal)}
${field({ name: 'title', refusal, label: say('groups.title'), value: title ?? '', maxLength: limits.title, autocomplete: 'off' })}
${announcementField(page, conversation, refusal)}
${colours(page, conversation)}
${select({ name: 'adding', refusal, label: say('groups.adding'), chosen: adding, choices: (['members', 'admins'] as const).map(value => ({ value, label: say(`groups.adding-${value}`) })) })}
${select({ name: 'joining', refusal, label: say('groups.joining'), hint: say('groups.joining-hint'), chosen: joining, choices: JOINING.map(value => ({ value, label: say(`groups.joining-${value}`) })) })}
${select({ name: 'history', refusal, label: say('groups.history'), hint: say('groups.history-hint'), chosen: history, choices: (['none', 'all'] as const).map(value => ({ value, label: say(`groups.history-${value}`) })) })}
${(page.publicGroups || isPublic) && checkbox({ name: 'is_public', label: say('groups.public'), hint: say(page.publicGroups ? 'groups.public-hint' : 'groups.public-off'), checked: isPublic })}
${checkbox({ name: 'quiet', label: say('groups.quiet'), hint: say('groups.quiet-hint'), checked: quiet })}
<button type="submit" class="button primary">${say('form.save')}</button></form>`
}

function announcementField ({ say, limits }: OwnPage, { announcement }: ConversationSummary, refusal: FormRefusal | null): Html {
  const { text, note } = fieldRefusal('announcement', refusal)
  return html`<div class="field"><label for="field-announcement">${say('groups.announcement')}</label>
<textarea id="field-announcement" name="announcement" rows="4" cols="60" maxlength="${limits.announcement}" dir="auto" aria-describedby="${text !== null && `${refusalId('announcement')} `}announcement-hint"${text !== null && html` aria-invalid="true" autofocus`}>
${announcement}</textarea>${note}<p class="hint" id="announcement-hint">${say('groups.announcement-hint')}</p></div>`
}

function colours (page: OwnPage, conversation: ConversationSummary): Html {
  const { say } = page
  const name = conversationName(page, conversation)
  const pick = (value: string, colour: number | null, label: string) =>
    html`<li><label title="${label}"><input type="radio" name="colour" value="${value}"${conversation.colour === colour && html` checked`}>${sign(conversation.id, name, 'group', colour)}<span class="${colour === null ? 'pick-name' : 'label'}">${label}</span></label></li>`
  return html`<fieldset><legend>${say('groups.colour')}</legend><ul class="colours">${pick('', null, say('groups.colour-none'))}${
    Array.from({ length: HUES }, (_, hue) => pick(String(hue), hue, say('groups.colour-own', { n: hue + 1 })))}</ul></fieldset>`
}
