import type { LedgerPart } from '#domain/wire/ledger-book.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import type { Play } from '#domain/wire/played/plays.ts'
import { hears, learns, sends } from '#domain/wire/played/scenes.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { FAULT_NAMES, FAULTS, type Fault, type FaultName } from '#domain/wire/faults/fault-table.ts'
import { faultSection, rulePanel, type FaultsShown } from '#views/wire/faults.ts'
import { exchangePanel } from '#views/wire/exchange.ts'
import { wirePanel } from '#views/wire/wire.ts'
import { sceneBoard, scenePanel, type SceneShown } from '#views/wire/scenes/scene.ts'
import { scenesPanel } from '#views/wire/scenes/scenes.ts'
import { comparePanel, type CompareShown } from '#views/wire/compare.ts'
import { EVERY_S, loadOf, WAITINGS, type Measuring } from '#domain/wire/played/comparison.ts'
import { boardFrame } from '#views/wire/frame.ts'
import { wireBoard, type WireShown } from '#views/wire/board.ts'
import { rulePage, runPage, scenePage } from '#views/wire/watched/run.ts'
import { watchedBoard } from '#views/wire/watched/watched.ts'
import type { ConformanceScene } from '#domain/wire/played/conformance.ts'
import * as sample from './sample.ts'

/** One poll of ana’s page. */
export function exchange (n: number, more: Partial<ExchangeRecord>): ExchangeRecord {
  const startedAt = sample.NOW + n * 700
  const made = { n, version: n, username: 'ana', session: 's-ana', tab: 'page', startedAt, endedAt: startedAt + 600, bytesIn: 0, bytesOut: 312 }
  const poll = { way: 'poll', method: 'GET', path: '/poll?cursor=r7.1042.5&hold=18', cursor: 'r7.1042.5', held: true, end: 'answered', status: 200 } as const
  return { ...made, ...poll, news: null, sent: null, ...more }
}

/** The news of a poll up to `toSeq`: one message, or none. */
export function news (toSeq: number, no: number | null): NonNullable<ExchangeRecord['news']> {
  const events = no === null ? [] : [{ seq: toSeq, type: 'message', conversationId: 'c-ben', no, clientId: null, again: false }]
  const status = no === null ? 'idle' : 'events'
  return { status, from: 'r7.1042.5', cursor: `r7.${toSeq}.5`, fromSeq: 1042, toSeq, holdMs: 18_000, events, receipts: [], signals: 0 }
}

const EXCHANGES: readonly ExchangeRecord[] = [
  exchange(1, { news: news(1042, null) }),
  exchange(2, {
    way: 'send',
    method: 'POST',
    path: '/api/conversations/c-ben/messages',
    cursor: null,
    tab: null,
    held: false,
    status: 201,
    sent: { conversationId: 'c-ben', clientId: '01JD-7f3a9c', no: 17, seq: 1043, duplicate: false }
  }),
  exchange(3, { news: news(1043, 17), held: false }),
  exchange(4, { session: 's-other', end: 'left', status: null }),
  exchange(5, { way: 'page', path: '/conversations/c-ben', tab: null, cursor: null, held: false }),
  exchange(6, { news: { ...news(1044, 18), receipts: [{ conversationId: 'c-ben', username: 'ben', deliveredNo: 17, readNo: 16 }] }, cursor: 'r7.1043.5' }),
  exchange(7, { news: { ...news(1044, 18), receipts: [{ conversationId: 'c-ben', username: 'ben', deliveredNo: 17, readNo: 17 }] }, cursor: 'r7.1043.5' }),
  exchange(8, { end: 'open', endedAt: null, status: null, cursor: 'r7.1044.5' })
]

/** `broken`: an answer that lacks what another one carried. */
const BROKEN = [...EXCHANGES, exchange(9, { news: news(1044, null) })]

const LEDGER: LedgerPart = {
  fromSeq: 1042,
  toSeq: 1044,
  ackedSeq: 1044,
  lines: [{ seq: 1043, type: 'message', conversationId: 'c-ben', no: 17, clientId: '01JD-7f3a9c', isOwn: true }]
}

function shown (exchanges: readonly ExchangeRecord[]): WireShown {
  return { exchanges, others: [], steps: stepsOf(exchanges), board: scoreboardOf(exchanges, LEDGER), version: exchanges.length }
}

