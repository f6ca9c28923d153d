import { html, type Html } from '#views/parts/html.ts'
import { CATALOGUES } from '#views/parts/language.ts'
import { forScript } from '#views/site/layout.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** The panel of holds that this browser has learned, filled in by the script. `mostS`: the longest hold the server grants. */
export function holdPanel (page: OwnPage, mostS: number): Html {
  const { say, root } = page
  const words = CATALOGUES[page.language]
  return html`<div id="ladder" class="live-only" data-most="${mostS}" data-quiet="${words['hold.quiet']}" data-cut="${words['hold.cut']}" data-silent="${words['hold.silent']}" data-learned="${words['hold.learned']}" data-minutes="${words['hold.minutes']}" data-hours="${words['hold.hours']}"${forScript(html`
<p class="note" role="status"><strong data-slot="said"></strong> <span data-slot="learned"></span></p>`)}></div>
<p class="note plain-only">${say('hold.plain')}</p>
<details><summary>${say('hold.details')}</summary>
<p>${say('hold.lead')}</p>
<p id="ladder-asked" class="live-only" data-asked="${words['hold.asked']}"></p>
<div class="live-only"${forScript(html`<p><button type="button" class="button small" data-act="learn-again">${say('hold.again')}</button></p>
<p class="hint">${say('hold.again-hint')}</p>`)}></div></details>
<h2>${say('connection.title')}</h2>
<p>${say('hold.test')}</p>
<p class="actions"><a class="button" href="${root}connection/">${say('connection.title')}</a> <a class="button" href="${root}wire/">${say('wire.settings')}</a></p>`
}
