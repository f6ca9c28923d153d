import type { BenchFigures, Comparison, Measuring, Side, Waiting } from '#domain/wire/played/comparison.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'

/** The load of one way to wait. `everyS` null: as the reader chose. `share`: of one processor. */
interface Load { readonly waiting: Waiting, readonly everyS: number | null, readonly requests: number, readonly share: number }

export interface CompareShown {
  readonly measuring: Measuring
  readonly bench: BenchFigures
  /** The reader's choice: seconds that a poll is held, and people. */
  readonly hold: number
  readonly people: number
  readonly bounds: Readonly<Record<'hold' | 'people', readonly [number, number]>>
  readonly loads: readonly Load[]
  /** Whether the reader may measure. */
  readonly mayMeasure: boolean
}

/** Ways to wait for messages: what was measured, a calculator, and a word on WebSocket. */
export function comparePanel (page: OwnPage, shown: CompareShown): Html {
  const { say, root, asset, mode } = page
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head wire-head"><a class="icon-button back" href="${root}wire/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('compare.title')}</h1></header>
<div class="panel wire"><p class="lead">${say('compare.lead')}</p>
${compareBoard(page, shown)}${mode === 'live' && html`<script src="${asset('wire.js')}" defer></script>`}</div>`
}

/** The part that is drawn again when a measurement ends; `?fragment=board` answers it alone. */
export function compareBoard (page: OwnPage, shown: CompareShown): Html {
  const { measuring: { state, version, comparison }, hold, people } = shown
  const source = state === 'running' && html` data-version="${version}" data-news="api/wire/comparison?" data-board="?hold=${hold}&people=${people}&fragment=board"`
  return html`<div id="wire-board"${source}>
${measured(page, shown)}
${calculator(page, shown)}
${webSocket(page, comparison, shown.bench)}</div>`
}

function measured (page: OwnPage, { measuring, mayMeasure }: CompareShown): Html {
  const { say, root, times, now } = page
  const { state, broke, isKept, comparison: { measuredAt, machine, forMs, listeners, sends, sides } } = measuring
  const seconds = Math.round(forMs / 1_000)
  return html`<h2>${say('compare.measured')}</h2><p>${say('compare.how', { sends, listeners, seconds })}</p>
<div class="wire-scroll"><table class="wire-table compare-table"><thead><tr><td></td>${sides.map(({ waiting }) => html`<th scope="col">${say(`compare.way-${waiting}`)}</th>`)}</tr></thead><tbody>
${figures(page, sides).map(({ name, values }) => html`<tr><th scope="row">${name}</th>${values.map(value => html`<td>${value}</td>`)}</tr>`)}</tbody></table></div>
<p class="hint">${isKept ? say('compare.kept', { date: times.date(measuredAt, now), machine }) : say('compare.here', { date: times.lately(measuredAt, now), machine })} ${say('compare.heads')}</p>
${broke !== null && html`<p class="note refused" role="status">${say('compare.broke', { why: broke })}</p>`}
${state === 'running'
    ? html`<p class="note" role="status">${say('compare.running')}</p><p class="actions"><a class="button small plain-only" href="${root}wire/compare">${say('scenes.reload')}</a></p>`
    : mayMeasure
      ? html`<div class="actions">${action(page, { to: 'wire/compare', label: say('compare.measure'), className: 'button primary' })}</div>`
      : html`<p class="note">${say('compare.admins-only')}</p>`}`
}

function figures ({ say, language }: OwnPage, sides: readonly Side[]): ReadonlyArray<{ name: string, values: readonly string[] }> {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const row = (name: string, value: (side: Side) => string) => ({ name, values: sides.map(value) })
  return [
    row(say('compare.median'), ({ latencyMs }) => latencyMs === null ? '–' : say('compare.ms', { ms: whole.format(latencyMs.p50) })),
    row(say('compare.late'), ({ latencyMs }) => latencyMs === null ? '–' : say('compare.ms', { ms: whole.format(latencyMs.p95) })),
    row(say('compare.requests'), ({ requestsPerMinute }) => fine.format(requestsPerMinute)),
    row(say('compare.bytes'), ({ bytesPerMinute }) => say('compare.kib', { kib: fine.format(bytesPerMinute / 1_024) })),
    row(say('compare.cpu'), ({ cpuMsPerMinute }) => say('compare.ms', { ms: whole.format(cpuMsPerMinute) }))
  ]
}

/** A form with values; a script puts sliders to them and calculates in place (`wire/compare.js`). */
function calculator ({ say, root, language }: OwnPage, { measuring, hold, people, bounds, loads }: CompareShown): Html {
  const { comparison: { cpuUsPerRequest } } = measuring
  const us = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(cpuUsPerRequest)
  const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 })
  function field (name: 'hold' | 'people', value: number): Html {
    const [min, max] = bounds[name]
    return html`<p class="compare-field"><label for="compare-${name}">${say(`compare.${name}`)}</label>
<input id="compare-${name}" name="${name}" type="number" required min="${min}" max="${max}" value="${value}"></p>`
  }
  return html`<h2>${say('compare.load')}</h2><p>${say('compare.load-text', { us })}</p>
<form id="compare-load" method="get" accept-charset="utf-8" action="${root}wire/compare" data-us="${cpuUsPerRequest}" data-language="${language}">${field('hold', hold)}${field('people', people)}<button type="submit" class="button small">${say('compare.calculate')}</button></form>
<table class="wire-table compare-table" id="compare-loads"><thead><tr><td></td><th scope="col">${say('compare.per-second')}</th><th scope="col">${say('compare.share')}</th></tr></thead><tbody>
${loads.map(({ waiting, everyS, requests, share }) => html`<tr data-every="${everyS ?? ''}"><th scope="row">${say(`compare.way-${waiting}`)}</th><td>${fine.format(requests)}</td><td>${fine.format(share * 100)} %</td></tr>`)}</tbody></table>
<p class="hint">${say('compare.load-hint')}</p>`
}

function webSocket ({ say, language }: OwnPage, { sides }: Comparison, bench: BenchFigures): Html | null {
  const { date, machine, parkedKib, deliveryUs, bareUs } = bench
  const held = sides.find(({ waiting }) => waiting === 'long-poll')
  if (held === undefined) return null
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  return html`<h2>${say('compare.websocket')}</h2>
<p>${say('compare.websocket-lead')}</p>
<ul class="scene-list"><li>${say('compare.websocket-heads', { kib: number.format(held.headBytesPerMinute / 1_024) })}</li>
<li>${say('compare.websocket-cpu', { us: number.format(deliveryUs), bare: number.format(bareUs) })}</li>
<li>${say('compare.websocket-upward')}</li>
<li>${say('compare.websocket-latency', { ms: number.format(held.latencyMs?.p50 ?? 0) })}</li>
<li>${say('compare.websocket-memory', { kib: number.format(parkedKib) })}</li>
<li>${say('compare.websocket-ledger')}</li>
<li>${say('compare.websocket-networks')}</li></ul>
<p class="hint">${say('compare.bench', { date, machine })}</p>`
}
