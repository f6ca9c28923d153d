import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { SharedFile, Shelf } from '#domain/files/gallery.ts'
import type { MessageHit } from '#domain/messages/search/search.ts'
import { conversationName } from '#views/conversations/conversations.ts'
import { messageAddress } from '#views/messages/quotes.ts'
import { hitRow } from '#views/messages/search.ts'
import { ageing } from '#views/parts/ageing.ts'
import { html, type Html } from '#views/parts/html.ts'
import { personName } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { icon, labelledIcon } from '#views/parts/pictures/icons.ts'
import { fileRow } from './file-row.ts'
import { isPicture, lookOf, viewerAddress } from './looks.ts'
import { thumbnail } from './pictures.ts'
import { sound, video } from './players.ts'

const TABS = ['pictures', 'files', 'voice', 'links'] as const satisfies readonly (Shelf | 'links')[]
export type Tab = typeof TABS[number]
/** The longest side of a picture, in pixels of the style sheet. */
const TILE_MAX = 112

export interface GalleryShown {
  readonly conversation: ConversationSummary
  readonly tab: Tab
  /** `2025-11`; null: all. */
  readonly month: string | null
  /** The months before and after it. */
  readonly beside: { readonly earlier: string, readonly later: string } | null
  readonly query: string
  readonly files: readonly SharedFile[]
  /** Messages with links. */
  readonly hits: readonly MessageHit[]
  /** The start of the next page; null on the last. */
  readonly next: string | null
}

/** Pictures, files, voice messages or links of a conversation, by months, the latest first. */
export function galleryPanel (page: OwnPage, shown: GalleryShown): Html {
  const { say, root } = page
  const { conversation, tab, files, hits, query, month, next } = shown
  const { id } = conversation
  const isBare = files.length + hits.length === 0
  return html`<header class="column-head"><a class="icon-button back turn" href="${root}conversations/${id}#end" title="${say('nav.back')}">${labelledIcon('back', say('nav.back'))}</a><div class="head-text"><h1>${say('files.gallery')}</h1><p class="under">${conversationName(page, conversation)}</p></div></header>
<div class="panel gallery"><nav class="shelves" aria-label="${say('files.shelves')}">${TABS.map(each =>
  html`<a href="${galleryAddress(page, id, { tab: each })}"${each === tab && html` aria-current="page"`}>${say(`files.shelf-${each}`)}</a> `)}</nav>
${finding(page, shown)}
${tab !== 'links' && monthLinks(page, shown)}
${isBare && (next !== null ? html`<p class="nobody" role="status">${say('files.look-on')}</p>` : nothing(page, query !== '' || month !== null))}
${byMonth(page, files).map(([key, of]) => html`<h2><a class="month" href="${galleryAddress(page, id, { tab, month: key, query })}">${page.times.month(of[0]?.at ?? page.now)}</a></h2>${tab === 'pictures' ? tiles(page, id, of) : html`<ul class="shared">${of.map(each => sharedRow(page, id, each))}</ul>`}`)}
${hits.length > 0 && html`<ul class="rows">${hits.map(hit => hitRow(page, hit, conversation))}</ul>`}
${next !== null && html`<p class="list-more"><a class="button quiet" href="${galleryAddress(page, id, { tab, month, query, after: next })}">${say('files.more')}</a></p>`}</div>`
}

interface Address { readonly tab: Tab, readonly month?: string | null, readonly query?: string, readonly after?: string }

function galleryAddress ({ root }: OwnPage, id: string, { tab, month = null, query = '', after }: Address): string {
  const fields = new URLSearchParams({ kind: tab, ...month !== null && { month }, ...query !== '' && { q: query }, ...after !== undefined && { after } })
  return `${root}conversations/${id}/files?${fields.toString()}`
}

function finding ({ say, root }: OwnPage, { conversation: { id }, tab, month, query }: GalleryShown): Html {
  const label = say(tab === 'links' ? 'files.find-link' : 'files.find')
  return html`<form class="search" role="search" aria-label="${label}" method="get" accept-charset="utf-8" action="${root}conversations/${id}/files"><input type="hidden" name="kind" value="${tab}">${month !== null && html`<input type="hidden" name="month" value="${month}">`}
<label class="label" for="gallery-query">${label}</label><span class="search-box">${icon('search')}<input id="gallery-query" type="search" name="q" value="${query}" maxlength="200" placeholder="${label}" autocapitalize="none" autocorrect="off" spellcheck="false" autocomplete="off"></span> <button type="submit" class="button">${say('files.find-do')}</button></form>`
}

function monthLinks (page: OwnPage, { conversation: { id }, tab, beside, query }: GalleryShown): Html | null {
  if (beside === null) return null
  const { say } = page
  const to = (month: string | null) => galleryAddress(page, id, { tab, month, query })
  return html`<p class="months"><a href="${to(beside.earlier)}">${say('files.earlier-month')}</a> · <a href="${to(null)}">${say('files.all-months')}</a> · <a href="${to(beside.later)}">${say('files.later-month')}</a></p>`
}

function nothing ({ say }: OwnPage, isSearch: boolean): Html {
  return html`<div class="empty small" role="status"><p class="empty-line" aria-hidden="true"></p><p><strong>${say(isSearch ? 'files.none-found' : 'files.none')}</strong></p><p>${say(isSearch ? 'files.none-found-text' : 'files.none-text')}</p></div>`
}

// Each month once, by the key that the address takes, in the order of the files.
function byMonth ({ times }: OwnPage, files: readonly SharedFile[]): ReadonlyArray<readonly [string, readonly SharedFile[]]> {
  return [...Map.groupBy(files, ({ at }) => times.dayKey(at).slice(0, 'yyyy-mm'.length))]
}

function tiles (page: OwnPage, id: string, files: readonly SharedFile[]): Html {
  return html`<ul class="tiles">${files.map(shared => html`<li>${tile(page, id, shared)}</li>`)}</ul>`
}

function tile (page: OwnPage, id: string, { file }: SharedFile): Html {
  if (!isPicture(page, file)) return html`<a class="picture tile-video" href="${viewerAddress(page, id, file)}">${icon('play')} <span class="tile-name">${file.name}</span></a>`
  return html`<a class="picture" href="${viewerAddress(page, id, file)}">${thumbnail(page, file, TILE_MAX)}${
    file.animated === true && html`<span class="picture-mark">${page.say('files.animated')}</span>`}</a>`
}

function sharedRow (page: OwnPage, id: string, { file, no, sender, at }: SharedFile): Html {
  const { say, viewer } = page
  const by = sender.id === viewer.id ? say('message.you') : personName(page, sender)
  return html`<li>${drawn(page, { file })}<p class="shared-by">${by} · ${ageing(page, at, 'brief')} · <a href="${messageAddress(page, { conversationId: id, no })}">${say('files.in-message')}</a></p></li>`
}

function drawn (page: OwnPage, { file }: Pick<SharedFile, 'file'>): Html {
  switch (lookOf(page, file)) {
    case 'voice':
    case 'sound': return sound(page, file)
    case 'video': return video(page, file)
    default: return fileRow(page, file)
  }
}
