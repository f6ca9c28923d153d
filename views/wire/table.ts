import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Step } from '#domain/wire/steps.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { isBetweenPolls } from './outcomes.ts'
import { stepNames } from './steps.ts'

/** Rows of the table: the newest. A session keeps no more than this either. */
const ROWS_MAX = 400

/** The exchanges as a table, the newest first: readable where nothing can be drawn. `several`: of more than one browser, which it names. */
export function exchangeTable (
  page: OwnPage, exchanges: readonly ExchangeRecord[], steps: readonly Step[], several: { readonly brokenBy: number | null } | null = null
): Html {
  const { say, root } = page
  const columns = ['time', 'what', 'cursor', 'took', 'bytes', 'end', 'steps'] as const
  const stepsOf = new Map<number, Step[]>()
  for (const step of steps) stepsOf.set(step.n, [...stepsOf.get(step.n) ?? [], step])
  return html`<section class="wire-scroll" tabindex="0" aria-label="${say('wire.table')}"><table class="wire-table"><thead><tr><th scope="col">${say('wire.col-n')}</th>${several !== null && html`<th scope="col">${say('scenes.who')}</th>`}${columns.map(name => html`<th scope="col">${say(`wire.col-${name}`)}</th>`)}</tr></thead>
<tbody>${exchanges.slice(-ROWS_MAX).reverse().map(each => html`<tr class="end-${each.end}${isBetweenPolls(each) && ' gap'}${each.n === several?.brokenBy && ' broken'}"><td><a href="${root}wire/exchanges/${each.n}">${each.n}</a></td>${several !== null && html`<td>${each.session}</td>`}<td>${clock(page, each.startedAt)}</td><td>${say(`wire.way-${each.way}`)} <code>${each.method} ${short(each.path)}</code></td><td>${cursors(each)}</td><td>${took(page, each)}</td><td>${each.bytesOut}</td><td>${outcome(page, each)}</td><td>${stepNames(page, stepsOf.get(each.n) ?? []).join(', ')}</td></tr>`)}</tbody></table></section>`
}

/** The cursors that an exchange came with and was answered with. */
export function cursors ({ cursor, news }: ExchangeRecord): Renderable {
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

/** The outcome of an exchange in words, behind the fault switch that acted on it. */
export function outcome (page: OwnPage, each: ExchangeRecord): string {
  const { fault } = each
  return fault === undefined ? ending(page, each) : `${page.say(`faults.name-${fault}`)} · ${ending(page, each)}`
}

function ending ({ say }: OwnPage, each: ExchangeRecord): string {
  const { end, status, news, sent } = each
  if (end !== 'answered') return say(`wire.${end}`)
  if (sent?.no != null) return say(sent.duplicate ? 'wire.duplicate' : 'wire.stored-as', { no: sent.no })
  if (news === null || !isKnown(news.status)) return String(status)
  if (news.status !== 'events') return say(`wire.status-${news.status}`)
  const again = news.events.filter(event => event.again).length
  return [
    news.events.length > 0 ? say('wire.status-events', { n: news.events.length }) : say('wire.status-signals', { n: news.signals }),
    ...again > 0 ? [say('wire.again', { n: again })] : [],
    ...isBetweenPolls(each) ? [say('wire.between')] : []
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
