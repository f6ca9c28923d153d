import type { ExportFormat, ExportProgress, ExportSize } from '#domain/account/exports.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

const KB = 1_000
const MB = 1_000_000

export interface OwnDataShown {
  readonly size: ExportSize
  /** The last export; null without one. */
  readonly progress: ExportProgress | null
}

/** A person's own data: the way to a copy of it. */
export function ownDataPanel (page: OwnPage, { size, progress }: OwnDataShown): Html {
  const { say } = page
  return html`<h2>${say('export.title')}</h2>
<p>${say('export.lead')}</p>
<p><b>${say('export.amount', size)}</b></p>
${exportProgress(page, progress)}
${download(page, 'html', size)}
${download(page, 'jsonl', size)}
<p class="hint">${say('export.private')}</p>`
}

// A plain link: the browser saves the file by its own means, and shows a refusal as a page.
function download ({ say, root }: OwnPage, format: ExportFormat, { bytes }: ExportSize): Html {
  return html`<p class="actions"><a class="button wide" href="${root}settings/account/export?format=${format}" data-act="export" aria-describedby="export-${format}">${say(`export.${format}`)}</a></p>
<p class="hint" id="export-${format}">${say(`export.${format}-hint`, { size: sizeText(say, bytes[format]) })}</p>`
}

/** The progress of the last export. The script goes on with it; without one it is as of this page. */
function exportProgress ({ say }: OwnPage, progress: ExportProgress | null): Html {
  const { state = 'none', messages = 0, total = 0, bytes = 0 } = progress ?? {}
  const slots = { done: '{done}', total: '{total}', size: '{size}' }
  const said = { done: messages, total, size: megabytes(bytes) }
  return html`<div id="export" class="export" data-state="${state}" data-running="${say('export.running', slots)}" data-done="${say('export.done', slots)}" data-broken="${say('export.broken', slots)}"${
    state === 'none' && html` hidden`}><p class="note" role="status" data-slot="said">${state === 'none' ? '' : say(`export.${state}`, said)}</p>
<progress max="${Math.max(1, total)}" value="${messages}"${state !== 'running' && html` hidden`} aria-label="${say('export.title')}"></progress></div>`
}

function sizeText (say: OwnPage['say'], bytes: number): string {
  return bytes < MB ? say('export.size-kb', { size: Math.max(1, Math.ceil(bytes / KB)) }) : say('export.size-mb', { size: megabytes(bytes) })
}

function megabytes (bytes: number): string {
  return (bytes / MB).toFixed(1)
}
