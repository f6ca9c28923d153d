import type { Mode } from '#domain/account/sessions.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { LANGUAGE_NAMES } from '#views/parts/language.ts'
import type { Page } from '#views/parts/page.ts'
import { wordmark } from '#views/parts/pictures/logo.ts'
import { between, formToken } from '#views/parts/forms.ts'
import { lookOf } from '#views/parts/look.ts'
import { notifying } from '#views/parts/quiet-hours.ts'

/** The data of an own page that the script needs (docs/live-page.md). */
export interface Live {
  readonly cursor: string
  /** The `seq` of the cursor, from the same read. */
  readonly seq: number
  readonly unread: number
  /** Contact requests that wait for an answer; the title counts them too. */
  readonly asking: number
}

export interface Document {
  readonly title: string
  readonly body: Renderable
  readonly live?: Live
  /** The refresh in the head of a document without script, which asks for the next page. `plain` pages never have it. */
  readonly heldHead?: Renderable
  /** The class by which the style sheets know the kind of page. */
  readonly className: string
  /** Elements for the head of this page alone. */
  readonly head?: Renderable
}

// Turns off whatever breaks the content security policy: eval, the indicator's inline style, and attributes carried over from the replaced
// element (`style` among them). Turns off the history cache, too: a cached page has missed events. A fragment that takes too long is
// followed as a link.
const HTMX_CONFIG = JSON.stringify({
  allowEval: false, includeIndicatorStyles: false, attributesToSettle: [], historyCacheSize: 0, refreshOnHistoryMiss: true, timeout: 15_000
})

/** A whole document. It loads scripts and styles from our own files only. */
export function document (page: Page, { title, body, live, className, heldHead = null, head = null }: Document): Html {
  const name = `${title} · ${page.siteName}`
  const look = lookOf(page)
  const news = live === undefined ? 0 : live.unread + live.asking
  return html`<!DOCTYPE html>
<html lang="${page.language === 'zh' ? 'zh-CN' : 'en'}" data-root="${page.root}" data-mode="${page.mode}" data-holdline="1"${look.attributes}>
<head>
<meta charset="utf-8">
<title>${news > 0 ? `(${news}) ` : ''}${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
${look.metas}
<meta name="format-detection" content="telephone=no">
${page.mode === 'live' && live !== undefined && html`<meta name="htmx-config" content="${HTMX_CONFIG}">`}
<link rel="preload" as="font" type="font/woff2" href="${page.asset('figtree-latin.woff2')}" crossorigin="anonymous">
<link rel="stylesheet" href="${page.asset('holdline.css')}">${look.sheet}
<link id="favicon" rel="icon" type="image/svg+xml" href="${page.asset('favicon.svg')}" data-unread="${page.asset('favicon-unread.svg')}">
<link rel="alternate icon" type="image/png" href="${page.asset('favicon.png')}">
${page.mode === 'live' && scripts(page, live !== undefined)}
${unscripted(page, html`<link rel="stylesheet" href="${page.asset('frame.css')}">${heldHead}`)}
${head}
</head>
<body class="${className}"${attributes(page, name, live)}>
${body}
</body>
</html>
`
}

/** Outside the app nothing becomes live: such a page is the first that a browser loads, and needs a tenth of the scripts. */
function scripts (page: Page, isApp: boolean): Html {
  const { asset } = page
  const own = isApp ? appScripts(page) : html`<script src="${asset('front.js')}" defer></script>`
  return html`<script src="${asset('start.js')}"></script>
${own}`
}

/** The last of them names those that are fetched when something first needs them (public/page/later/). */
function appScripts ({ asset, language }: Page): Html {
  return html`<script src="${asset(`texts-${language}.js`)}" defer></script>
<script id="scripts" src="${asset('holdline.js')}" data-later="${asset('later.js')}" data-htmx="${asset('htmx.js')}" data-files="${asset(`files-${language}.js`)}" data-files-style="${asset('chosen.css')}" defer></script>`
}

function attributes (page: Page, title: string, live: Live | undefined): Renderable {
  const { viewer } = page
  if (viewer === null || live === undefined) return html` data-title="${title}"`
  return html` data-session="${viewer.sessionId}" data-user="${viewer.id}" data-username="${viewer.username}" data-cursor="${live.cursor}" data-seq="${live.seq}" data-unread="${live.unread}" data-asking="${live.asking}" data-title="${title}"${
    viewer.settings.timeZone === null && html` data-zone-unset="1"`}${page.mode === 'live' && notifying(page, viewer)}`
}

export interface FrontShown { readonly title: string, readonly main: Renderable, readonly className?: string, readonly head?: Renderable }

/** A page outside the app: signing in, the first run, errors. One narrow column under the wordmark. */
export function frontDocument (page: Page, { title, main, className = '', head = null }: FrontShown): Html {
  return document(page, {
    title,
    className: `front ${className}`.trimEnd(),
    head,
    body: html`
<div class="front-page">
<header class="front-head"><a href="${page.root}" class="brand">${wordmark(page.siteName)}</a></header>
<main id="main" class="front-card">
${main}
</main>
<footer class="front-foot">${languageSwitch(page)}${modeSwitch(page)}</footer>
</div>`
  })
}

/** Shows content without script: always in `frame` mode, by noscript in `live` mode, never in `plain`. In a head: links and metas only. */
export function unscripted (page: Page, content: Renderable): Renderable {
  if (page.mode === 'plain') return null
  return page.mode === 'frame' ? content : html`<noscript>${content}</noscript>`
}

const MODES: readonly Mode[] = ['live', 'frame', 'plain']

/** The forms that switch to the other versions of the pages; a page that a script has made live needs no form to become live. */
export function modeSwitch (page: Page): Html {
  return html`${MODES.filter(mode => mode !== page.mode).map(mode => switchTo(page, {
    what: 'mode', to: mode, label: page.say(`mode.${mode}`), className: mode === 'frame' ? 'switch plain-only' : 'switch'
  }))}`
}

function languageSwitch (page: Page): Html {
  const to = page.language === 'en' ? 'zh' : 'en'
  return switchTo(page, { what: 'language', to, label: LANGUAGE_NAMES[to], className: 'switch', lang: to })
}

interface Switch { readonly what: 'mode' | 'language', readonly to: string, readonly label: string, readonly className: string, readonly lang?: string }

// A form, since it changes what is remembered. Its button has no name: IE 6 sends every named button, with the wrong value.
function switchTo (page: Page, { what, to, label, className, lang }: Switch): Html {
  return html`<form class="${className}" method="post" accept-charset="utf-8" action="${page.root}${what}">${formToken(page)}<input type="hidden" name="${what}" value="${to}"><input type="hidden" name="back" value="${page.here}"><button type="submit" class="linklike"${lang !== undefined && html` lang="${lang}"`}>${label}</button></form>`
}

/** Content in an attribute, for an element that the script fills: text browsers would show it even if it were hidden. */
export function forScript (content: Html): Html {
  return html` data-live="${String(content)}"`
}

/** A link that a script shows and hides, before others. Without script it is drawn only while it leads somewhere. */
export function whileNeeded (page: Page, isNeeded: boolean, link: (hidden: Renderable) => Html): Html {
  return isNeeded ? html`${link(null)}${between(page)}` : html`<span${forScript(link(html` hidden`))}></span>`
}
