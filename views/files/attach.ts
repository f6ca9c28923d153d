import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Message } from '#domain/messages/messages.ts'
import { nameOnPage } from '#views/conversations/conversations.ts'
import { replyBar } from '#views/messages/quotes.ts'
import { checkbox, fieldRefusal, formToken, refusalId, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { fileSize } from './in-words.ts'

export interface AttachShown {
  readonly conversation: ConversationSummary
  /** A fresh id for the form (D12). */
  readonly formId: string
  readonly replyingTo: Message | null
  readonly text: string
  readonly alt: string
  /** Bytes that the reader’s files may still take. */
  readonly room: number
  /** The largest body that came through when the reader tested their connection; null: not known, or no limit was found. */
  readonly passes: number | null
  readonly refusal: FormRefusal | null
  /** The file that was refused; empty where it was none of them. */
  readonly refused: string
}

/** Sending files without script: a message with them, in one request. */
export function attachPanel (page: OwnPage, shown: AttachShown): Html {
  const { say, root } = page
  const { conversation, formId, replyingTo, text, alt } = shown
  const { id } = conversation
  const label = conversation.kind === 'self' ? say('composer.self') : sentence(page.language, 'composer.to', { name: nameOnPage(page, conversation) })
  const refusal = named(page, shown)
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${id}#composer" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><h1>${say('files.attach-title')}</h1></header>
<div class="panel">${refusalNote(refusal)}
<form class="stack" method="post" enctype="multipart/form-data" accept-charset="utf-8" action="${root}conversations/${id}/attach?form=${formId}">${formToken(page)}
${replyingTo !== null && replyBar(page, replyingTo)}
<div class="field"><label for="field-body">${label}</label><textarea id="field-body" name="body" rows="3" cols="60" dir="auto">
${text}</textarea></div>
<div class="field"><label for="field-alt">${say('files.alt')}</label><input id="field-alt" name="alt" type="text" value="${alt}" maxlength="1000" aria-describedby="field-alt-hint"><p class="hint" id="field-alt-hint">${say('files.alt-hint')}</p></div>
${checkbox({ name: 'original', label: say('files.keep-original'), hint: say('files.keep-original-hint'), checked: false })}
${chooser(page, shown, refusal)}
<button type="submit" class="button primary">${say('composer.send')}</button></form></div>`
}

// Comes last: all that is written is there before the files are, and stays when one of them is refused.
function chooser (page: OwnPage, { room, passes }: AttachShown, refusal: FormRefusal | null): Html {
  const { say, root, limits } = page
  const { text, note } = fieldRefusal('file', refusal)
  return html`<div class="field"><label for="field-file">${say('files.choose')}</label><input id="field-file" name="file" type="file" multiple required${text !== null && html` aria-invalid="true"`} aria-describedby="${text !== null && `${refusalId('file')} `}field-file-hint">${note}
<p class="hint" id="field-file-hint">${say('files.limits', { size: fileSize(page, limits.fileBytes), count: limits.files, room: fileSize(page, room) })}</p>${
  passes !== null && passes < limits.fileBytes && html`<p class="hint">${say('files.passes', { size: fileSize(page, passes) })} <a href="${root}connection/">${say('files.test-again')}</a></p>`}</div>`
}

// Says which of the files it is about.
function named ({ say }: OwnPage, { refusal, refused }: AttachShown): FormRefusal | null {
  return refusal === null || refused === '' ? refusal : { ...refusal, text: say('files.refused', { name: refused, reason: refusal.text }) }
}
