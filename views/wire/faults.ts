import type { Fault, FaultName, RuleName } from '#domain/wire/faults/fault-table.ts'
import { action, formToken, select } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'

export interface FaultsShown {
  /** Whether this caller may use the switches, and whether one of them starts the server anew. */
  readonly allowed: boolean
  readonly canRestart: boolean
  /** The last one pressed first. */
  readonly faults: readonly Fault[]
}

/** Seconds to choose from for the switch that cuts waiting requests: networks cut in this range. */
const CUT_AFTER_S = [6, 10, 15] as const

/** The fault switches: what each does, and what came of those that were pressed. Forms first; `wire/faults.js` sends them in place. */
export function faultSection (page: OwnPage, shown: FaultsShown, names: readonly FaultName[]): Html {
  const { say } = page
  return html`<details id="wire-faults"${shown.faults.length > 0 && html` open`}><summary><h2>${say('faults.title')}</h2></summary>${shown.allowed
    ? html`<p>${say('faults.lead')}</p>
${faultsTold(page, shown.faults)}
<ul class="wire-switches">${names.filter(name => name !== 'restart' || shown.canRestart).map(name => html`
<li>${faultSwitch(page, name)} <span class="hint">${say(`faults.about-${name}`)}</span></li>`)}</ul>`
    : html`<p class="note">${say('reason.faults-off')}</p>`}</details>`
}

function faultSwitch (page: OwnPage, name: FaultName): Html {
  const { say, root } = page
  const choices = name !== 'cut-hold'
    ? null
    : html`${select({ name: 'seconds', label: say('faults.after'), refusal: null, chosen: '6', choices: CUT_AFTER_S.map(n => ({ value: String(n), label: say('wire.seconds', { n }) })) })}
${select({ name: 'ending', label: say('faults.ending'), refusal: null, chosen: 'close', choices: (['close', 'page', 'silent'] as const).map(value => ({ value, label: say(`faults.ending-${value}`) })) })}`
  return html`<form class="action" method="post" accept-charset="utf-8" action="${root}wire/faults">${formToken(page)}<input type="hidden" name="fault" value="${name}">${choices}<button type="submit" class="button small">${say(`faults.name-${name}`)}</button></form>`
}

/** The outcomes of the switches; `?fragment=faults` answers them alone. `data-active`: some are not over yet. */
export function faultsTold (page: OwnPage, faults: readonly Fault[]): Html {
  const { say, root } = page
  const isActive = faults.some(({ state }) => state !== 'ended')
  return html`<div id="wire-faults-told" role="status"${isActive && html` data-active="1"`}>${faults.length > 0 && html`<h3>${say('faults.told')}</h3>
<ul class="wire-told">${faults.map(fault => html`<li class="${fault.outcome ?? fault.state}"><strong>${say(`faults.name-${fault.fault}`)}</strong> ${sentence(page, fault)}${links(page, fault)}</li>`)}</ul>
<div class="actions"><a class="button small plain-only" href="${root}wire/">${say('wire.reload')}</a>${isActive && html` ${action(page, { to: 'wire/faults/off', label: say('faults.clear'), className: 'button small' })}`}</div>`}</div>`
}

/** The one sentence on a fault: what it waits for, or how it ended. */
function sentence ({ say }: OwnPage, { fault, state, outcome, rule }: Fault): string {
  if (outcome === 'kept' || fault === 'restart') return say(`faults.kept-${fault}`)
  if (outcome === 'broken') return say('faults.broken', { rule })
  return say(outcome === 'unseen' ? 'faults.unseen' : state === 'armed' ? 'faults.armed' : 'faults.happened')
}

function links ({ say, root }: OwnPage, { state, n, provenBy, rule, keeps }: Fault): Html | null {
  if (state !== 'ended' && n === null) return null
  const requests = [n, provenBy].filter((each, at, all) => each !== null && all.indexOf(each) === at)
  return html`<span class="wire-proof">${requests.map(each => html`<a href="${root}wire/exchanges/${String(each)}">${say('wire.exchange', { n: each ?? 0 })}</a> `)}<a href="${root}wire/rules/${rule}">${say('faults.rule', { rule })}</a> <code>${keeps}</code></span>`
}

/** One rule of the contract in plain words, with the files that keep it. */
export function rulePanel (page: OwnPage, rule: RuleName, keeps: readonly string[]): Html {
  const { say, root, asset } = page
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head wire-head"><a class="icon-button back" href="${root}wire/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('faults.rule', { rule })}</h1></header>
<div class="panel wire"><p class="lead">${say(`faults.rule-${rule}`)}</p><p>${say(`faults.rule-text-${rule}`)}</p>
<h2>${say('faults.where')}</h2><p>${say('faults.contract')}</p><p>${say('faults.code')} ${keeps.map(path => html`<code>${path}</code> `)}</p></div>`
}
