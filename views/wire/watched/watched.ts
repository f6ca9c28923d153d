import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { document } from '#views/site/layout.ts'
import { wireBoard, type WireShown } from '#views/wire/board.ts'
import { exchangePanel, type ExchangeShown } from '#views/wire/exchange.ts'

/** Seconds between two states of an open page. */
const REFRESH_S = 2

export interface WatchedServer {
  /** The server's own address. */
  readonly address: string
  readonly browsers: readonly string[]
  /** The browser whose requests are shown; null: none is. */
  readonly open: string | null
}

/** The address of a browser's requests, below the root. */
export const browserPath = (browser: string): string => `browsers/${encodeURIComponent(browser)}/`

/** The requests of one browser to a server that is watched from outside. Goes on by itself, and without script. */
export function watchedBoard (page: OwnPage, server: WatchedServer, shown: WireShown): Html {
  const { say, root } = page
  const below = `${root}${browserPath(server.open ?? '')}`
  return watchedDocument(page, true, html`<div class="panel wire"><h1>${say('watched.title', { address: server.address })}</h1>
${places(page, server)}
<p class="actions"><a class="button small" href="${below}export" download="holdline-wire.html">${say('wire.export')}</a> <a class="button small" href="${below}har" download="holdline.har">${say('wire.har')}</a></p>
${wireBoard({ ...page, root: below }, shown)}</div>`)
}

/** Links to each browser that was seen, and to the conformance run. */
export function places ({ say, root }: OwnPage, { browsers, open }: WatchedServer): Html {
  const chip = (to: string, name: string, isOpen: boolean): Html => html`<li><a class="chip" href="${root}${to}"${isOpen && html` aria-current="true"`}>${name}</a></li> `
  return html`<nav class="chips" aria-label="${say('watched.browsers')}"><ul>${chip('conformance/', say('watched.run'), open === null)}${browsers.map(name => chip(`${browserPath(name)}wire/`, name, name === open))}</ul></nav>`
}

/** One request with its headers and bodies. `place`: the address of those it is among, below the root. */
export function watchedExchange (page: OwnPage, place: string, shown: ExchangeShown): Html {
  return watchedDocument(page, false, exchangePanel({ ...page, root: page.root + place }, shown))
}

/** `goesOn`: it shows its next state by itself. */
export function watchedDocument (page: OwnPage, goesOn: boolean, body: Html): Html {
  return document(page, {
    title: page.say('wire.title'),
    className: 'front',
    head: html`${goesOn && html`<meta http-equiv="refresh" content="${REFRESH_S}">`}<link rel="stylesheet" href="${page.asset('wire.css')}">`,
    body: html`<main id="main">${body}</main>`
  })
}