/** A scene and its play; `play` null: it was not played. */
function scene (play: Partial<Play> | null, mayPlay = true): SceneShown {
  const expected = [sends('ana', 1), hears('ana', [1, 2]), hears('ben', [1], { held: false }), learns('ana', 1)]
  const made: Play = {
    id: 'play-1', scene: 'gap', speed: 'steps', state: 'done', version: 9, passed: true, brokenBy: null, broke: null, met: [2, 3, 1, 5], exchanges: [...EXCHANGES]
  }
  const rows = play === null ? [] : EXCHANGES.map(exchange => ({ exchange, who: 'ana' }))
  return { name: 'gap', expected, play: play === null ? null : { ...made, ...play }, rows, steps: [], speeds: ['normal', 'slow', 'steps', 'fast'], mayPlay }
}

/** A comparison with figures of a quiet machine. */
function compared (more: Partial<Measuring>, mayMeasure = true): CompareShown {
  const sides = WAITINGS.map((waiting, at) => ({
    waiting,
    heard: 48,
    latencyMs: at === 2 ? null : { p50: at === 0 ? 2_480 : 6, p95: at === 0 ? 4_790 : 14 },
    requestsPerMinute: 12 - at * 4.2,
    bytesPerMinute: 14_200 - at * 4_000,
    headBytesPerMinute: 9_800 - at * 3_000,
    cpuMsPerMinute: 420 - at * 100
  }))
  const comparison = { measuredAt: sample.NOW - 86_400_000, machine: '2 × AMD EPYC, 24 GiB; Node v26.10.0', forMs: 45_200, listeners: 8, sends: 6, sides, cpuUsPerRequest: 212.4 }
  const loads = WAITINGS.map(waiting => ({ waiting, everyS: EVERY_S[waiting], ...loadOf(1_000, EVERY_S[waiting] ?? 60, 212.4) }))
  const bench = { date: '2026-11-28', machine: '2 × AMD EPYC, 24 GiB', parkedKib: 17.4, deliveryUs: 124, bareUs: 56 }
  const measuring = { state: 'done', version: 1, broke: null, isKept: true, comparison, ...more } as const
  return { measuring, bench, hold: 60, people: 1_000, bounds: { hold: [5, 90], people: [1, 20_000] }, loads, mayMeasure }
}

const WATCHED = { address: 'http://127.0.0.1:4000/', browsers: ['strangers', 'ana', 'ana-2'], open: null }
const CONFORMANCE: readonly ConformanceScene[] = [
  { id: 0, rule: 'D12', title: 'a send repeated in any way is stored once', via: 'none', outcome: 'held', sentence: '', ms: 90, exchanges: 8, dropped: false, brokenBy: null },
  {
    id: 1, rule: 'D12', title: 'a send repeated in any way is stored once', via: 'cut', outcome: 'broken', sentence: 'expected one message; came 2', ms: 90, exchanges: 8, dropped: false, brokenBy: 2
  },
  { id: 2, rule: 'D30', title: 'metrics name what an operator needs', via: 'cut', outcome: 'not visible', sentence: 'not visible', ms: 0, exchanges: 0, dropped: false, brokenBy: null },
  { id: 3, rule: 'books', title: 'a conversation of several users', via: 'cut', outcome: null, sentence: '', ms: 0, exchanges: 9, dropped: false, brokenBy: null },
  { id: 4, rule: 'books', title: 'a conversation of several users', via: 'none', outcome: null, sentence: '', ms: 0, exchanges: 0, dropped: false, brokenBy: null }
]
const COMMAND = 'npm run conformance -- --wire http://127.0.0.1:8091/'

const raw = {
  request: { headers: [{ name: 'Cookie', value: '•••' }, { name: 'Content-Type', value: 'application/json' }], body: '{"body":"it’s <b>"}' },
  answer: { headers: [{ name: 'Content-Type', value: 'application/json' }], body: '{"message":{"no":17}}' }
}

function pressed (fault: FaultName, more: Partial<Fault>): Fault {
  const ended = { state: 'ended', outcome: 'kept', n: 3, provenBy: 6, no: 17 } as const
  return { fault, seconds: 0, ending: 'close', at: sample.NOW, ...FAULTS[fault], ...ended, ...more }
}

const NO_FAULTS: FaultsShown = { allowed: false, canRestart: false, faults: [] }
const PRESSED: readonly Fault[] = [
  pressed('delay', { state: 'armed', outcome: null, n: null, provenBy: null }),
  pressed('cut-hold', { state: 'happened', outcome: null, provenBy: null }),
  pressed('swap-sends', { outcome: 'broken' }),
  pressed('freeze-tab', { outcome: 'unseen', n: null, provenBy: null }),
  ...FAULT_NAMES.map(fault => pressed(fault, {}))
]

