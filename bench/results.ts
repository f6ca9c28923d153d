import { existsSync, readFileSync } from 'node:fs'
import type { System } from './load/job.ts'
import { limitsFound } from './limits/report.ts'
import { describeMachine } from './machine.ts'
import type { Measured } from './measure.ts'
import { comma, type Metric, type Plan } from './plan.ts'
import { HOLDLINE_SETTINGS } from './servers.ts'
import { TARGETS, type Median, type Ratio } from './targets.ts'

const TITLES: Readonly<Record<System, string>> = {
  floor: 'floor', holdline: 'Holdline', socketio: 'Socket.IO polling', faye: 'Faye', trivial: 'trivial responder'
}
/** Above this share of a core, other programs may have affected the numbers. */
const DISTURBED = 0.1
const TRIED = `${import.meta.dirname}/tried.md`

export interface Circumstances {
  readonly command: string
  readonly startedAt: Date
  readonly workDir: string
  readonly repetitions: number
}

/** RESULTS.md of a run: ratios first, then absolute numbers, then their caveats. */
export function results (measured: readonly Measured[], circumstances: Circumstances): string {
  const { median, ratio, values } = medians(measured)
  const plans = [...new Set(measured.map(({ plan }) => plan))]
  const systems = [...new Set(measured.map(({ system }) => system))].filter(system => system !== 'trivial')
  const rows = plans.filter(({ figure }) => figure !== 'ceiling').flatMap(plan => plan.metrics.map(metric => ({ plan, metric })))
  const sections = [
    heading(circumstances),
    systems.includes('holdline') ? targets(median, ratio) : '',
    section('Ratios to the floor', 'The median, over the repetitions, of a system\'s value divided by the floor\'s.',
      table(['', ...systems.map(system => TITLES[system])], rows.filter(({ plan }) => plan.systems === undefined).map(({ plan, metric }) =>
        [metric.label, ...systems.map(system => times(ratio(plan.name, metric.key, system, 'floor')))]))),
    section('Absolute', `Medians of ${circumstances.repetitions}; in brackets the lowest and the highest.`,
      table(['', ...systems.map(system => TITLES[system])], rows.map(({ plan, metric }) =>
        [`${metric.label}, ${metric.unit}`, ...systems.map(system => range(values(plan.name, metric.key, system), metric))]))),
    word(measured, systems),
    bottleneck(measured, plans),
    failures(measured),
    settings(),
    existsSync(TRIED) ? readFileSync(TRIED, 'utf8').trim() : '',
    limitsFound()
  ]
  return sections.filter(text => text !== '').join('\n\n') + '\n'
}

function heading ({ command, startedAt, workDir, repetitions }: Circumstances): string {
  return section('# Results',
    'Holdline with everything on (sessions, permissions, `synchronous=FULL`) beside a bare `node:http` long-poll server that keeps ' +
    'nothing (the floor), Socket.IO\'s polling transport, and Faye. One server and one load at a time, the systems in turn, ' +
    `${repetitions} repetition${repetitions === 1 ? '' : 's'}. Written by \`bench/results.ts\`.`,
    [`- \`${command}\``, `- ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`]
      .concat(describeMachine(workDir).map(line => `- ${line}`)).join('\n'))
}

function targets (median: Median, ratio: Ratio): string {
  return section('Targets', '', table(['', 'asked', 'measured', ''], TARGETS.flatMap(({ says, limit, isAtLeast, digits, value }) => {
    const found = value(median, ratio)
    if (Number.isNaN(found)) return []
    const isMet = isAtLeast ? found >= limit : found <= limit
    const by = Math.abs(found - limit).toFixed(digits)
    return [[says, `${isAtLeast ? '≥' : '≤'} ${limit}`, found.toFixed(digits), isMet ? 'met' : `**missed by ${by}**`]]
  })))
}

