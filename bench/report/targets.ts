/** Medians over the repetitions, of the newest tree and beside others; NaN where something was not measured. */
export interface Findings {
  value (plan: string, metric: string): number
  /** Times the same of the oldest tree, "now"; NaN where there is one tree only. */
  ofNow (plan: string, metric: string): number
  ofFloor (plan: string, metric: string): number
  aboveFloor (plan: string, metric: string): number
  /** Times the same metric of another figure. */
  of (plan: string, metric: string, otherPlan: string): number
}

/** A bound: the highest allowed `found`; the lowest, when `isAtLeast`. */
interface Bound {
  readonly limit: number
  readonly says: string
  readonly isAtLeast: boolean
  found (findings: Findings): number
}

/** One of the project's own targets, and a further one to reach for. */
export interface Target {
  readonly says: string
  readonly bound: Bound
  readonly better: Bound | null
}

type Of = readonly [plan: string, metric: string]

const ofNow = (limit: number, [plan, metric]: Of): Bound =>
  ({ limit, says: `≤ ${limit} of now`, isAtLeast: false, found: findings => findings.ofNow(plan, metric) })
const timesNow = (limit: number, [plan, metric]: Of): Bound =>
  ({ limit, says: `≥ ${limit} × now`, isAtLeast: true, found: findings => findings.ofNow(plan, metric) })
const ofFloor = (limit: number, [plan, metric]: Of): Bound =>
  ({ limit, says: `≤ ${limit} × the floor`, isAtLeast: false, found: findings => findings.ofFloor(plan, metric) })
const timesFloor = (limit: number, [plan, metric]: Of): Bound =>
  ({ limit, says: `≥ ${limit} × the floor`, isAtLeast: true, found: findings => findings.ofFloor(plan, metric) })
const aboveFloor = (limit: number, [plan, metric]: Of): Bound =>
  ({ limit, says: `≤ ${limit} ms above the floor`, isAtLeast: false, found: findings => findings.aboveFloor(plan, metric) })
const most = (limit: number, [plan, metric]: Of, unit: string): Bound =>
  ({ limit, says: `≤ ${limit} ${unit}`, isAtLeast: false, found: findings => findings.value(plan, metric) })

function target (says: string, of: Of, bound: (of: Of) => Bound, better: ((of: Of) => Bound) | null = null): Target {
  return { says, bound: bound(of), better: better?.(of) ?? null }
}

const fanout = (size: number, view: string): Of => [`fanout-${size}-${view}`, 'lastMs']

export const TARGETS: readonly Target[] = [
  ...[1_000, 5_000].map(size => target(`one message to ${size.toLocaleString('en')} open pages, the last has it`, fanout(size, 'html'),
    of => ofNow(0.15, of), of => ofFloor(1.5, of))),
  target('sends at full load, open pages', ['sends-html', 'perSecond'], of => timesNow(4, of), of => timesFloor(0.4, of)),
  target('delivery p50 at 1,000 sends/s, open pages', ['delivery-1000-html', 'p50Ms'], of => aboveFloor(1, of), of => aboveFloor(0.4, of)),
  target('delivery p99 at 1,000 sends/s, open pages', ['delivery-1000-html', 'p99Ms'], of => aboveFloor(15, of), of => aboveFloor(5, of)),
  target('5,000 open pages reconnect', ['reconnect-html', 'allMs'], of => ofNow(0.25, of), of => ofFloor(2, of)),
  target('sends at full load, json', ['sends-json', 'perSecond'], of => timesNow(2, of), of => timesFloor(0.6, of)),
  target('delivery p50 at 1,000 sends/s, json', ['delivery-1000-json', 'p50Ms'], of => aboveFloor(0.35, of), of => aboveFloor(0.2, of)),
  target('delivery p99 at 1,000 sends/s, json', ['delivery-1000-json', 'p99Ms'], of => aboveFloor(8, of), of => aboveFloor(3, of)),
  target('one message to 1,000 parked, json', fanout(1_000, 'json'), of => ofNow(0.68, of), of => ofFloor(1.15, of)),
  target('one message to 5,000 parked, json', fanout(5_000, 'json'), of => ofNow(0.64, of), of => ofFloor(1.15, of)),
  target('5,000 reconnect, json', ['reconnect-json', 'allMs'], of => ofNow(0.5, of), of => ofFloor(1.3, of)),
  target('one message to 1,000 held frames of 40 messages', fanout(1_000, 'held'), of => ofNow(0.4, of), of => ofNow(0.2, of)),
  ...[1_000, 5_000, 10_000].map(size => target(`RSS per parked poll at ${size.toLocaleString('en')}`, [`parked-${size}`, 'kibPerPoll'],
    of => ofNow(1, of), of => most(8, of, 'KiB'))),
  target('RSS after 10 min of 1,000 open pages at 300 messages/s', ['long', 'endMib'], of => most(300, of, 'MiB'), of => most(200, of, 'MiB')),
  target('its growth in the last 7 min', ['long', 'growthMib'], of => most(15, of, 'MiB')),
  target('its delivery p99 with 512 MiB of memory in all', ['long-512', 'p99Ms'], ([plan, metric]) =>
    ({ limit: 2, says: '≤ 2 × without', isAtLeast: false, found: findings => findings.of(plan, metric, 'long') })),
  target('presence settles, 10,000 parked: longest turn', ['rest', 'longestTurnMs'], of => most(10, of, 'ms')),
  target('delivery p50 with flushes of 20 ms more, open pages', ['disk-20-html', 'p50Ms'], of => most(22, of, 'ms')),
  ...(['page', 'poll'] as const).map(what => target(`others' ${what}s meanwhile, p50`, ['disk-20-html', `${what}P50Ms`],
    ([plan, metric]) => ({ limit: 1.2, says: '≤ 1.2 × without', isAtLeast: false, found: findings => findings.of(plan, metric, 'disk-0-html') }))),
  target('sends at full load with random clientIds, json', ['sends-json-uuid', 'perSecond'], ([plan, metric]) =>
    ({ limit: 0.9, says: '≥ 0.9 of others', isAtLeast: true, found: findings => findings.of(plan, metric, 'sends-json') })),
  target('page of a conversation, CPU', ['pages', 'pageCpuMs'], of => most(1.5, of, 'ms'), of => most(1, of, 'ms')),
  target('page of a conversation, on the wire', ['pages', 'pageKib'], of => most(8, of, 'KiB')),
  target('first visit, on the wire, without the page and the font', ['pages', 'visitKib'], of => most(50, of, 'KiB')),
  target('first page of the executable', ['start', 'executableMs'], of => most(600, of, 'ms'), of => most(300, of, 'ms')),
  target('private memory of the executable', ['start', 'executableOwnMib'], of => most(60, of, 'MiB'), of => most(45, of, 'MiB')),
  target('private memory from source', ['start', 'sourceOwnMib'], of => most(80, of, 'MiB')),
  target('RSS from source', ['start', 'sourceRssMib'], of => most(130, of, 'MiB'))
]

export function isMet ({ limit, isAtLeast, found }: Bound, findings: Findings): boolean | null {
  const value = found(findings)
  return Number.isNaN(value) ? null : isAtLeast ? value >= limit : value <= limit
}
