import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Step } from '#domain/wire/steps.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { STEP_NUMBERS, stepNames } from './steps.ts'

/** Bars at once: about two screens of a phone. The table below has them all. */
const BARS_MAX = 40
/** In units of the drawing, which are pixels at its full width. */
const LANE_WIDTH = 122
const CLOCK_WIDTH = 66
const HEAD = 26
const ROW = 22
const BAR_WIDTH = 26

interface Lane { readonly key: string, readonly label: string }

/**
 * Draws the newest exchanges as bars that run down from their arrival to their answer. The scale is the order in which things happened and
 * not their distance: a hold of a minute beside a send of a millisecond would show neither.
 */
export function timeline (page: OwnPage, exchanges: readonly ExchangeRecord[], steps: readonly Step[]): Html | null {
  const shown = exchanges.slice(-BARS_MAX)
  if (shown.length === 0) return null
  const lanes = lanesOf(page, shown)
  const moments = momentsOf(shown)
  const rowOf = new Map(moments.map(({ key }, row) => [key, row]))
  const width = CLOCK_WIDTH + lanes.length * LANE_WIDTH
  const height = HEAD + (moments.length + 1) * ROW
  const { say, times } = page
  return html`<div class="wire-timeline"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${say('wire.timeline')}">
${lanes.map(({ label }, lane) => html`
<text class="wire-lane" x="${centre(lane)}" y="16" text-anchor="middle">${label}</text><path class="wire-line" d="M${centre(lane)} ${HEAD}V${height}"/>`)}
${moments.map(({ at }, row) => (row === 0 || second(at) !== second(moments[row - 1]?.at ?? 0)) && html`
<text class="wire-clock" x="0" y="${top(row) + 4}">${times.clock(at)}${seconds(at)}</text>`)}
${shown.map(each => {
    const lane = lanes.findIndex(({ key }) => key === laneOf(each))
    const from = top(rowOf.get(`${each.n} in`) ?? 0)
    const to = each.endedAt === null ? height : top(rowOf.get(`${each.n} out`) ?? 0)
    return bar(page, each, steps.filter(({ n }) => n === each.n), { x: centre(lane), from, to })
  })}
</svg></div>`
}

function bar (page: OwnPage, each: ExchangeRecord, steps: readonly Step[], { x, from, to }: { x: number, from: number, to: number }): Html {
  const names = stepNames(page, steps)
  return html`<a href="${page.root}wire/exchanges/${each.n}"><title>${page.say('wire.exchange', { n: each.n })}${names.length > 0 && html`: ${names.join(', ')}`}</title><rect class="wire-bar way-${each.way} end-${each.end}${carries(each) && ' carries'}" x="${x - BAR_WIDTH / 2}" y="${from}" width="${BAR_WIDTH}" height="${Math.max(to - from, 10)}" rx="5"/>${
    steps.length > 0 && html`<text class="wire-steps" x="${x + BAR_WIDTH / 2 + 6}" y="${Math.max(to, from + 10) - 1}">${[...new Set(steps.map(({ step }) => STEP_NUMBERS[step]))].join(' ')}</text>`}</a>`
}

function carries ({ news }: ExchangeRecord): boolean {
  return news !== null && news.events.length > 0
}

const laneOf = ({ way, session, tab }: ExchangeRecord): string => way === 'poll' || way === 'held' ? `${session} ${tab ?? ''}` : ''

function lanesOf ({ say, viewer }: OwnPage, exchanges: readonly ExchangeRecord[]): Lane[] {
  const lanes: Lane[] = [{ key: '', label: say('wire.lane-calls') }]
  const counts = new Map<boolean, number>()
  for (const each of exchanges) {
    const key = laneOf(each)
    if (lanes.some(lane => lane.key === key)) continue
    const isOwn = each.session === viewer.sessionId
    const n = (counts.get(isOwn) ?? 0) + 1
    counts.set(isOwn, n)
    lanes.push({ key, label: say(isOwn ? 'wire.lane-tab' : 'wire.lane-other', { n }) })
  }
  return lanes
}

function momentsOf (exchanges: readonly ExchangeRecord[]): Array<{ readonly key: string, readonly at: number }> {
  return exchanges
    .flatMap(({ n, startedAt, endedAt }) => [
      { key: `${n} in`, at: startedAt, order: n },
      ...endedAt === null ? [] : [{ key: `${n} out`, at: endedAt, order: n + 0.5 }]
    ])
    .sort((one, other) => one.at - other.at || one.order - other.order)
}

const centre = (lane: number): number => CLOCK_WIDTH + lane * LANE_WIDTH + LANE_WIDTH / 2
const top = (row: number): number => HEAD + row * ROW + ROW / 2
const second = (at: number): number => Math.floor(at / 1_000)
const seconds = (at: number): string => `:${String(second(at) % 60).padStart(2, '0')}`
