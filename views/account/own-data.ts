import type { FormerMessages } from '#domain/account/deletions.ts'
import type { ExportFormat, ExportProgress, ExportSize } from '#domain/account/exports.ts'
import { field, formToken, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import { LOCALES } from '#views/parts/language.ts'
import type { OwnPage } from '#views/parts/page.ts'

const KB = 1_000
const MB = 1_000_000

export interface OwnDataShown {
  readonly size: ExportSize
  /** The last export; null without one. */
  readonly progress: ExportProgress | null
  /** The fate of one's messages after a deletion, as the site has it. */
  readonly formerMessages: FormerMessages
  readonly graceDays: number
}

/** A person's own data: the way to a copy of it, and to the end of their account. */
export function ownDataPanel (page: OwnPage, shown: OwnDataShown, refusal: FormRefusal | null): Html {
  const { say } = page
  const { size, progress } = shown
  return html`<h2>${say('export.title')}</h2>
<p>${say('export.lead')}</p>
<p><b>${say('export.amount', size)}</b></p>
${exportProgress(page, progress)}
${download(page, 'html', size)}
${download(page, 'jsonl', size)}
${size.hasFiles && html`<p class="hint">${say('export.files-hint')}</p>`}
<p class="hint">${say('export.private')}</p>
${deleting(page, shown, refusal)}`
}

// Folded away: nobody should come upon the field of the password by chance.
function deleting (page: OwnPage, { formerMessages, graceDays }: OwnDataShown, refusal: FormRefusal | null): Html {
  const { say, root, viewer, limits } = page
  return html`<details class="dangers"${refusal !== null && html` open`}><summary>${say('delete.open')}</summary>
<p>${say('delete.now', { days: graceDays })}</p>
<p>${say('delete.then')}</p>
<ul><li>${say('delete.goes', { username: viewer.username })}</li><li>${say('delete.groups')}</li><li>${
  formerMessages === 'keep' ? say('delete.messages-keep', { former: say('people.former') }) : say('delete.messages-recall')}</li></ul>
<p>${say('delete.export')}</p>
<form class="stack" method="post" accept-charset="utf-8" action="${root}settings/account/delete">${formToken(page)}
${field({ name: 'password', refusal, label: say('delete.password'), type: 'password', autocomplete: 'current-password', maxLength: limits.passwordMax })}
<button type="submit" class="button danger">${say('delete.do')}</button></form></details>`
}

/** After a sign-in that keeps an account: `from` is when it was to be deleted, Unix ms; null is not told. */
export function keptPanel ({ say, times, root }: OwnPage, from: number | null): Html {
  return html`<header class="column-head"><h1>${say('kept.title')}</h1></header>
<div class="panel">${from !== null && html`<p class="lead">${say('kept.text', { date: times.stamp(from) })}</p>`}
<p>${say('kept.sessions')}</p>
<p class="actions"><a class="button primary" href="${root}conversations/">${say('kept.on')}</a></p></div>`
}

// A plain link: the browser saves the file by its own means, and shows a refusal as a page.
function download ({ say, root }: OwnPage, format: ExportFormat, { bytes }: ExportSize): Html {
  return html`<p class="actions"><a class="button wide" href="${root}settings/account/export?format=${format}" data-act="export" aria-describedby="export-${format}">${say(`export.${format}`)}</a></p>
<p class="hint" id="export-${format}">${say(`export.${format}-hint`, { size: sizeText(bytes[format]) })}</p>`
}

/** The progress of the last export. The script goes on with it; without one it is as of this page. */
function exportProgress ({ say, language }: OwnPage, progress: ExportProgress | null): Html {
  const { state = 'none', messages = 0, total = 0, bytes = 0 } = progress ?? {}
  const slots = { done: '{done}', total: '{total}', size: '{size}' }
  const count = new Intl.NumberFormat(LOCALES[language])
  const said = { done: count.format(messages), total: count.format(total), size: sizeText(bytes) }
  return html`<div id="export" class="export" data-state="${state}" data-running="${say('export.running', slots)}" data-done="${say('export.done', slots)}" data-broken="${say('export.broken', slots)}"${
    state === 'none' && html` hidden`}><p class="note" role="status" data-slot="said">${state === 'none' ? '' : say(`export.${state}`, said)}</p>
<progress max="${Math.max(1, total)}" value="${messages}"${state !== 'running' && html` hidden`} aria-label="${say('export.title')}"></progress></div>`
}

function sizeText (bytes: number): string {
  return bytes < MB ? `${Math.max(1, Math.ceil(bytes / KB))} kB` : `${(bytes / MB).toFixed(1)} MB`
}
