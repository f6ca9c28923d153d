import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { unscripted } from '#views/site/layout.ts'
import { wireBoard, type WireShown } from './board.ts'
import { boardStage } from './frame.ts'

/** The wire view: what the requests of one's own browsers did. `frame`: the name of its frame for pages without script; null: no frames. */
export function wirePanel (page: OwnPage, shown: WireShown, frame: string | null, switches: Html): Html {
  const { say, root, asset, mode } = page
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head wire-head"><a class="icon-button back" href="${root}settings/connection">${labelledIcon('back', say('nav.back'))}</a><h1>${say('wire.title')}</h1></header>
<div class="panel wire"><p class="lead">${say('wire.lead')}</p>
<p class="actions"><a class="button small plain-only" href="${root}wire/">${say('wire.reload')}</a> <a class="button small" href="${root}wire/export" download="holdline-wire.html">${say('wire.export')}</a> <a class="button small" href="${root}api/wire/har" download="holdline.har">${say('wire.har')}</a> <a class="button small" href="${root}wire/scenes/">${say('scenes.link')}</a> <a class="button small" href="${root}wire/compare">${say('compare.link')}</a></p>
${switches}
${mode === 'frame' && frame !== null ? null : html`<div class="wire-now${frame !== null && ' framed'}">${wireBoard(page, shown)}</div>`}
${frame !== null && unscripted(page, boardStage(page, { title: say('wire.title'), address: `wire/live?tab=${frame}`, help: say('wire.frame-help') }))}${mode === 'live' && html`<script src="${asset('wire.js')}" defer></script>`}</div>`
}
