import type { ConformanceScene } from '#domain/wire/played/conformance.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Step } from '#domain/wire/steps.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { seenBy } from '#views/wire/drawing/seen-by.ts'
import { timeline } from '#views/wire/drawing/timeline.ts'
import { legend } from '#views/wire/legend.ts'
import { exchangeTable } from '#views/wire/table.ts'
import { places, watchedDocument, type WatchedServer } from './watched.ts'

export interface RunShown {
  readonly scenes: readonly ConformanceScene[]
  /** The command that plays a run. */
  readonly command: string
}

/** The address of a scene's requests, below the root. */
const scenePath = (id: number): string => `conformance/${id}/`

/** A conformance run: the scenes that broke, and how many of each rule held. */
export function runPage (page: OwnPage, server: WatchedServer, { scenes, command }: RunShown): Html {
  const { say, root } = page
  const broken = scenes.filter(({ outcome }) => outcome === 'broken')
  const rules = [...new Set(scenes.map(({ rule }) => rule))]
  return watchedDocument(page, goesOn(scenes), html`<div class="panel wire"><h1>${say('watched.run')}</h1>
${places(page, server)}
<p class="lead">${say('watched.run-text', { address: server.address })}</p>
${scenes.length === 0
    ? html`<p>${say('watched.run-none')}</p><pre class="wire-raw" tabindex="0"><code>${command}</code></pre>`
    : html`<p class="note${goesOn(scenes) ? '' : broken.length > 0 ? ' refused' : ' done'}" role="status">${say('watched.counts', counted(scenes))}</p>
${broken.length > 0 && html`<h2>${say('watched.broken-scenes')}</h2>${sceneTable(page, broken)}`}
<h2>${say('watched.rules')}</h2><div class="wire-scroll"><table class="wire-table"><thead><tr><th scope="col">${say('watched.rule')}</th>${COUNTS.map(({ label }) => html`<th scope="col">${say(label)}</th>`)}</tr></thead><tbody>
${rules.map(rule => {
      const counts = counted(scenes.filter(each => each.rule === rule))
      return html`<tr${counts.broken > 0 && html` class="broken"`}><th scope="row"><a href="${root}conformance/rules/${encodeURIComponent(rule)}">${rule}</a></th>${COUNTS.map(({ name }) => html`<td>${counts[name]}</td>`)}</tr>`
    })}</tbody></table></div>
<p class="actions"><a class="button small" href="${root}conformance.json">${say('watched.as-json')}</a></p>`}</div>`)
}

/** The scenes of one rule, through every switch. */
export function rulePage (page: OwnPage, rule: string, scenes: readonly ConformanceScene[]): Html {
  return watchedDocument(page, goesOn(scenes), html`${head(page, 'conformance/', rule)}<div class="panel wire">${sceneTable(page, scenes)}</div>`)
}

export interface SceneShown {
  readonly scene: ConformanceScene
  /** Null: they were dropped. */
  readonly exchanges: readonly ExchangeRecord[] | null
  readonly steps: readonly Step[]
}

/** One scene with its requests, in the order in which they came. */
export function scenePage (page: OwnPage, { scene, exchanges, steps }: SceneShown): Html {
  const { say, root } = page
  const { id, rule, title, brokenBy } = scene
  const below = { ...page, root: root + scenePath(id) }
  const side = exchanges?.find(({ n }) => n === brokenBy) ?? exchanges?.find(({ way }) => way === 'poll')
  return watchedDocument(page, goesOn([scene]), html`${head(page, `conformance/rules/${encodeURIComponent(rule)}`, rule)}<div class="panel wire"><p class="lead" lang="en">${title}</p>
<p class="note${scene.outcome === 'broken' ? ' refused' : scene.outcome === 'held' ? ' done' : ''}" role="status">${via(page, scene)} · ${outcomeOf(page, scene)}${told(page, scene)}</p>
${exchanges === null
    ? html`<p>${say(scene.dropped ? 'watched.dropped' : 'watched.none-asked')}</p>`
    : html`<p class="actions"><a class="button small" href="${below.root}har" download="holdline.har">${say('wire.har')}</a> <a class="button small" href="${root}conformance/${id}.json">${say('watched.as-json')}</a></p>
<h2>${say('wire.timeline')}</h2>${legend(page)}
${timeline(side === undefined ? below : seenBy(below, exchanges, side.username), exchanges, steps, true)}
<h2>${say('wire.table')}</h2>${brokenBy !== null && html`<p class="hint">${say('watched.culprit')}</p>`}
${exchangeTable(below, exchanges, steps, { brokenBy })}`}</div>`)
}

function head ({ say, root }: OwnPage, back: string, title: string): Html {
  return html`<header class="column-head wire-head"><a class="icon-button back" href="${root}${back}">${labelledIcon('back', say('nav.back'))}</a><h1>${title}</h1></header>`
}

function sceneTable (page: OwnPage, scenes: readonly ConformanceScene[]): Html {
  const { say, root } = page
  return html`<div class="wire-scroll"><table class="wire-table of-scenes"><thead><tr>${(['rule', 'promise', 'via', 'outcome'] as const).map(name => html`<th scope="col">${say(`watched.${name}`)}</th>`)}</tr></thead><tbody>
${scenes.map(scene => html`<tr${scene.outcome === 'broken' && html` class="broken"`}><td>${scene.rule}</td><td lang="en"><a href="${root}${scenePath(scene.id)}wire/">${scene.title}</a></td><td>${via(page, scene)}</td><td>${outcomeOf(page, scene)}${told(page, scene)}</td></tr>`)}</tbody></table></div>`
}

function told ({ say, root }: OwnPage, { id, sentence, brokenBy }: ConformanceScene): Html {
  return html`${sentence !== '' && html` · <span lang="en">${sentence}</span>`}${brokenBy !== null && html` <a href="${root}${scenePath(id)}wire/exchanges/${brokenBy}">${say('watched.broken-by', { n: brokenBy })}</a>`}`
}

function via ({ say }: OwnPage, { via }: ConformanceScene): string {
  return via === 'none' ? say('watched.directly') : via
}

function outcomeOf ({ say }: OwnPage, { outcome, exchanges }: ConformanceScene): string {
  if (outcome === 'not visible') return say('watched.not-visible')
  return outcome === null ? say(exchanges > 0 ? 'watched.playing' : 'watched.to-come') : say(`watched.${outcome}`)
}

const COUNTS = [
  { name: 'held', label: 'watched.held' },
  { name: 'broken', label: 'watched.broken' },
  { name: 'unseen', label: 'watched.not-visible' },
  { name: 'open', label: 'watched.to-come' }
] as const

function counted (scenes: readonly ConformanceScene[]) {
  const count = (wanted: ConformanceScene['outcome']): number => scenes.filter(({ outcome }) => outcome === wanted).length
  return { held: count('held'), broken: count('broken'), unseen: count('not visible'), open: count(null) }
}

// A run that is over is read in peace; the next one is shown when the page is loaded again.
function goesOn (scenes: readonly ConformanceScene[]): boolean {
  return scenes.length === 0 || scenes.some(({ outcome }) => outcome === null)
}