/** The section on loss: whether everybody got every message once and in order. */
function word (measured: readonly Measured[], systems: readonly System[]): string {
  const rows = systems.map(system => {
    const verdicts = measured.filter(one => one.system === system).flatMap(({ report }) => report?.verdict ?? [])
    const sum = (key: 'delivered' | 'lost' | 'doubled' | 'reordered' | 'refused') =>
      comma(verdicts.reduce((total, verdict) => total + verdict[key], 0))
    return [TITLES[system], sum('delivered'), sum('lost'), sum('doubled'), sum('reordered'), sum('refused')]
  })
  return section('Lost, doubled, reordered', 'Over all figures and repetitions, per receiver and sender.',
    table(['', 'delivered', 'lost', 'doubled', 'reordered', 'refused'], rows))
}

/** The section on the bottleneck: whether the server or the load was measured. */
function bottleneck (measured: readonly Measured[], plans: readonly Plan[]): string {
  const rows = plans.flatMap(plan => {
    const loads = measured.filter(one => one.plan === plan)
    return [...new Set(loads.map(({ system }) => system))].flatMap(system => {
      const cpus = loads.filter(one => one.system === system).flatMap(({ report }) => report?.cpu ?? [])
      if (cpus.length === 0) return []
      const share = (key: 'server' | 'load' | 'others') => middle(cpus.map(cpu => cpu[key]))
      const others = percent(share('others')) + (share('others') > DISTURBED ? ' (disturbed)' : '')
      return [[plan.name, TITLES[system], percent(share('server')), percent(share('load')), others]]
    })
  })
  const ceilings = measured.flatMap(({ report }) => report?.figures['requestsPerSecond'] ?? [])
  const self = ceilings.length === 0
    ? ''
    : ` Against a responder that does nothing the load makes ${comma(Math.round(middle(ceilings)))} requests a second (a send that is delivered takes two).`
  return section('Server and load', `Shares of a core while it was measured; \`others\` is everything else on the machine.${self}`,
    table(['figure', 'system', 'server', 'load', 'others'], rows))
}

function failures (measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ plan, system, failure }) => failure === null ? [] : [`- ${plan.name}, ${TITLES[system]}: ${failure}`])
  return lines.length === 0 ? '' : section('Not measured', '', [...new Set(lines)].join('\n'))
}

function settings (): string {
  const rows = Object.entries(HOLDLINE_SETTINGS).map(([name, { value, why }]) => [`\`${name}=${value}\``, why])
  return section('Settings of Holdline that differ from its defaults', '', rows.length === 0 ? 'None.' : table(['', 'why'], rows))
}

function medians (measured: readonly Measured[]) {
  const values = (plan: string, metric: string, system: System): number[] => measured
    .filter(one => one.plan.name === plan && one.system === system)
    // A failed figure is NaN, which JSON cannot hold.
    .map(({ report }) => report?.figures[metric] ?? NaN)
  const median: Median = (plan, metric, system) => middle(values(plan, metric, system))
  const ratio: Ratio = (plan, metric, system, to) => {
    const divisors = values(plan, metric, to)
    return middle(values(plan, metric, system).map((value, repetition) => value / (divisors[repetition] ?? NaN)))
  }
  return { values, median, ratio }
}

function middle (values: readonly number[]): number {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2
}

function range (values: readonly number[], { digits }: Metric): string {
  const found = values.filter(value => !Number.isNaN(value))
  if (found.length === 0) return '–'
  const show = (value: number) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const spread = found.length === 1 ? '' : ` (${show(Math.min(...found))}–${show(Math.max(...found))})`
  return show(middle(found)) + spread
}

function times (value: number): string {
  return Number.isNaN(value) ? '–' : `×${value.toFixed(2)}`
}

function percent (share: number): string {
  return `${Math.round(share * 100)} %`
}

function section (title: string, lead: string, body: string): string {
  return [title.startsWith('#') ? title : `## ${title}`, lead, body].filter(text => text !== '').join('\n\n')
}

function table (head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