/** States of the wire view. `stand` draws a section of the settings. */
export function wireStates (stand: (page: OwnPage, stage: Html) => Html): Readonly<Record<string, (page: OwnPage) => Html>> {
  const switches = (page: OwnPage, shown: FaultsShown) => faultSection(page, shown, FAULT_NAMES)
  return {
    'wire-empty': page => stand(page, wirePanel(page, shown([]), 'frame-1', switches(page, NO_FAULTS))),
    wire: page => stand(page, wirePanel(page, shown(EXCHANGES), 'frame-1', switches(page, { ...NO_FAULTS, allowed: true }))),
    'wire-broken': page => stand(page, wirePanel(page, shown(BROKEN), 'frame-1', switches(page, NO_FAULTS))),
    'wire-faults': page => stand(page, wirePanel(page, shown(EXCHANGES), null, switches(page, { allowed: true, canRestart: true, faults: PRESSED }))),
    'wire-rule': page => stand(page, rulePanel(page, 'D12', ['src/domain/messages/messages.ts'])),
    'wire-frame': page => boardFrame(page, 'On the wire', wireBoard(page, shown(EXCHANGES)), { afterS: 1, to: '../wire/live?cursor=6&tab=frame-1&n=1&since=0', rests: null }),
    'wire-frame-rests': page => boardFrame(page, 'On the wire', wireBoard(page, shown([])), { afterS: 10, to: null, rests: 'drain' }),
    scenes: page => stand(page, scenesPanel(page, [{ name: 'gap', passed: true }, { name: 'crash', passed: false }, { name: 'restart', passed: null }])),
    'scene-unplayed': page => stand(page, scenePanel(page, scene(null), null)),
    'scene-not-mine': page => stand(page, scenePanel(page, scene(null, false), null)),
    'scene-running': page => stand(page, scenePanel(page, scene({ state: 'running', passed: null, met: [2, null, null, null] }), null)),
    'scene-framed': page => stand(page, scenePanel(page, scene({ state: 'running', passed: null }), 'frame-1')),
    'scene-frame': page => boardFrame(page, 'A gap', sceneBoard(page, scene({}), '../../wire/scenes/gap?play=play-1#'), null),
    'scene-passed': page => stand(page, scenePanel(page, scene({}), null)),
    'scene-failed': page => stand(page, scenePanel(page, scene({ passed: false, brokenBy: 3, met: [2, null, null, null] }), null)),
    watched: page => watchedBoard(page, { ...WATCHED, open: 'ana' }, shown(EXCHANGES)),
    'watched-run-none': page => runPage(page, WATCHED, { scenes: [], command: COMMAND }),
    'watched-run': page => runPage(page, WATCHED, { scenes: CONFORMANCE, command: COMMAND }),
    'watched-run-over': page => runPage(page, WATCHED, { scenes: CONFORMANCE.slice(0, 3), command: COMMAND }),
    'watched-rule': page => rulePage(page, 'D12', CONFORMANCE.slice(0, 2)),
    'watched-scene': page => scenePage(page, { scene: CONFORMANCE[1] as ConformanceScene, exchanges: EXCHANGES, steps: stepsOf(EXCHANGES) }),
    'watched-scene-dropped': page => scenePage(page, { scene: { ...CONFORMANCE[0] as ConformanceScene, dropped: true }, exchanges: null, steps: [] }),
    'watched-scene-silent': page => scenePage(page, { scene: CONFORMANCE[2] as ConformanceScene, exchanges: null, steps: [] }),
    compare: page => stand(page, comparePanel(page, compared({}))),
    'compare-running': page => stand(page, comparePanel(page, compared({ state: 'running', version: 2 }))),
    'compare-broke': page => stand(page, comparePanel(page, compared({ broke: 'It took too long.', isKept: false }))),
    'compare-not-mine': page => stand(page, comparePanel(page, compared({}, false))),
    'wire-exchange': page => stand(page, exchangePanel(page, { exchange: EXCHANGES[1] as ExchangeRecord, raw, address: 'https://chat.example/' })),
    'wire-exchange-open': page => stand(page, exchangePanel(page, { exchange: EXCHANGES.at(-1) as ExchangeRecord, raw: { ...raw, answer: null }, address: 'https://chat.example/' }))
  }
}
