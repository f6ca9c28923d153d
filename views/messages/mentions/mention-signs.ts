import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { whileNeeded } from '#views/site/layout.ts'
import { messageAddress } from '#views/messages/quotes.ts'

/** The way to the first unread message that mentions the reader, at the head of its conversation; the script keeps it up to date. */
export function nextMention (page: OwnPage, { id, mentionNo, left }: ConversationSummary): Html {
  const { say } = page
  return whileNeeded(page, mentionNo !== null && !left, hidden =>
    html`<a id="next-mention" class="icon-button" href="${messageAddress(page, { conversationId: id, no: mentionNo ?? 0 })}" title="${say('mention.jump')}"${hidden}>${labelledIcon('at', say('mention.jump'))}</a>`)
}

/** The mark of a row of the list with a mention that was not read. */
export function mentionBadge ({ say }: OwnPage, { mentionNo }: ConversationSummary): Html | null {
  return mentionNo === null ? null : html` <b class="badge at" title="${say('mention.unread')}"><span aria-hidden="true">@</span><span class="label">${say('mention.unread')}</span></b>`
}
