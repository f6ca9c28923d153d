import type { Scoreboard } from '#domain/wire/scoreboard.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

const COUNTS = ['sent', 'stored', 'delivered', 'acked', 'duplicates', 'redelivered'] as const

/** The scoreboard: messages counted from the records and again from the ledger, the promises, and whether all of them are kept. */
export function scores (page: OwnPage, board: Scoreboard): Html {
  const { say } = page
  return html`<div class="wire-score">${counted(page, board)}
<table><caption>${say('wire.promises')}</caption><tbody>${board.assertions.map(({ name, count }) => html`<tr class="${count === 0 ? 'kept' : 'broken'}"><th scope="row">${say(`wire.${name}`)}</th><td>${count}</td></tr>`)}</tbody></table></div>
${verdict(page, board)}`
}

// The ledger knows nothing of what was asked in vain, and nothing of what was asked or told twice.
function counted ({ say }: OwnPage, board: Scoreboard): Html {
  const { ledger } = board
  const again = (name: typeof COUNTS[number]): number | null => ledger === null || !(name in ledger) ? null : ledger[name as 'stored']
  return html`<table><caption>${say('wire.counts')}</caption>${ledger !== null && html`<thead><tr><td></td><th scope="col">${say('wire.by-records')}</th><th scope="col">${say('wire.by-ledger')}</th></tr></thead>`}
<tbody>${COUNTS.map(name => html`<tr><th scope="row">${say(`wire.${name}`)}</th><td>${board[name]}</td>${ledger !== null && html`<td>${again(name) ?? '–'}</td>`}</tr>`)}${
    ledger !== null && html`<tr class="${ledger.agrees ? 'kept' : 'broken'}"><th scope="row">${say('wire.agree')}</th><td colspan="2">${say(ledger.agrees ? 'wire.agree-yes' : 'wire.agree-no')}</td></tr>`}</tbody></table>`
}

function verdict ({ say, root }: OwnPage, { assertions, passed }: Scoreboard): Html {
  const broken = assertions.find(({ brokenBy }) => brokenBy !== null)?.brokenBy ?? null
  if (passed) return html`<p class="note done" role="status">${say('wire.passed')}</p>`
  return html`<p class="note refused" role="status">${broken === null
    ? say('wire.disagree')
    : html`<a href="${root}wire/exchanges/${broken}">${say('wire.failed', { n: broken })}</a>`}</p>`
}
