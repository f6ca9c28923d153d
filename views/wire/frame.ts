import { frameDocument, restNote, type Refresh } from '#views/delivery/held.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** The name of the frame: a link beside it reloads it. */
const FRAME = 'requests'

interface FramedBoard {
  readonly title: string
  /** That of the document in the frame, below the root. */
  readonly address: string
  /** Told beside it: what to do when it stops. */
  readonly help: string
}

/** A board in a frame, for pages on which no script runs. */
export function boardStage ({ say, root }: OwnPage, { title, address, help }: FramedBoard): Html {
  const source = root + address
  return html`<div class="wire-stage"><iframe class="held-frame wire-frame" name="${FRAME}" title="${title}" src="${source}">${say('held.no-frames')} <a href="${source}">${say('wire.frame-open')}</a></iframe>
<p class="hint">${help} <a href="${source}" target="${FRAME}">${say('wire.reload')}</a></p></div>`
}

/** The document in the frame. Links open in the window. `refresh` null: there is nothing more to come. */
export function boardFrame (page: OwnPage, title: string, board: Html, refresh: Refresh | null): Html {
  return frameDocument(page, title, refresh, html`<link rel="stylesheet" href="${page.asset('wire.css')}">${refresh !== null && restNote(page, refresh)}<div class="wire">${board}</div>`)
}
