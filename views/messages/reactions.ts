import type { EventOf } from '#domain/delivery/events.ts'
import type { Message, Reaction } from '#domain/messages/messages.ts'
import type { Reactor } from '#domain/messages/reactions.ts'
import { formToken } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { personName } from '#views/parts/names.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** Offered beside every message. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

type Place = Pick<Message, 'conversationId' | 'no'>

/** The reactions under a message: each leads to the page that tells whose they are, and with script takes or gives one's own. */
export function reactionsUnder (page: OwnPage, message: Message): Html | null {
  const { reactions } = message
  return reactions === undefined ? null : box(message, html`${reactions.map(each => html` ${chip(page, message, each)}`)}`)
}

/** Everything that decides how the reactions under a message are drawn, besides the page. */
export function reactionsKey ({ reactions = [] }: Message): string {
  return reactions.map(({ emoji, count, mine }) => `${emoji} ${count} ${mine}`).join()
}

/** One kind of reactions as it is after an event, for the script to put under the message. */
export function reactionChanged (page: OwnPage, { conversationId, no, emoji, count, by, on }: EventOf<'reaction'>): Html {
  const place = { conversationId, no }
  return box(place, chip(page, place, { emoji, count, mine: by.id === page.viewer.id ? on : null }))
}

function box (place: Place, content: Html): Html {
  return html`<p class="reactions" data-message="${pathOf(place)}">${content}</p>`
}

// `mine` null: an event does not tell, and the script keeps what the page shows.
function chip (
  { say, root }: OwnPage, { conversationId, no }: Place, { emoji, count, mine }: Omit<Reaction, 'mine'> & { readonly mine: boolean | null }
): Html {
  const isOwn = mine === true
  return html`<a class="reaction${isOwn && ' own'}" href="${root}messages/${conversationId}?no=${no}#reactions" title="${say('reaction.by', { count, emoji })}" data-act="react" data-emoji="${emoji}" data-count="${count}"${
    mine !== null && html` data-own="${isOwn ? 1 : 0}"`}${isOwn && html` aria-current="true"`}>${emoji} <b>${count}</b></a>`
}

/** The way to react: a few emoji, and on the page of a message any other. One's own are pressed, and taken back by pressing again. */
export function reactForm (page: OwnPage, message: Message, inPanel: boolean): Html {
  const { say, root } = page
  const own = new Set(message.reactions?.filter(({ mine }) => mine).map(({ emoji }) => emoji))
  const others = inPanel ? [] : [...own].filter(emoji => !(QUICK as readonly string[]).includes(emoji))
  const to = html`<form class="react" method="post" accept-charset="utf-8" action="${root}${pathOf(message)}/react" data-message="${pathOf(message)}">${formToken(page)}`
  return html`${to}<p class="react-quick">${[...QUICK, ...others].map(emoji => html`<button type="submit" class="react-with${own.has(emoji) && ' own'}" name="${own.has(emoji) ? 'off' : 'on'}" value="${emoji}" aria-pressed="${own.has(emoji) ? 'true' : 'false'}"${inPanel && html` data-act="react" data-emoji="${emoji}"`}>${emoji}</button> `)}<a class="react-with react-any" href="${root}emoji/${message.conversationId}?no=${message.no}" title="${say('emoji.any')}"${inPanel && html` data-act="emoji"`}>${labelledIcon('plus', say('emoji.any'))}</a></p></form>
${!inPanel && html`${to}<div class="field"><label for="react-other">${say('reaction.other')}</label>
<input id="react-other" name="on" type="text" size="6" maxlength="64" autocomplete="off" required> <button type="submit" class="button small">${say('reaction.react')}</button></div></form>`}`
}

/** Whose reactions they are. */
export function reactors (page: OwnPage, who: readonly Reactor[], hasMore: boolean): Html | null {
  const { say, viewer } = page
  if (who.length === 0) return null
  return html`<div id="reactions" class="reactors"><h2>${say('reaction.title')}</h2>
<ul>${who.map(({ emoji, user }) => html`<li><span class="reactor-emoji">${emoji}</span> ${user.id === viewer.id ? say('message.you') : personName(page, user)}</li>`)}</ul>${
  hasMore && html`<p class="hint">${say('reaction.more')}</p>`}</div>`
}

function pathOf ({ conversationId, no }: Place): string {
  return `conversations/${conversationId}/messages/${no}`
}
