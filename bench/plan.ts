import type { Job, System } from './load/job.ts'

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
  readonly figure: Job['figure']
  readonly size: number
  readonly settings: Partial<Pick<Job, 'rate' | 'messages' | 'bothPark' | 'view'>>
  readonly metrics: readonly Metric[]
  /** Connections that the server and the load must be able to hold. */
  readonly connections: number
  /** The systems that can be measured; missing: all of them. */
  readonly systems?: readonly System[]
}

const PAIRS_AT_FULL_LOAD = 100

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
  ...[1_000, 5_000, 10_000].map((size): Plan => ({
    name: `parked-${size}`,
    figure: 'parked',
    size,
    settings: {},
    connections: size,
    metrics: [{ key: 'kibPerPoll', label: `RSS per parked poll, ${comma(size)} parked`, unit: 'KiB', digits: 1 }]
  })),
  ...[200, 1_000].map((rate): Plan => ({
    name: `delivery-${rate}`,
    figure: 'delivery',
    size: 1_000,
    settings: { rate },
    connections: 2_000,
    metrics: [
      { key: 'p50Ms', label: `delivery p50, 1,000 parked, ${comma(rate)} sends/s`, unit: 'ms', digits: 2 },
      { key: 'p99Ms', label: `delivery p99, 1,000 parked, ${comma(rate)} sends/s`, unit: 'ms', digits: 2 }
    ]
  })),
  {
    name: 'sends',
    figure: 'sends',
    size: PAIRS_AT_FULL_LOAD * 2,
    settings: { bothPark: false },
    connections: PAIRS_AT_FULL_LOAD * 2,
    metrics: [
      { key: 'perSecond', label: 'sends at full load, receivers parked', unit: '/s', digits: 0 },
      { key: 'serverUsPerSend', label: 'server CPU per send at full load', unit: 'µs', digits: 1 }
    ]
  },
  {
    name: 'sends-both',
    figure: 'sends',
    size: PAIRS_AT_FULL_LOAD * 2,
    settings: { bothPark: true },
    connections: PAIRS_AT_FULL_LOAD * 3,
    metrics: [{ key: 'perSecond', label: 'sends at full load, senders parked too', unit: '/s', digits: 0 }]
  },
  ...[100, 1_000, 5_000].map((size): Plan => ({
    name: `fanout-${size}`,
    figure: 'fanout',
    size,
    settings: {},
    connections: size,
    metrics: [
      { key: 'lastMs', label: `one message to ${comma(size)} parked: the last has it`, unit: 'ms', digits: 1 },
      { key: 'medianMs', label: `one message to ${comma(size)} parked: half have it`, unit: 'ms', digits: 1 }
    ]
  })),
  {
    name: 'fanout-html-1000',
    figure: 'fanout',
    size: 1_000,
    settings: { view: 'html' },
    connections: 1_000,
    // The others leave the drawing to the page.
    systems: ['holdline'],
    metrics: [
      { key: 'lastMs', label: 'one message to 1,000 open pages (view=html): the last has it', unit: 'ms', digits: 1 },
      { key: 'medianMs', label: 'one message to 1,000 open pages (view=html): half have it', unit: 'ms', digits: 1 },
      { key: 'serverUsPerAnswer', label: 'server CPU for each of 1,000 open pages (view=html)', unit: 'µs', digits: 0 }
    ]
  },
  {
    name: 'reconnect',
    figure: 'reconnect',
    size: 10_000,
    settings: {},
    connections: 10_000,
    metrics: [
      { key: 'allMs', label: '5,000 reconnect at once: all have what they missed', unit: 'ms', digits: 0 },
      { key: 'serverCpuMs', label: '5,000 reconnect at once: CPU it cost the server', unit: 'ms', digits: 0 }
    ]
  }
]

export function comma (value: number): string {
  return value.toLocaleString('en')
}
