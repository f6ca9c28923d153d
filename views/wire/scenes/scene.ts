import type { Play, Speed } from '#domain/wire/played/plays.ts'
import type { Expected, SceneName } from '#domain/wire/played/scenes.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { Step } from '#domain/wire/steps.ts'
import { action, formToken } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { legend } from '#views/wire/legend.ts'
import { lostAnswers } from '#views/wire/outcomes.ts'
import { cursors, outcome } from '#views/wire/table.ts'
import { seenBy } from '#views/wire/drawing/seen-by.ts'
import { timeline } from '#views/wire/drawing/timeline.ts'
import { unscripted } from '#views/site/layout.ts'
import { boardStage } from '#views/wire/frame.ts'
import { expectedLines } from './expected.ts'
import { sceneTitle } from './titles.ts'

export interface SceneShown {
  readonly name: SceneName
  readonly expected: readonly Expected[]
  /** Null: it is not played here now. */
  readonly play: Play | null
  /** Its exchanges with the names of their lanes. */
  readonly rows: ReadonlyArray<{ readonly exchange: ExchangeRecord, readonly who: string }>
  readonly steps: readonly Step[]
  readonly speeds: readonly Speed[]
  /** Whether the reader may play it. */
  readonly mayPlay: boolean
}

/** The address of a scene, and of the play of it that is shown, below the root. */
export function scenePath ({ name, play }: SceneShown): string {
  return play === null ? `wire/scenes/${name}` : `wire/scenes/${name}?play=${play.id}`
}

/**
 * A scene: what it is about, a form that plays it, and its board. `frame`: the name of the frame for pages without script in which a play
 * goes on; null: no frames.
 */
export function scenePanel (page: OwnPage, shown: SceneShown, frame: string | null): Html {
  const { say, root, asset, mode } = page
  const { name, play } = shown
  const address = frame !== null && play?.state === 'running' ? `wire/plays/${play.id}/live?tab=${frame}` : null
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head wire-head"><a class="icon-button back" href="${root}wire/scenes/">${labelledIcon('back', say('nav.back'))}</a><h1>${sceneTitle(page, name)}</h1></header>
<div class="panel wire"><p class="lead">${say(`scenes.about-${name}`)}</p>
${mode === 'frame' && address !== null ? null : html`<div class="wire-now${address !== null && ' framed'}">${sceneBoard(page, shown)}</div>`}
${address !== null && unscripted(page, boardStage(page, { title: sceneTitle(page, name), address, help: say('scenes.frame-help') }))}${mode === 'live' && play !== null && html`<script src="${asset('wire.js')}" defer></script>`}</div>`
}

/** The part that is drawn again as the play goes on; `?fragment=board` answers it alone. `table`: the address of its table, with `#`. */
export function sceneBoard (page: OwnPage, shown: SceneShown, table = '#'): Html {
  const { name, expected, play, rows, steps } = shown
  const { say, root } = page
  const source = play?.state === 'running' && html` data-version="${play.version}" data-news="api/wire/plays/${play.id}?" data-board="?play=${play.id}&fragment=board"`
  return html`<div id="wire-board"${source}>
${play?.state !== 'running' && playForm(page, shown)}
${play !== null && html`${verdict(page, play, table)}
${play.state === 'running' && html`<div class="actions">${play.speed === 'steps' && action(page, { to: `wire/scenes/${name}/step`, label: say('scenes.step'), className: 'button primary', fields: { play: play.id } })} <a class="button small plain-only" href="${root}${scenePath(shown)}">${say('scenes.reload')}</a></div>`}`}
${expectedLines(page, expected, play, table)}
${play !== null && play.exchanges.length > 0 && html`<h2>${say('wire.timeline')}</h2>${legend(page)}
${drawing({ ...page, root: table }, { play, expected, steps })}
<h2>${say('wire.table')}</h2>
${requests(page, rows, play)}`}</div>`
}

function playForm (page: OwnPage, { name, play, speeds, mayPlay }: SceneShown): Html {
  const { say, root } = page
  if (!mayPlay) return html`<p class="note">${say('scenes.admins-only')}</p>`
  return html`<form class="scene-form" method="post" accept-charset="utf-8" action="${root}wire/scenes/${name}">${formToken(page)}
<span class="field"><label for="speed">${say('scenes.speed')}</label> <select id="speed" name="speed">${speeds.map(speed => html`<option value="${speed}"${speed === play?.speed && html` selected`}>${say(`scenes.speed-${speed}`)}</option>`)}</select></span>
<button type="submit" class="button primary">${say(play === null ? 'scenes.play' : 'scenes.again')}</button></form>`
}

function verdict ({ say }: OwnPage, { state, passed, brokenBy, broke }: Play, table: string): Html {
  if (state === 'running') return html`<p class="note" role="status">${say('scenes.running')}</p>`
  const told = passed === true ? say('scenes.all-as-expected') : brokenBy === null ? say('scenes.broken') : say('scenes.broken-by', { n: brokenBy })
  return html`<p class="note ${passed === true ? 'done' : 'refused'}" role="status">${brokenBy === null ? told : html`<a href="${table}wire/exchanges/${brokenBy}">${told}</a>`}${broke !== null && ` ${say('scenes.broke-off', { why: broke })}`}</p>`
}

/** The timeline from the side of the person who is told first; its links lead into the table below. */
function drawing (page: OwnPage, { play, expected, steps }: { play: Play } & Pick<SceneShown, 'expected' | 'steps'>): Html | null {
  const hearer = expected.find(({ does }) => does === 'hears')?.who
  const username = play.exchanges.find(({ session, tab }) => session === hearer || tab === hearer)?.username ?? page.viewer.username
  return timeline(seenBy(page, play.exchanges, username), play.exchanges, steps, true)
}

function requests (page: OwnPage, rows: SceneShown['rows'], { brokenBy, exchanges }: Play): Html {
  const { say } = page
  const lost = lostAnswers(exchanges)
  return html`<section class="wire-scroll" tabindex="0" aria-label="${say('wire.table')}"><table class="wire-table"><thead><tr><th scope="col">${say('wire.col-n')}</th><th scope="col">${say('scenes.who')}</th><th scope="col">${say('wire.col-what')}</th><th scope="col">${say('wire.col-cursor')}</th><th scope="col">${say('wire.col-end')}</th></tr></thead>
<tbody>${rows.map(({ exchange: each, who }) => html`<tr id="wire/exchanges/${each.n}" class="end-${each.end}${each.n === brokenBy && ' broken'}"><td>${each.n}</td><td>${who}</td><td>${say(`wire.way-${each.way}`)} <code>${each.method} ${each.path.replace(/[?].*/, '').replace(/(conversations|held)\/[^/]+/, '$1/…')}</code></td><td>${cursors(each)}</td><td>${lost.has(each.n) ? say('wire.answer-lost') : outcome(page, each)}</td></tr>`)}</tbody></table></section>`
}
