import { shownNo, type Opened } from '#views/conversations/opened.ts'
import { isHushed, nameOnPage } from '#views/conversations/conversations.ts'
import { formToken, refusalNote } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { emojiOpener } from './emoji.ts'
import { composerTools } from '#views/files/composer-tools.ts'
import { replyBar } from './quotes.ts'

/** The form to write a message. Never disabled; it holds refused text again. */
export function composer (page: OwnPage, opened: Opened): Html {
  const { conversation, formId, kept, refusal, frame, replyingTo } = opened
  const { say, root, viewer, limits } = page
  const text = kept ?? conversation.draft ?? ''
  const label = conversation.kind === 'self' ? say('composer.self') : sentence(page.language, 'composer.to', { name: nameOnPage(page, conversation) })
  return html`<form id="composer" class="composer" method="post" accept-charset="utf-8" action="${root}conversations/${conversation.id}/messages" data-conversation="${conversation.id}" data-enter="${viewer.settings.enterSends ? 'send' : 'break'}" data-max-bytes="${limits.bodyBytes}" data-max-file-bytes="${limits.fileBytes}" data-max-files="${limits.files}"${conversation.kind === 'group' && html` data-mentions="${conversation.role === 'member' ? 'members' : 'all'}"`}>
${refusalNote(refusal)}
${formToken(page)}<input type="hidden" name="client_id" value="${formId}"><input type="hidden" name="read_no" value="${shownNo(opened)}">${frame !== null && html`<input type="hidden" name="frame" value="${frame}">`}
<div id="replying">${replyingTo !== null && !isHushed(conversation) && replyBar(page, replyingTo)}</div><div id="files-chosen"></div><div class="composer-line"><label class="label" for="composer-body">${label}</label><textarea id="composer-body" name="body" rows="1" cols="60" placeholder="${say('composer.write')}" dir="auto"${kept !== null && html` autofocus`}>
${text}</textarea><button type="submit" class="send" title="${say('composer.send')}">${labelledIcon('send', say('composer.send'))}</button>${emojiOpener(page)}${composerTools(page)}</div>
<p class="keep-draft plain-only"><input type="submit" class="linklike" name="attach" value="${say('upload.attach')}"> <input type="submit" class="linklike" name="draft" value="${say('byhand.draft')}"></p>
</form>`
}
