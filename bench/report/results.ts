import { existsSync, readFileSync } from 'node:fs'
import type { Contender } from '../systems/contenders.ts'
import { limitsFound } from '../limits/report.ts'
import { describeMachine } from '../machine.ts'
import type { Measured } from '../measure.ts'
import { contendersIn, findingsOf, mediansOf, middle } from './medians.ts'
import { comma, type Metric, type Plan } from '../plan.ts'
import { HOLDLINE_SETTINGS } from '../systems/servers.ts'
import { isMet, TARGETS } from './targets.ts'

/** Above this share of a core, other programs may have affected the numbers. */
const DISTURBED = 0.1
/** Above this share of its core, the load may have been measured instead of the server. */
export const BUSY_LOAD = 0.9
/** The project's own bound for a turn, at p99.9. */
const LONG_TURN_MS = 10
const TRIED = `${import.meta.dirname}/../tried.md`

export interface Circumstances {
  readonly command: string
  readonly startedAt: Date
  readonly workDir: string
  readonly repetitions: number
}

/** RESULTS.md of a run: targets and ratios first, then absolute numbers, then their caveats. */
export function results (measured: readonly Measured[], circumstances: Circumstances): string {
  const sections = [
    heading(measured, circumstances),
    compared(measured),
    absolute(measured, circumstances.repetitions),
    turns(measured),
    word(measured),
    bottleneck(measured),
    failures(measured),
    settings(),
    existsSync(TRIED) ? readFileSync(TRIED, 'utf8').trim() : '',
    limitsFound()
  ]
  return sections.filter(text => text !== '').join('\n\n') + '\n'
}

/** The sections that compare: the targets, and the ratios to the floor and to the first tree. */
export function compared (measured: readonly Measured[]): string {
  const contenders = contendersIn(measured)
  const trees = contenders.filter(({ system }) => system === 'holdline')
  const [now] = trees
  return [
    trees.length > 0 ? targets(measured) : '',
    ratios(measured, contenders, 'floor', 'Ratios to the floor'),
    trees.length > 1 && now !== undefined ? ratios(measured, trees, now.name, `Ratios to ${now.name}`) : ''
  ].filter(text => text !== '').join('\n\n')
}

function heading (measured: readonly Measured[], { command, startedAt, workDir, repetitions }: Circumstances): string {
  return section('# Results',
    'Holdline with everything on (sessions, permissions, receipts, presence, second browsers, every commit flushed to a disk) beside a bare ' +
    '`node:http` long-poll server that keeps nothing (the floor), Socket.IO\'s polling transport, and Faye. Open pages poll with `view=html`, ' +
    'programs with `view=json`. One server and one load at a time, the systems in turn, ' +
    `${repetitions} repetition${repetitions === 1 ? '' : 's'}. [README.md](README.md) says how each figure is measured; written by \`bench/report/results.ts\`.`,
    [`- \`${command}\``, `- ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`]
      .concat(contendersIn(measured).flatMap(({ name, about }) => about === '' ? [] : [`- ${name}: ${about}`]))
      .concat(describeMachine(workDir).map(line => `- ${line}`)).join('\n'))
}

function targets (measured: readonly Measured[]): string {
  const findings = findingsOf(measured)
  const rows = TARGETS.flatMap(({ says, bound, better }) => {
    const met = isMet(bound, findings)
    if (met === null) return []
    const further = better === null ? '' : `${better.says}${isMet(better, findings) === true ? ': met' : ''}`
    return [[says, bound.says, bound.found(findings).toFixed(2), met ? 'met' : '**missed**', further]]
  })
  return rows.length === 0
    ? ''
    : section('Targets', 'Of the newest tree; "now" is the oldest one in this run.',
      table(['', 'asked', 'found', '', 'better still'], rows))
}

function ratios (measured: readonly Measured[], contenders: readonly Contender[], to: string, title: string): string {
  const { ratio } = mediansOf(measured)
  const rows = metricsOf(measured).map(({ plan, metric }) =>
    [metric.label, ...contenders.map(({ name }) => times(ratio(plan.name, metric.key, name, to)))])
    .filter(([, ...cells]) => cells.some(cell => cell !== NONE))
  return rows.length === 0
    ? ''
    : section(title, 'The median, over the repetitions, of a value divided by the other\'s in the same repetition.',
      table(['', ...contenders.map(({ name }) => name)], rows))
}

function absolute (measured: readonly Measured[], repetitions: number): string {
  const { values } = mediansOf(measured)
  const contenders = contendersIn(measured)
  return section('Absolute', `Medians of ${repetitions}; in brackets the lowest and the highest.`,
    table(['', ...contenders.map(({ name }) => name)], metricsOf(measured).map(({ plan, metric }) =>
      [`${metric.label}, ${metric.unit}`, ...contenders.map(({ name }) => range(values(plan.name, metric.key, name), metric))])))
}

