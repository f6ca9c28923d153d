import type { EmojiGroup, EmojiTone } from '#domain/messages/emoji.ts'
import { formToken } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { icon, labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** One of each group stands for it. */
const SIGNS: Readonly<Record<EmojiGroup, string>> = {
  smileys: '😀', people: '👋', nature: '🌿', food: '🍜', travel: '✈️', activities: '⚽', objects: '💡', symbols: '💟', flags: '🏁'
}
const GROUPS = Object.keys(SIGNS) as EmojiGroup[]
const RECENT_SIGN = '🕘'
const HANDS: Readonly<Record<EmojiTone, string>> = { none: '✋', light: '✋🏻', 'medium-light': '✋🏼', medium: '✋🏽', 'medium-dark': '✋🏾', dark: '✋🏿' }
const TONES = Object.keys(HANDS) as EmojiTone[]

/** An emoji to choose, in the reader's skin tone; without a label where only the character is known. */
export interface EmojiOffered { readonly char: string, readonly label: string | null }

/** A page of emoji: one goes into the half-written message of a conversation, or becomes a reaction to the message `no` there. */
export interface EmojiShown {
  readonly conversationId: string
  readonly no: number | null
  /** The message that the half-written one answers. */
  readonly reply: number | null
  /** Null: what was found, or used last. */
  readonly group: EmojiGroup | null
  readonly query: string
  readonly emoji: readonly EmojiOffered[]
}

/** Choosing an emoji without script: by groups, or by a search. */
export function emojiPanel (page: OwnPage, shown: EmojiShown): Html {
  const { say, root, asset } = page
  const { conversationId: id, no, reply, group, query, emoji } = shown
  const back = no !== null ? `messages/${id}?no=${no}` : `conversations/${id}${reply === null ? '' : `?reply=${reply}`}#composer`
  const kept = html`${no !== null && html`<input type="hidden" name="no" value="${no}">`}${reply !== null && html`<input type="hidden" name="reply" value="${reply}">`}`
  const also = `${no === null ? '' : `&no=${no}`}${reply === null ? '' : `&reply=${reply}`}`
  const title = query !== '' ? say('emoji.found', { query }) : group === null ? say('emoji.recent') : say(`emoji.${group}`)
  return html`<link rel="stylesheet" href="${asset('picker.css')}"><header class="column-head"><a class="icon-button back turn" href="${root}${back}">${labelledIcon('back', say('nav.back'))}</a><h1>${say(no === null ? 'emoji.title' : 'emoji.react')}</h1></header>
<div class="panel emoji-page"><form class="search" role="search" aria-label="${say('emoji.search')}" method="get" accept-charset="utf-8" action="${root}emoji/${id}">${kept}
<label class="label" for="emoji-query">${say('emoji.search')}</label><span class="search-box">${icon('search')}<input id="emoji-query" type="search" name="q" value="${query}" maxlength="64" placeholder="${say('emoji.search')}" autocapitalize="none" autocomplete="off"></span> <button type="submit" class="button">${say('contacts.search-do')}</button></form>
<p class="emoji-groups">${GROUPS.map(name => html`<a class="emoji-group" href="${root}emoji/${id}?group=${name}${also}" title="${say(`emoji.${name}`)}"${name === group && html` aria-current="true"`}>${SIGNS[name]} <span class="label">${say(`emoji.${name}`)}</span></a> `)}</p>
<h2>${title}</h2>
${emoji.length === 0
  ? html`<p>${say('emoji.none')}</p>`
  : html`<form class="emoji-grid" method="post" accept-charset="utf-8" action="${root}conversations/${id}/emoji">${formToken(page)}${kept}${emoji.map(each => html`<button type="submit" name="emoji" value="${each.char}"${each.label !== null && html` title="${each.label}"`}>${each.char}</button> `)}</form>`}
<p class="hint"><a href="${root}settings/writing">${say('settings.emojiTone')}</a></p></div>`
}

/** The frame of the picker that the script opens, and fills from the table of emoji. */
export function emojiPicker (page: OwnPage, recent: readonly string[]): Html {
  const { say, viewer, language } = page
  return html`<h2 class="label" id="emoji-title">${say('emoji.title')}</h2>
<p class="search"><span class="search-box">${icon('search')}<input id="emoji-query" type="text" maxlength="64" placeholder="${say('emoji.search')}" aria-label="${say('emoji.search')}" aria-controls="emoji-grid" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"></span></p>
<div class="emoji-groups" role="toolbar" aria-label="${say('emoji.groups')}">${recent.length > 0 && tab('recent', RECENT_SIGN, say('emoji.recent'))}${GROUPS.map(name => tab(name, SIGNS[name], say(`emoji.${name}`)))}</div>
<div id="emoji-grid" class="emoji-grid" role="group" aria-labelledby="emoji-title" data-recent="${recent.join(' ')}" data-language="${language}" data-tone="${TONES.indexOf(viewer.settings.emojiTone)}"></div>
<p id="emoji-none" class="hint" role="status" data-none="${say('emoji.none')}"></p>
<div class="emoji-foot"><span id="emoji-name" aria-hidden="true"></span><span class="emoji-tones" role="group" aria-label="${say('settings.emojiTone')}">${TONES.map((tone, at) => html`<button type="button" data-tone="${at}" data-value="${tone}" title="${say(`settings.emojiTone-${tone}`)}" aria-pressed="${tone === viewer.settings.emojiTone ? 'true' : 'false'}">${HANDS[tone]}</button>`)}</span></div>`
}

function tab (name: EmojiGroup | 'recent', sign: string, label: string): Html {
  return html`<button type="button" class="emoji-group" data-group="${name === 'recent' ? -1 : GROUPS.indexOf(name)}" title="${label}" aria-label="${label}" aria-pressed="false">${sign}</button>`
}

/** The way to the emoji, beside the composer: keeps what is written and leads to their page; a script opens the picker instead. */
export function emojiOpener ({ say, asset }: OwnPage): Html {
  return html`<input type="submit" id="emoji-open" class="emoji-open" name="emoji" value="☺" data-act="emoji" title="${say('emoji.title')}" aria-label="${say('emoji.title')}" data-script="${asset('picker.js')}" data-style="${asset('picker.css')}" data-table="${asset('emoji.json')}">`
}
