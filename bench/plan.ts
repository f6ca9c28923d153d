import type { Job, System, View } from './load/job.ts'

/** One number that a load reports, and its presentation. */
export interface Metric {
  /** Its name in the load's report. */
  readonly key: string
  readonly label: string
  readonly unit: string
  readonly digits: number
}

/** One figure: the load's task, its number of users, and the metrics to read. */
export interface Plan {
  readonly name: string
  /** `start` is measured without a load. */
  readonly figure: Job['figure'] | 'start'
  readonly size: number
  readonly settings: Partial<Pick<Job, 'rate' | 'messages' | 'view' | 'hasSeconds' | 'ids' | 'measuredMs'>>
  readonly metrics: readonly Metric[]
  /** Connections that the server and the load must be able to hold. */
  readonly connections: number
  /** The systems that can be measured; missing: all of them. */
  readonly systems?: readonly System[]
  /** Milliseconds that each flush of the server takes longer. */
  readonly flushMs?: number
  /** Waits until presence has settled, 30 s after the start: it would disturb, or take part in, a figure that takes so long. */
  readonly isSettled?: boolean
  /** MiB of memory that the server has in all. */
  readonly memoryMib?: number
  /** Once is enough: it takes long. */
  readonly isLong?: true
}

const PAIRS_AT_FULL_LOAD = 100
const HOLDLINE = ['holdline'] as const
const WITH_FLOOR = ['floor', 'holdline'] as const
const ASKED: Readonly<Record<View, string>> = { html: 'open pages', json: 'polls (json)', held: 'held frames' }

const LONG = {
  figure: 'long',
  size: 1_000,
  settings: { rate: 300, view: 'html', hasSeconds: true, measuredMs: 600_000 },
  connections: 2_200,
  systems: HOLDLINE,
  isSettled: true,
  isLong: true
} as const

/** Both ways in which polls are answered. Pages ask for HTML, so that one comes first; other systems have one way, measured with JSON. */
function bothViews (plan: (view: View, systems: Pick<Plan, 'systems'>) => Plan): readonly Plan[] {
  return [plan('html', { systems: WITH_FLOOR }), plan('json', {})]
}

/** Every figure of the bench, in the order of measuring and showing. */
export const PLANS: readonly Plan[] = [
  {
    name: 'ceiling',
    figure: 'ceiling',
    size: 200,
    settings: {},
    connections: 200,
    metrics: [{ key: 'requestsPerSecond', label: 'requests the load itself can make', unit: '/s', digits: 0 }]
  },
  ...[1_000, 5_000].flatMap(size => bothViews((view, systems) => fanout(`fanout-${size}-${view}`, size, view, systems))),
  fanout('fanout-100-html', 100, 'html', { systems: WITH_FLOOR }),
  fanout('fanout-100-json', 100, 'json', {}),
  fanout('fanout-1000-held', 1_000, 'held', { systems: HOLDLINE }),
  ...bothViews((view, systems) => sends(`sends-${view}`, `all parked, ${ASKED[view]}`, { view, hasSeconds: true }, systems)),
  sends('sends-json-uuid', 'all parked, polls (json), random clientIds', { view: 'json', hasSeconds: true, ids: 'uuid' }, { systems: HOLDLINE }),
  ...[1_000, 200].flatMap(rate => bothViews((view, systems) => ({
    name: `delivery-${rate}-${view}`,
    figure: 'delivery',
    size: 1_000,
    settings: { rate, view, hasSeconds: true, measuredMs: 10_000 },
    isSettled: rate === 1_000,
    connections: 2_200,
    ...systems,
    metrics: [
      { key: 'p50Ms', label: `delivery p50, 1,000 ${ASKED[view]}, ${comma(rate)} sends/s`, unit: 'ms', digits: 2 },
      { key: 'p99Ms', label: `delivery p99, 1,000 ${ASKED[view]}, ${comma(rate)} sends/s`, unit: 'ms', digits: 2 }
    ]
  }))),
  ...bothViews((view, systems) => ({
    name: `reconnect-${view}`,
    figure: 'reconnect',
    size: 10_000,
    settings: { view },
    isSettled: true,
    connections: 10_000,
    ...systems,
    metrics: [
      { key: 'allMs', label: `5,000 ${ASKED[view]} reconnect at once: all have what they missed`, unit: 'ms', digits: 0 },
      { key: 'serverCpuMs', label: `5,000 ${ASKED[view]} reconnect at once: CPU it cost the server`, unit: 'ms', digits: 0 }
    ]
  })),
  ...[1_000, 5_000, 10_000].map((size): Plan => ({
    name: `parked-${size}`,
    figure: 'parked',
    size,
    settings: {},
    connections: size,
    metrics: [{ key: 'kibPerPoll', label: `RSS per parked poll, ${comma(size)} parked`, unit: 'KiB', digits: 1 }]
  })),
  {
    name: 'rest',
    figure: 'rest',
    size: 10_000,
    settings: { measuredMs: 20_000 },
    isSettled: true,
    connections: 10_000,
    systems: WITH_FLOOR,
    metrics: [
      { key: 'longestTurnMs', label: 'presence settles, 10,000 parked: longest turn of the loop', unit: 'ms', digits: 1 },
      { key: 'settlesMs', label: 'presence settles, 10,000 parked: all are told', unit: 'ms', digits: 0 },
      { key: 'cpuMsPerSecond', label: '10,000 parked, all settled: CPU a second', unit: 'ms', digits: 2 }
    ]
  },
  ...[0, 5, 20].flatMap(flushMs => bothViews(view => disk(flushMs, view))),
  {
    name: 'pages',
    figure: 'pages',
    size: 200,
    settings: {},
    connections: 16,
    systems: HOLDLINE,
    metrics: [
      { key: 'pageCpuMs', label: 'page of a conversation, 40 messages: CPU', unit: 'ms', digits: 2 },
      { key: 'pagesPerSecond', label: 'page of a conversation, 40 messages, 16 connections', unit: '/s', digits: 0 },
      { key: 'pageKib', label: 'page of a conversation, 40 messages: on the wire', unit: 'KiB', digits: 1 },
      { key: 'visitKib', label: 'first visit, styles, scripts and icon: on the wire', unit: 'KiB', digits: 1 },
      { key: 'fontKib', label: 'first visit, font: on the wire', unit: 'KiB', digits: 1 }
    ]
  },
  {
    name: 'start',
    figure: 'start',
    size: 200,
    settings: {},
    connections: 10,
    systems: WITH_FLOOR,
    metrics: [
      { key: 'sourceMs', label: 'start from source to the first page', unit: 'ms', digits: 0 },
      { key: 'sourceRssMib', label: 'RSS after it, from source', unit: 'MiB', digits: 0 },
      { key: 'sourceOwnMib', label: 'private memory after it, from source', unit: 'MiB', digits: 0 },
      { key: 'executableMs', label: 'start of the executable to the first page', unit: 'ms', digits: 0 },
      { key: 'executableRssMib', label: 'RSS after it, executable', unit: 'MiB', digits: 0 },
      { key: 'executableOwnMib', label: 'private memory after it, executable', unit: 'MiB', digits: 0 }
    ]
  },
  {
    name: 'long',
    ...LONG,
    metrics: [
      { key: 'grownMib', label: '1,000 open pages, 300 messages/s: RSS after 3 of 10 min', unit: 'MiB', digits: 0 },
      { key: 'endMib', label: '1,000 open pages, 300 messages/s: RSS after 10 min', unit: 'MiB', digits: 0 },
      { key: 'growthMib', label: '1,000 open pages, 300 messages/s: growth in the last 7 min', unit: 'MiB', digits: 0 },
      { key: 'p99Ms', label: '1,000 open pages, 300 messages/s: delivery p99', unit: 'ms', digits: 1 }
    ]
  },
  {
    name: 'long-512',
    ...LONG,
    memoryMib: 512,
    metrics: [
      { key: 'endMib', label: 'the same with 512 MiB of memory in all: RSS after 10 min', unit: 'MiB', digits: 0 },
      { key: 'p99Ms', label: 'the same with 512 MiB of memory in all: delivery p99', unit: 'ms', digits: 1 }
    ]
  }
]