/** The section on own work of a turn of the loop. */
function turns (measured: readonly Measured[]): string {
  const contenders = contendersIn(measured)
  const cell = (plan: Plan, name: string): string => {
    const cpus = measured.filter(one => one.plan === plan && one.contender.name === name).flatMap(({ report }) => report?.cpu ?? [])
    const usual = middle(cpus.map(({ turnMs }) => turnMs ?? NaN))
    if (Number.isNaN(usual)) return NONE
    const longest = Math.max(...cpus.map(({ longestTurnMs }) => longestTurnMs ?? 0))
    return `${usual > LONG_TURN_MS ? `**${usual.toFixed(1)}**` : usual.toFixed(1)} / ${longest.toFixed(0)}`
  }
  const rows = plansOf(measured).map(plan => [plan.name, ...contenders.map(({ name }) => cell(plan, name))])
    .filter(([, ...cells]) => cells.some(text => text !== NONE))
  return rows.length === 0
    ? ''
    : section('Own work of a turn of the loop', 'Its processor time and the time it waited for flushes, in ms: ' +
    `p99.9, the median over the repetitions, bold above ${LONG_TURN_MS}; and the longest of all.`, table(['', ...contenders.map(({ name }) => name)], rows))
}

/** The section on loss: whether everybody got every message once and in order. */
function word (measured: readonly Measured[]): string {
  const rows = contendersIn(measured).map(({ name }) => {
    const verdicts = measured.filter(one => one.contender.name === name).flatMap(({ report }) => report?.verdict ?? [])
    const sum = (key: 'delivered' | 'lost' | 'doubled' | 'reordered' | 'refused') =>
      comma(verdicts.reduce((total, verdict) => total + verdict[key], 0))
    return [name, sum('delivered'), sum('lost'), sum('doubled'), sum('reordered'), sum('refused')]
  })
  return section('Lost, doubled, reordered', 'Over all figures and repetitions, per browser and sender.',
    table(['', 'delivered', 'lost', 'doubled', 'reordered', 'refused'], rows))
}

/** The section on the bottleneck: whether the server or the load was measured. */
function bottleneck (measured: readonly Measured[]): string {
  const rows = plansOf(measured).flatMap(plan => {
    const loads = measured.filter(one => one.plan === plan)
    return [...new Set(loads.map(({ contender }) => contender.name))].flatMap(name => {
      const cpus = loads.filter(one => one.contender.name === name).flatMap(({ report }) => report?.cpu ?? [])
      if (cpus.length === 0) return []
      const share = (key: 'server' | 'load' | 'others') => middle(cpus.map(cpu => cpu[key]))
      const load = percent(share('load')) + (share('load') > BUSY_LOAD ? ' (the narrower side)' : '')
      const others = percent(share('others')) + (share('others') > DISTURBED ? ' (disturbed)' : '')
      return [[plan.name, name, percent(share('server')), load, others]]
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
  const lines = measured.flatMap(({ plan, contender, failure }) => failure === null ? [] : [`- ${plan.name}, ${contender.name}: ${failure}`])
  return lines.length === 0 ? '' : section('Not measured', '', [...new Set(lines)].join('\n'))
}

function settings (): string {
  const rows = Object.entries(HOLDLINE_SETTINGS).map(([name, { value, why }]) => [`\`${name}=${value}\``, why])
  return section('Settings of Holdline that differ from its defaults', '', table(['', 'why'], rows))
}

function plansOf (measured: readonly Measured[]): Plan[] {
  return [...new Set(measured.map(({ plan }) => plan))]
}

function metricsOf (measured: readonly Measured[]): { readonly plan: Plan, readonly metric: Metric }[] {
  return plansOf(measured).filter(({ figure }) => figure !== 'ceiling').flatMap(plan => plan.metrics.map(metric => ({ plan, metric })))
}

const NONE = '–'

function range (values: readonly number[], { digits }: Metric): string {
  const found = values.filter(value => !Number.isNaN(value))
  if (found.length === 0) return NONE
  const show = (value: number) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const spread = found.length === 1 ? '' : ` (${show(Math.min(...found))}–${show(Math.max(...found))})`
  return show(middle(found)) + spread
}

function times (value: number): string {
  return Number.isFinite(value) ? `×${value.toFixed(2)}` : NONE
}

export function percent (share: number): string {
  return `${Math.round(share * 100)} %`
}

function section (title: string, lead: string, body: string): string {
  return [title.startsWith('#') ? title : `## ${title}`, lead, body].filter(text => text !== '').join('\n\n')
}

function table (head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
