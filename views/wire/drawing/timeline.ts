import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Step } from '#domain/wire/steps.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { STEP_NUMBERS, stepNames } from '#views/wire/steps.ts'
import { isBetweenPolls, lostAnswers } from '#views/wire/outcomes.ts'
import { CLOCK_WIDTH, laneOf, lanesOf, ofNewestTabs, peerLane, type Lane, type Lanes } from './lanes.ts'
import { arrow, barPath, label, type Point } from './marks.ts'
import { commitsOf, inKey, momentsOf, outKey, type Commit, type Moment } from './moments.ts'

/** Bars at once: about two screens of a phone. The table below has them all. */
const BARS_MAX = 24
const HEAD = 50
const ROW = 24
const BAR_WIDTH = 22
/** A pause that is written between two moments: shorter ones are seen from the clock. */
const PAUSE_MS = 2_000

/** Calls and pages are no part of a delivery, and neither is a page's first question for a cursor. */
function isDrawn ({ way, cursor }: ExchangeRecord): boolean {
  return way === 'send' || ((way === 'poll' || way === 'held') && cursor !== null)
}

/** A drawing in the making: where everything stands. */
interface Plan {
  readonly page: OwnPage
  readonly lanes: Lanes
  readonly height: number
  readonly steps: readonly Step[]
  readonly lost: ReadonlySet<number>
  /** The height of a moment; of one that is missing, the top. */
  y (key: string): number
  lane (each: ExchangeRecord): Lane
}

/**
 * Draws the newest polls, held pages and sends as bars that run down from their arrival to their answer, between the ledger and the peers.
 * The scale is the order in which things happened and not their distance: a hold of a minute beside a send of a millisecond would show
 * neither. The viewer's tabs stand at the left; `isAnother`: the page is drawn as another user than its reader sees it.
 */
export function timeline (page: OwnPage, exchanges: readonly ExchangeRecord[], steps: readonly Step[], isAnother = false): Html | null {
  const self = page.viewer.username
  const shown = ofNewestTabs(exchanges.filter(isDrawn), self).slice(-BARS_MAX)
  if (shown.length === 0) return null
  const lanes = lanesOf(page, shown, isAnother)
  const moments = momentsOf(shown)
  const rowOf = new Map(moments.map(({ key }, row) => [key, row]))
  const height = HEAD + (moments.length + 1) * ROW
  const plan: Plan = {
    page,
    lanes,
    height,
    steps,
    lost: lostAnswers(exchanges),
    y: key => HEAD + (rowOf.get(key) ?? 0) * ROW + ROW / 2,
    lane: each => laneOf(lanes, each, self)
  }
  const { width } = lanes
  const commits = new Map(shown.flatMap(commitsOf).map(commit => [commit.key, commit]))
  const seen = new Set(shown.filter(({ way }) => way === 'send').flatMap(commitsOf).map(({ key }) => key))
  return html`<div class="wire-timeline"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${page.say('wire.timeline')}">
${heads(plan, isAnother)}
${clock(page, moments)}
${shown.map(each => waiting(plan, each))}
${shown.map(each => arrows(plan, each))}
${[...commits.values()].filter(({ key }) => rowOf.has(key)).map(commit => committed(plan, commit, seen.has(commit.key)))}
${shown.map(each => bar(plan, each))}
</svg></div>`
}

function heads ({ page: { say, viewer: { username } }, lanes: { own, ledger, mailbox, peers }, height }: Plan, isAnother: boolean): Html {
  const groups = [{ of: own, name: isAnother ? say('wire.lanes-of', { username }) : say('wire.lanes-own') }, { of: [ledger, mailbox], name: say('wire.lanes-server') }, { of: peers, name: say('wire.lanes-peers') }]
  return html`${groups.map(({ of, name }) => {
    const [from, to] = [(of[0]?.x ?? 0) - 36, (of.at(-1)?.x ?? 0) + 36]
    return html`<path class="wire-group" d="M${from} 20H${to}"/>${label({ x: (from + to) / 2, y: 13 }, name, 'wire-lanes', 'middle')}`
  })}${[...own, ledger, mailbox, ...peers].map(({ x, label: name }) => html`${label({ x, y: 36 }, name, 'wire-lane', 'middle')}<path class="wire-line" d="M${x} ${HEAD - 6}V${height}"/>`)}`
}

