import { frameDocument, restNote, type Refresh } from '#views/delivery/held.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { wireBoard, type WireShown } from './board.ts'

/** The name of the frame: a link beside it reloads it. */
const FRAME = 'requests'

/** The board in a frame, for pages on which no script runs. */
export function wireStage ({ say, root }: OwnPage, tab: string): Html {
  const address = `${root}wire/live?tab=${tab}`
  return html`<div class="wire-stage"><iframe class="held-frame wire-frame" name="${FRAME}" title="${say('wire.title')}" src="${address}">${say('held.no-frames')} <a href="${address}">${say('wire.frame-open')}</a></iframe>
<p class="hint">${say('wire.frame-help')} <a href="${address}" target="${FRAME}">${say('wire.reload')}</a></p></div>`
}

/** The document in the frame. Links open in the window. */
export function wireFrame (page: OwnPage, shown: WireShown, refresh: Refresh): Html {
  return frameDocument(page, page.say('wire.title'), refresh, html`<link rel="stylesheet" href="${page.asset('wire.css')}">${restNote(page, refresh)}<div class="wire">${wireBoard(page, shown)}</div>`)
}