function fanout (name: string, size: number, view: View, systems: Pick<Plan, 'systems'>): Plan {
  return {
    name,
    figure: 'fanout',
    size,
    settings: { view },
    isSettled: size >= 1_000,
    connections: size,
    ...systems,
    metrics: [
      { key: 'lastMs', label: `one message to ${comma(size)} ${ASKED[view]}: the last has it`, unit: 'ms', digits: 1 },
      { key: 'medianMs', label: `one message to ${comma(size)} ${ASKED[view]}: half have it`, unit: 'ms', digits: 1 },
      { key: 'serverUsPerAnswer', label: `one message to ${comma(size)} ${ASKED[view]}: server CPU for each`, unit: 'µs', digits: 0 }
    ]
  }
}

function sends (name: string, who: string, settings: Plan['settings'], systems: Pick<Plan, 'systems'>): Plan {
  return {
    name,
    figure: 'sends',
    size: PAIRS_AT_FULL_LOAD * 2,
    settings,
    isSettled: true,
    connections: PAIRS_AT_FULL_LOAD * 4,
    ...systems,
    metrics: [
      { key: 'perSecond', label: `sends at full load, ${who}`, unit: '/s', digits: 0 },
      { key: 'serverUsPerSend', label: `server CPU per send at full load, ${who}`, unit: 'µs', digits: 0 }
    ]
  }
}

function disk (flushMs: number, view: View): Plan {
  const where = `flushes ${flushMs === 0 ? 'as they are' : `${flushMs} ms longer`}, ${ASKED[view]}, 200 sends/s`
  return {
    name: `disk-${flushMs}-${view}`,
    figure: 'disk',
    size: 200,
    settings: { rate: 200, view, hasSeconds: true },
    connections: 600,
    systems: HOLDLINE,
    flushMs,
    metrics: [
      { key: 'p50Ms', label: `delivery p50, ${where}`, unit: 'ms', digits: 2 },
      { key: 'p99Ms', label: `delivery p99, ${where}`, unit: 'ms', digits: 2 },
      { key: 'pageP50Ms', label: `others' pages p50, ${where}`, unit: 'ms', digits: 2 },
      { key: 'pageP99Ms', label: `others' pages p99, ${where}`, unit: 'ms', digits: 2 },
      { key: 'pollP50Ms', label: `others' polls p50, ${where}`, unit: 'ms', digits: 2 },
      { key: 'pollP99Ms', label: `others' polls p99, ${where}`, unit: 'ms', digits: 2 }
    ]
  }
}

export function comma (value: number): string {
  return value.toLocaleString('en')
}