function clock ({ times, say }: OwnPage, moments: readonly Moment[]): Html {
  return html`${moments.map(({ at }, row) => {
    const before = moments[row - 1]?.at ?? at
    const y = HEAD + row * ROW + ROW / 2 + 4
    const isPause = at - before >= PAUSE_MS
    return html`${(row === 0 || second(at) !== second(before)) && label({ x: 0, y }, `${times.clock(at)}:${String(second(at) % 60).padStart(2, '0')}`, 'wire-clock')}${
      isPause && label({ x: CLOCK_WIDTH - 10, y: y - ROW / 2 }, say('wire.pause', { n: Math.round((at - before) / 1_000) }), 'wire-pause', 'end')}`
  })}`
}

/** The time that messages wait in the mailbox: until an answer takes them. */
function waiting ({ page: { say }, lanes: { mailbox: { x } }, y }: Plan, each: ExchangeRecord): Html | null {
  const [first] = commitsOf(each)
  if (first === undefined || !isBetweenPolls(each)) return null
  const [from, to] = [y(first.key), y(outKey(each))]
  return html`<path class="wire-waiting" d="M${x} ${from}V${to}"/>${label({ x: x + 8, y: (from + to) / 2 + 4 }, say('wire.waits'), 'wire-note')}`
}

function arrows (plan: Plan, each: ExchangeRecord): Html | null {
  const { lanes: { ledger, mailbox }, y, lost } = plan
  const lane = plan.lane(each)
  const side = lane.x < ledger.x ? 1 : -1
  const edge = (key: string): Point => ({ x: lane.x + side * BAR_WIDTH / 2, y: y(key) })
  const numbers = (names: ReadonlyArray<Step['step']>): string => [...new Set(
    plan.steps.filter(({ n, step }) => n === each.n && names.includes(step)).map(({ step }) => STEP_NUMBERS[step])
  )].join(' ')
  const beside = (point: Point, text: string): Html | null => text === '' ? null : label({ x: point.x + side * 5, y: point.y - 4 }, text, 'wire-steps', side === 1 ? 'start' : 'end')
  if (each.way === 'send') {
    const [commit] = commitsOf(each)
    if (commit === undefined) return null
    const [out, back] = [edge(inKey(each)), edge(outKey(each))]
    return html`${arrow(out, { x: ledger.x - side * 10, y: y(commit.key) }, 'is-send')}${beside(out, numbers(['send']))}${
      each.endedAt !== null && html`${!lost.has(each.n) && beside({ x: back.x, y: back.y + 12 }, numbers(['accepted']))}`}`
  }
  const [came, left] = [edge(inKey(each)), edge(outKey(each))]
  const ack = numbers(['ack', 'ack-accepted'])
  const isTold = each.news !== null && (each.news.events.length > 0 || each.news.receipts.length > 0)
  return html`${ack !== '' && html`${arrow(came, { x: mailbox.x - side * 4, y: came.y }, 'is-ack')}${beside(came, ack)}`}${
    isTold && html`${lost.has(each.n)
      ? lostArrow(mailbox.x, left)
      : arrow({ x: mailbox.x, y: left.y }, left, carries(each) ? 'is-news' : 'is-receipt')}${beside(left, `${numbers(['notified', 'delivered'])} ${messagesIn(each)}`.trim())}`}${receipts(plan, each)}`
}

/** The numbers of the messages that an answer carries, the first three of them. */
function messagesIn ({ news }: ExchangeRecord): string {
  const nos = (news?.events ?? []).flatMap(({ type, no }) => type === 'message' && no !== null ? no : [])
  return nos.slice(0, 3).join(', ') + (nos.length > 3 ? ' …' : '')
}

