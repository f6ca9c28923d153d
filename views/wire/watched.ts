import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { document } from '#views/site/layout.ts'
import { wireBoard, type WireShown } from './board.ts'
import { exchangePanel, type ExchangeShown } from './exchange.ts'

export interface WatchedServer {
  /** The server's own address. */
  readonly address: string
  readonly browsers: readonly string[]
  /** The browser whose requests are shown. */
  readonly open: string
}

/** Seconds between two states of an open board. */
const REFRESH_S = 2

/** The requests of one browser to a server that is watched from outside. Goes on by itself, and without script. */
export function watchedBoard (page: OwnPage, { address, browsers, open }: WatchedServer, shown: WireShown): Html {
  const { say } = page
  return watched(page, html`<meta http-equiv="refresh" content="${REFRESH_S}">`, html`<div class="panel wire"><h1>${say('watched.title', { address })}</h1>
<nav class="chips" aria-label="${say('watched.browsers')}"><ul>${browsers.map(name => html`<li><a class="chip" href="${page.root}${name}/wire/"${name === open && html` aria-current="true"`}>${name}</a></li> `)}</ul></nav>
${wireBoard({ ...page, root: `${page.root}${open}/` }, shown)}</div>`)
}

/** One of them, with its headers and bodies. */
export function watchedExchange (page: OwnPage, open: string, shown: ExchangeShown): Html {
  return watched(page, null, exchangePanel({ ...page, root: `${page.root}${open}/` }, shown))
}

function watched (page: OwnPage, head: Html | null, body: Html): Html {
  return document(page, {
    title: page.say('wire.title'),
    className: 'front',
    head: html`${head}<link rel="stylesheet" href="${page.asset('wire.css')}">`,
    body: html`<main id="main">${body}</main>`
  })
}
