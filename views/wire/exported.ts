import type { Recorded } from '#domain/wire/har.ts'
import { loneFile } from '#views/account/exported/lone-file.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { wireBoard, type WireShown } from './board.ts'
import { rawParts } from './exchange.ts'
import { outcome } from './table.ts'

export interface ExportedWire {
  readonly shown: WireShown
  readonly recorded: readonly Recorded[]
  readonly style: string
  /** The site's own address, ending in a slash. */
  readonly address: string
}

/** Exchanges with headers and bodies: as many as the table has rows. */
const RAW_MAX = 400

/** Returns the wire view as one file that is read without a server: its style in it, nothing to load, no script; links lead within it. */
export function exportedWire (page: OwnPage, { shown, recorded, style, address }: ExportedWire): string {
  const { say, times, now, viewer, siteName } = page
  // `#wire/exchanges/7` is the id of the seventh request below, where the page has its address.
  const within = { ...page, root: '#' }
  const title = `${say('wire.title')} · ${siteName}`
  const body = html`<main class="wire"><header><h1>${title}</h1><p>@${viewer.username} · ${address} · ${times.stamp(now)} (${times.zone})</p></header>
${wireBoard(within, shown)}
<h2>${say('wire.raw')}</h2><p class="hint">${say('wire.raw-text')}</p>
${recorded.slice(-RAW_MAX).reverse().map(each => detail(within, each, address))}
</main>
</body>
</html>
`
  return loneFile(page, title, style, body)
}

function detail (page: OwnPage, { exchange, raw }: Recorded, address: string): Html {
  const { n, method, path } = exchange
  return html`<details id="wire/exchanges/${n}"><summary>${page.say('wire.exchange', { n })}: <code>${method} ${path}</code> ${outcome(page, exchange)}</summary>
${rawParts(page, { exchange, raw, address }, 'h3')}</details>
`
}