/** An answer that ends on its way, in a cross. */
function lostArrow (from: number, { x, y }: Point): Html {
  const end = from + (x - from) * 0.75
  return html`<path class="wire-arrow is-lost" d="M${from} ${y}H${end}"/><path class="wire-arrow is-cross" d="M${end - 5} ${y - 5}l10 10m0 -10l-10 10"/>`
}

/** The receipts that an answer told, from the devices of those who gave them. */
function receipts ({ page: { say }, lanes, y }: Plan, each: ExchangeRecord): Html {
  return html`${(each.news?.receipts ?? []).map(({ username, deliveredNo, readNo }) => {
    const { x } = peerLane(lanes, username)
    const at = { x, y: y(outKey(each)) }
    if (deliveredNo === 0) return null
    const text = readNo >= deliveredNo ? say('wire.has-read', { no: readNo }) : say('wire.has-received', { no: deliveredNo })
    return html`${arrow(at, { x: lanes.mailbox.x + 5, y: at.y }, 'is-receipt')}<circle class="wire-receipt" cx="${at.x}" cy="${at.y}" r="4"/>${label({ x: x + BAR_WIDTH / 2 + 4, y: at.y - 5 }, text, 'wire-note')}`
  })}`
}

/** A mark on the ledger's line, with the arrow from the peer who sent it where the send itself is not drawn. */
function committed ({ page: { say, viewer }, lanes, y }: Plan, { key, no, count, sender }: Commit, isSendSeen: boolean): Html {
  const { ledger } = lanes
  const at = y(key)
  const peer = isSendSeen || sender === null || sender === viewer.username ? null : peerLane(lanes, sender)
  const text = no === null ? say('wire.several', { n: count }) : String(no)
  return html`${peer !== null && arrow({ x: peer.x, y: at }, { x: ledger.x + 15, y: at }, 'is-send')}<path class="wire-posted" d="M${ledger.x} ${at}H${lanes.mailbox.x}"/><rect class="wire-commit" x="${ledger.x - 15}" y="${at - 9}" width="30" height="18" rx="9"/>${label({ x: ledger.x, y: at + 4 }, text, 'wire-no', 'middle')}`
}

function bar ({ page, y, lane, height, steps, lost }: Plan, each: ExchangeRecord): Html {
  const names = stepNames(page, steps.filter(({ n }) => n === each.n))
  const top = y(inKey(each))
  const bottom = each.endedAt === null ? height : y(outKey(each))
  const { x } = lane(each)
  const isTorn = lost.has(each.n) || each.end === 'left'
  const path = barPath({ x, y: top }, BAR_WIDTH, Math.max(bottom - top, 12), isTorn)
  const isOwn = each.username === page.viewer.username
  const title = isOwn ? page.say('wire.exchange', { n: each.n }) : `@${each.username}`
  const drawn = html`<title>${title}${names.length > 0 && html`: ${names.join(', ')}`}</title><path class="wire-bar way-${each.way} end-${each.end}${carries(each) && ' carries'}${lost.has(each.n) && ' torn'}" d="${path}"/>`
  // A peer's exchange has no page of its own for others.
  const linked = isOwn ? html`<a href="${page.root}wire/exchanges/${each.n}">${drawn}</a>` : html`<g>${drawn}</g>`
  const note = lost.has(each.n) ? 'wire.answer-lost' : each.news?.events.some(({ again }) => again) === true ? 'wire.same-again' : null
  return html`${linked}${note !== null && label({ x: x - BAR_WIDTH / 2 - 4, y: bottom }, page.say(note), `wire-note${note === 'wire.answer-lost' ? ' bad' : ''}`, 'end')}`
}

function carries ({ news }: ExchangeRecord): boolean {
  return news !== null && news.events.length > 0
}

const second = (at: number): number => Math.floor(at / 1_000)
