import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Scoreboard } from '#domain/wire/scoreboard.ts'
import type { Step } from '#domain/wire/steps.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { legend } from './legend.ts'
import { scores } from './scores.ts'
import { exchangeTable } from './table.ts'
import { timeline } from './drawing/timeline.ts'

export interface WireShown {
  /** In the order in which the requests came. */
  readonly exchanges: readonly ExchangeRecord[]
  /** Those of the others of a demo, for the drawing alone. */
  readonly others: readonly ExchangeRecord[]
  readonly steps: readonly Step[]
  readonly board: Scoreboard
  /** The version up to which these are. */
  readonly version: number
}

/** The part that is drawn again when something was recorded; `?fragment=board` answers it alone. */
export function wireBoard (page: OwnPage, { exchanges, others, steps, board, version }: WireShown): Html {
  const { say } = page
  return html`<div id="wire-board" data-version="${version}">
${exchanges.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('wire.none')}</strong></p><p>${say('wire.none-text')}</p></div>`}
${properties(page, board)}
${scores(page, board)}
<h2>${say('wire.timeline')}</h2><p class="hint">${say('wire.timeline-text')}</p>
${legend(page)}
${timeline(page, [...exchanges, ...others].sort((one, other) => one.startedAt - other.startedAt), steps)}
<h2>${say('wire.table')}</h2>
${exchangeTable(page, exchanges, steps)}</div>`
}

function properties ({ say }: OwnPage, { held, longestMs, reissued, rode, waited }: Scoreboard): Html {
  const longest = say('wire.seconds', { n: Math.round(longestMs / 100) / 10 })
  const card = (count: number, label: string, text: string, className = ''): Html => html`<div class="wire-card${className}"><dt><span class="wire-count">${count}</span> ${label}</dt><dd>${text}</dd></div>`
  return html`<dl class="wire-cards">
${card(held, say('wire.held'), say('wire.held-text', { longest }))}
${card(reissued, say('wire.reissued'), say('wire.reissued-text'))}
${card(rode, say('wire.rode'), say('wire.rode-text'))}
${card(waited, say('wire.waited'), say('wire.waited-text'), waited > 0 ? ' gap' : '')}
</dl>`
}
