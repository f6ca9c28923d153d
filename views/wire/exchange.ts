import type { ExchangeRecord, RawExchange } from '#domain/wire/records.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { outcome } from './table.ts'

export interface ExchangeShown {
  readonly exchange: ExchangeRecord
  readonly raw: RawExchange
  /** The site's own address, ending in a slash. */
  readonly address: string
}

/** One exchange as it was on the wire, secrets blotted, with the command that sends the same request. */
export function exchangePanel (page: OwnPage, shown: ExchangeShown): Html {
  const { say, root, asset } = page
  const { n, method, path } = shown.exchange
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head wire-head"><a class="icon-button back" href="${root}wire/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('wire.exchange', { n })}</h1></header>
<div class="panel wire"><p class="lead"><code>${method} ${path}</code></p><p>${outcome(page, shown.exchange)}</p>
${rawParts(page, shown, 'h2')}</div>`
}

/** Headers and bodies, and the command, each under a heading. */
export function rawParts ({ say }: OwnPage, { exchange, raw, address }: ExchangeShown, level: 'h2' | 'h3'): Html {
  const { method, path, status, end } = exchange
  const heading = (text: string): Html => level === 'h2' ? html`<h2>${text}</h2>` : html`<h3>${text}</h3>`
  return html`${heading(say('wire.request'))}
${block([`${method} ${path} HTTP/1.1`, ...lines(raw.request)])}
${heading(say('wire.answer'))}
${raw.answer === null ? html`<p class="hint">${say(end === 'open' ? 'wire.still-open' : 'wire.left')}</p>` : html`${block([`HTTP/1.1 ${String(status)}`, ...lines(raw.answer)])}${raw.answer.body === null && html`<p class="hint">${say('wire.body-none')}</p>`}`}
${heading(say('wire.curl'))}
${block([curlOf(exchange, raw, address)], ' at-once')}
<p class="hint">${say('wire.curl-text')}</p>`
}

function lines ({ headers, body }: RawExchange['request']): string[] {
  return [...headers.map(({ name, value }) => `${name}: ${value}`), ...body === null ? [] : ['', body]]
}

/** `at-once`: a click selects all of it, to be copied. */
function block (text: readonly string[], more: '' | ' at-once' = ''): Html {
  return html`<pre class="wire-raw${more}" tabindex="0"><code>${text.join('\n')}</code></pre>`
}

// Only the headers that decide the answer: the rest is the browser's own.
const TOLD = new Set(['cookie', 'content-type', 'accept-language'])

function curlOf ({ method, path }: ExchangeRecord, { request: { headers, body } }: RawExchange, address: string): string {
  const parts = [
    `curl -i -X ${method} ${quoted(address + path.replace(/^\//, ''))}`,
    ...headers.filter(({ name }) => TOLD.has(name.toLowerCase())).map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`),
    ...body === null ? [] : [`--data ${quoted(body)}`]
  ]
  return parts.join(' \\\n  ')
}

/** For a shell: in single quotes, nothing but a single quote has a meaning. */
function quoted (text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
