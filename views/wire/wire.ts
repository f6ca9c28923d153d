import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Scoreboard } from '#domain/wire/scoreboard.ts'
import type { Step, StepName } from '#domain/wire/steps.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { STEP_NUMBERS, stepNames } from './steps.ts'
import { timeline } from './timeline.ts'

export interface WireShown {
  /** In the order in which the requests came. */
  readonly exchanges: readonly ExchangeRecord[]
  readonly steps: readonly Step[]
  readonly board: Scoreboard
  /** The version up to which these are. */
  readonly version: number
}

/** Rows of the table: the newest. A session keeps no more than this either. */
const ROWS_MAX = 400

/** The wire view: what the requests of one's own browsers did. */
export function wirePanel (page: OwnPage, shown: WireShown): Html {
  const { say, root, asset, mode } = page
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head"><a class="icon-button back" href="${root}settings/connection">${labelledIcon('back', say('nav.back'))}</a><h1>${say('wire.title')}</h1></header>
<div class="panel wire"><p class="lead">${say('wire.lead')}</p>
<p class="actions"><a class="button small plain-only" href="${root}wire/">${say('wire.reload')}</a> <a class="button small" href="${root}api/wire/har" download="holdline.har">${say('wire.har')}</a></p>
${wireBoard(page, shown)}${mode === 'live' && html`<script src="${asset('wire.js')}" defer></script>`}</div>`
}

/** The part that is drawn again when something was recorded; `?fragment=board` answers it alone. */
export function wireBoard (page: OwnPage, { exchanges, steps, board, version }: WireShown): Html {
  const { say } = page
  return html`<div id="wire-board" data-version="${version}">
${exchanges.length === 0 && html`<div class="empty small"><p class="empty-line" aria-hidden="true"></p><p><strong>${say('wire.none')}</strong></p><p>${say('wire.none-text')}</p></div>`}
${properties(page, board)}
${promises(page, board)}
<h2>${say('wire.timeline')}</h2><p class="hint">${say('wire.timeline-text')}</p>
${timeline(page, exchanges, steps)}
${legend(page)}
<h2>${say('wire.table')}</h2>
${table(page, exchanges.slice(-ROWS_MAX), steps)}</div>`
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

function promises ({ say, root }: OwnPage, board: Scoreboard): Html {
  const { assertions, passed } = board
  const counts = ['sent', 'stored', 'delivered', 'acked', 'duplicates', 'redelivered'] as const
  const broken = assertions.find(({ brokenBy }) => brokenBy !== null)?.brokenBy ?? null
  return html`<div class="wire-score"><table><caption>${say('wire.counts')}</caption><tbody>${counts.map(name => html`<tr><th scope="row">${say(`wire.${name}`)}</th><td>${board[name]}</td></tr>`)}</tbody></table>
<table><caption>${say('wire.promises')}</caption><tbody>${assertions.map(({ name, count }) => html`<tr class="${count === 0 ? 'kept' : 'broken'}"><th scope="row">${say(`wire.${name}`)}</th><td>${count}</td></tr>`)}</tbody></table></div>
<p class="note ${passed ? 'done' : 'refused'}" role="status">${passed || broken === null
    ? say('wire.passed')
    : html`<a href="${root}wire/exchanges/${broken}">${say('wire.failed', { n: broken })}</a>`}</p>`
}

function legend ({ say }: OwnPage): Html {
  const names = Object.keys(STEP_NUMBERS) as StepName[]
  return html`<p class="wire-legend"><strong>${say('wire.steps-title')}</strong> ${names.map(name => html`<span class="wire-step">${STEP_NUMBERS[name]} ${say(`wire.step-${name}`)}</span> `)}<span class="hint">${say('wire.steps-text')}</span></p>`
}

function table (page: OwnPage, exchanges: readonly ExchangeRecord[], steps: readonly Step[]): Html {
  const { say, root } = page
  const columns = ['n', 'time', 'what', 'cursor', 'took', 'bytes', 'end', 'steps'] as const
  const stepsOf = new Map<number, Step[]>()
  for (const step of steps) stepsOf.set(step.n, [...stepsOf.get(step.n) ?? [], step])
  return html`<section class="wire-scroll" tabindex="0" aria-label="${say('wire.table')}"><table class="wire-table"><thead><tr>${columns.map(name => html`<th scope="col">${say(`wire.col-${name}`)}</th>`)}</tr></thead>
<tbody>${[...exchanges].reverse().map(each => html`<tr class="end-${each.end}${gap(each) && ' gap'}"><td><a href="${root}wire/exchanges/${each.n}">${each.n}</a></td><td>${clock(page, each.startedAt)}</td><td>${say(`wire.way-${each.way}`)} <code>${each.method} ${short(each.path)}</code></td><td>${cursors(each)}</td><td>${took(page, each)}</td><td>${each.bytesOut}</td><td>${outcome(page, each)}</td><td>${stepNames(page, stepsOf.get(each.n) ?? []).join(', ')}</td></tr>`)}</tbody></table></section>`
}

/** A message that waited in the mailbox: the poll that brought it was not parked. */
function gap ({ way, held, news }: ExchangeRecord): boolean {
  return way === 'poll' && !held && news !== null && news.events.some(({ type, again }) => type === 'message' && !again)
}

function cursors ({ cursor, news }: ExchangeRecord): Renderable {
  if (cursor === null && news === null) return ''
  return html`<code>${seq(cursor)} → ${seq(news?.cursor ?? null)}</code>`
}

// The run in front is the same for all.
function seq (cursor: string | null): string {
  return cursor === null ? '–' : cursor.slice(cursor.indexOf('.') + 1)
}

function took ({ say }: OwnPage, { startedAt, endedAt }: ExchangeRecord): string {
  if (endedAt === null) return '…'
  const ms = endedAt - startedAt
  return ms < 1_000 ? `${ms} ms` : say('wire.seconds', { n: Math.round(ms / 100) / 10 })
}

/** The outcome of an exchange in words. */
export function outcome ({ say }: OwnPage, { end, status, news, sent, way, held }: ExchangeRecord): string {
  if (end !== 'answered') return say(`wire.${end}`)
  if (sent?.no != null) return say(sent.duplicate ? 'wire.duplicate' : 'wire.stored-as', { no: sent.no })
  if (news === null || !isKnown(news.status)) return String(status)
  if (news.status !== 'events') return say(`wire.status-${news.status}`)
  const again = news.events.filter(each => each.again).length
  return [
    news.events.length > 0 ? say('wire.status-events', { n: news.events.length }) : say('wire.status-signals', { n: news.signals }),
    ...again > 0 ? [say('wire.again', { n: again })] : [],
    ...gap({ way, held, news } as ExchangeRecord) ? [say('wire.between')] : []
  ].join(', ')
}

const STATUSES = ['events', 'idle', 'superseded', 'yield', 'resync', 'busy', 'drain', 'signed-out'] as const

function isKnown (status: string): status is typeof STATUSES[number] {
  return (STATUSES as readonly string[]).includes(status)
}

function clock ({ times }: OwnPage, at: number): string {
  return `${times.clock(at)}:${String(Math.floor(at / 1_000) % 60).padStart(2, '0')}`
}

function short (path: string): string {
  const [before = ''] = path.split('?', 1)
  return before.length > 44 ? `${before.slice(0, 43)}…` : before
}
