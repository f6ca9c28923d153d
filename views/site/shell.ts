import { switcherPop } from '#views/conversations/switcher.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { avatar } from '#views/parts/pictures/avatars.ts'
import { labelledIcon, type Icon } from '#views/parts/pictures/icons.ts'
import { document, forScript, modeSwitch, type Live } from './layout.ts'
import { keysPanel } from './keys.ts'
import type { Key } from '#views/parts/language.ts'
import { mark } from '#views/parts/pictures/logo.ts'
import { actsPanel } from '#views/messages/message-acts.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { daysAhead } from '#views/parts/ageing.ts'

export type Area = 'conversations' | 'contacts' | 'settings'

/** The part that a script replaces without the rest of the page: the wide column and the one at its side. */
export interface Middle {
  readonly title: string
  readonly stage: Renderable
  readonly side?: Renderable
  /** The column that a phone shows; a wide window shows them all. */
  readonly shows: 'list' | 'stage' | 'side'
  readonly conversation?: { readonly id: string, readonly lastNo: number }
}

export interface Shell {
  readonly area: Area
  readonly list: Renderable
  readonly middle: Middle
  readonly live: Live
  /** The refresh that reloads the page where no script runs. */
  readonly heldHead?: Renderable
}

const AREAS = [
  { area: 'conversations', icon: 'chats', label: 'nav.conversations' },
  { area: 'contacts', icon: 'people', label: 'nav.contacts' },
  { area: 'settings', icon: 'settings', label: 'nav.settings' }
] as const satisfies ReadonlyArray<{ area: Area, icon: Icon, label: Key }>

/**
 * A page of the app: the rail and its columns. The plain version has no list beside an open page, because text browsers read from the
 * top.
 */
export function shell (page: OwnPage, { area, list, middle, live, heldHead = null }: Shell): Html {
  const { say, viewer, root } = page
  const counts: Partial<Record<Area, Html>> = {
    conversations: html`<span id="rail-unread" class="rail-count">${unreadTotal(live.unread)}</span>`,
    contacts: html`<span id="rail-asking" class="rail-count">${askingTotal(live.asking)}</span>`
  }
  return document(page, {
    title: middle.title,
    live,
    heldHead,
    className: `app area-${area} shows-${middle.shows}`,
    body: html`
<div class="skip"><a href="#${middle.shows === 'list' ? 'list' : 'stage'}">${say('skip.stage')}</a>${modeSwitch(page)}</div>
${page.mode === 'live' && html`${connection(page)}${failed(page)}
`}<div class="frame">
<nav class="rail" aria-label="${say('nav.label')}">
<a class="rail-mark" href="${root}conversations/" title="${page.siteName}">${mark()}<span class="label">${page.siteName}</span></a>
<ul>${AREAS.map(each => html`
<li><a href="${root}${each.area}/" class="${each.area}"${each.area === area && html` aria-current="page"`}>${labelledIcon(each.icon, '')}<span class="rail-name">${say(each.label)}</span> ${counts[each.area] ?? null}</a></li>`)}
</ul>
<a class="rail-me" href="${root}contacts/${viewer.username}" title="${viewer.displayName}">${avatar(page, viewer)} <span class="label">${say('nav.me', { name: viewer.displayName })}</span></a>
</nav>
<main id="main" class="columns">
${(page.mode !== 'plain' || middle.shows === 'list') && html`<section class="column list" id="list" tabindex="-1" aria-label="${say(LIST_LABELS[area])}" data-title="${say(LIST_LABELS[area])} · ${page.siteName}">
${list}
${page.mode === 'live' && html`<footer class="list-foot">${modeSwitch(page)}</footer>`}
</section>`}
${(page.mode !== 'plain' || middle.shows !== 'list') && middleOf(page, middle, live)}
</main>
</div>
${page.mode === 'live' && html`${actsPanel(page)}${keysPanel(page)}${switcherPop(page)}`}`
  })
}

/** The middle of a page, which is also the fragment for `?fragment=1`. Its attributes tell the script what it is. */
export function middleOf (page: OwnPage, { title, stage, side, shows, conversation }: Middle, live: Live): Html {
  const { say, siteName } = page
  return html`<div id="middle" class="middle ${side === undefined ? 'two' : 'three'}" data-shows="${shows}" data-title="${title} · ${siteName}" data-cursor="${live.cursor}" data-seq="${live.seq}"${page.mode === 'live' && daysAhead(page)}${
    conversation !== undefined && html` data-conversation="${conversation.id}" data-last-no="${conversation.lastNo}"`}>
<section class="column stage" id="stage" tabindex="-1" aria-label="${shows === 'list' ? say('stage.label') : title}">
${stage}
</section>
${side !== undefined && sideOf(page, side)}
</div>`
}

/** The column at the side, which is also the fragment for `?fragment=side`. */
export function sideOf ({ say }: OwnPage, side: Renderable): Html {
  return html`<section class="column side" id="side" aria-label="${say('side.label')}">
${side}
</section>`
}

const LIST_LABELS = {
  conversations: 'conversations.title', contacts: 'contacts.title', settings: 'settings.title'
} as const satisfies Record<Area, Key>

/** The unread total beside “Chats”, which patches replace. */
export function unreadTotal (count: number): Html {
  return html`<b id="unread-total" class="badge"${count === 0 && html` hidden`}>${count > 0 && count}</b>`
}

export function askingTotal (count: number): Html {
  return html`<b id="asking-total" class="badge"${count === 0 && html` hidden`}>${count > 0 && count}</b>`
}

// Hidden until the script shows it with one of its texts.
function connection ({ say }: OwnPage): Html {
  return html`<div id="connection" class="connection" role="status" hidden${forScript(html`<span data-slot="text"></span> <button type="button" class="linklike" data-act="retry-now">${say('connection.retry')}</button>`)}></div>`
}

// Hidden until the script has given up on the page.
function failed ({ say, root, here }: OwnPage): Html {
  return html`<div id="failed" class="connection" role="alert" hidden${forScript(html`${say('failed.text')} <a href="${root}${here}">${say('failed.again')}</a>`)}></div>`
}

/** The wide column while nothing is open: the next step instead of a blank. */
export function emptyStage (title: string, text: string): Html {
  return html`<div class="empty"><p class="empty-line" aria-hidden="true"></p><h2>${title}</h2><p>${text}</p></div>`
}

/** The same for somebody who knows nobody here yet. */
export function startStage ({ say, viewer }: OwnPage): Html {
  return emptyStage(say('conversations.start'), say('conversations.start-text', { username: viewer.username }))
}
