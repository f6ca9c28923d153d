import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Opened } from '#views/conversations/opened.ts'
import { conversationHeading, conversationName, hushText, requestsLine } from '#views/conversations/conversations.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { sentence } from '#views/parts/language.ts'
import { inGroup, personName } from '#views/parts/names.ts'
import { pinBar } from '#views/messages/pins.ts'
import { document } from '#views/site/layout.ts'
import { markRead, newestFirst } from '#views/conversations/newest-first.ts'
import type { OwnPage, Page } from '#views/parts/page.ts'
import { presenceLine } from '#views/people/presence.ts'

/** The refresh of a page that asks for its next state by itself. */
export interface Refresh {
  readonly afterS: number
  /** The address of its next state; null reloads its own address. */
  readonly to: string | null
  /** The reason for a pause; null when there is none. */
  readonly rests: 'yield' | 'busy' | 'drain' | 'fault' | null
}

/** Returns the refresh for the head: the browser asks by itself, and the server answers when there is news. */
export function refreshing ({ afterS, to }: Refresh): Html {
  return html`<meta http-equiv="refresh" content="${afterS}${to !== null && `;url=${to}`}">`
}

/** Returns the note that says why this page pauses, and for how long. */
export function restNote ({ say }: Page, { rests, afterS }: Refresh): Html | null {
  return rests === null ? null : html`<p class="note" role="status">${say(`held.rests-${rests}`, { seconds: afterS })}</p>`
}

/** The name of the frame: links elsewhere on the page lead into it. */
const FRAME = 'messages'

/** The frame with the link that reloads it. The composer is outside of it, so that a refresh never touches what was typed. */
export function frameStage ({ say, root }: OwnPage, conversationId: string, tab: string): Html {
  const address = `${root}held/${conversationId}?tab=${tab}`
  return html`<div class="held-stage"><iframe class="held-frame" name="${FRAME}" title="${say('conversation.messages')}" src="${address}">${say('held.no-frames')} <a href="${address}">${say('held.open')}</a></iframe>
<p class="under held-foot">${say('held.help')} <a href="${address}" target="${FRAME}">${say('held.reload')}</a> ${say('held.blank')} <a href="${root}conversations/${conversationId}?frames=0">${say('held.inline')}</a></p></div>`
}

export interface FrameShown {
  readonly opened: Opened
  /** Members who are typing. */
  readonly typing: readonly UserRef[]
  /** Other conversations with unread messages. */
  readonly elsewhere: readonly ConversationSummary[]
  /** True when there are unread messages in conversations that are not listed here. */
  readonly hasMore: boolean
}

/** The document in the frame: the newest messages under the news. Links open in the whole window; forms answer in the frame. */
export function heldFrame (around: OwnPage, { opened, typing, elsewhere, hasMore }: FrameShown, refresh: Refresh): Html {
  const { conversation } = opened
  const page = inGroup(around, conversation.id)
  const hush = conversation.left ? null : hushText(page, conversation)
  return frameDocument(page, conversationName(page, conversation), refresh, html`${restNote(page, refresh)}${conversation.joinRequests > 0 && requestsLine(page, conversation, conversation.changedSeq)}${hush !== null && html`<p class="note hush">${hush}</p>`}
<div class="held-top"><p class="under held-state">${typing.length === 0
    ? conversation.peer !== null && presenceLine(page, conversation.peer.username)
    : html`<em>${typingText(page, typing)}</em>`} ${elsewhere.length > 0 && elsewhereLine(page, elsewhere, hasMore)}</p>
${markRead(page, opened)}</div>
${opened.pin !== null && pinBar(page, conversation.id, opened.pin)}
${newestFirst(page, opened)}`)
}

function typingText (page: OwnPage, [one, two, three]: readonly UserRef[]): Renderable {
  const { language, say } = page
  if (one === undefined) return ''
  if (three !== undefined) return say('typing.many')
  const name = personName(page, one)
  return two === undefined ? sentence(language, 'typing.one', { name }) : sentence(language, 'typing.two', { name, other: personName(page, two) })
}

function elsewhereLine (page: OwnPage, rows: readonly ConversationSummary[], hasMore: boolean): Html {
  const { say, root } = page
  return html`<span class="held-elsewhere">${say('held.elsewhere')} ${rows.map((row, index) => html`${index > 0 && say('list.comma')}<a href="${root}conversations/${row.id}">${conversationHeading(page, row)}</a>${row.unread > 0 && say('held.elsewhere-count', { n: row.unread })}`)}${
    hasMore && html`${say('list.comma')}<a href="${root}conversations/">${say('held.elsewhere-more')}</a>`}</span>`
}

/** The document in the frame after the session has ended. */
export function signedOutFrame (page: Page, signIn: string): Html {
  const { say, root } = page
  return frameDocument(page, say('conversation.messages'), null, html`<div class="held-refused"><p class="note" role="status">${say('held.signed-out')}</p>
<p class="actions"><a class="button primary" href="${root}${signIn}">${say('held.sign-in')}</a></p></div>`)
}

/** The document in the frame after a refusal or a fault. It links back to the messages, or comes back by itself. */
export function refusedFrame (page: Page, text: string, back: string | null, refresh: Refresh | null): Html {
  const { say } = page
  return frameDocument(page, say('conversation.messages'), refresh, html`<div class="held-refused"><p class="note refused" role="alert">${text}</p>
${refresh === null ? null : restNote(page, refresh)}${back !== null && html`<p class="actions"><a class="button small" href="${back}" target="_self">${say('held.reload')}</a></p>`}</div>`)
}

// The heading is for screen readers; sighted readers see the heading beside the frame.
export function frameDocument (page: Page, title: string, refresh: Refresh | null, body: Renderable): Html {
  return document({ ...page, mode: 'frame' }, {
    title,
    className: 'held',
    // Links in the frame open in the window.
    heldHead: html`<base target="_top">${refresh !== null && refreshing(refresh)}`,
    body: html`<main id="main" class="held-messages"><h1 class="held-title">${title}</h1>
${body}
</main>`
  })
}
