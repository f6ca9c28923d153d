import { connectionResult, budgetNote, type ResultShown } from './connection-result.ts'
import { formToken, refusalNote, type FormRefusal } from '#views/parts/forms.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import { CATALOGUES } from '#views/parts/language.ts'
import { document, frontDocument } from '#views/site/layout.ts'
import type { Page } from '#views/parts/page.ts'

export interface ConnectionShown {
  /** A text in many scripts and a long one, whose arrival is the first thing tested. */
  readonly text: string
  readonly fillBytes: number
  /** Holds to try, in seconds. */
  readonly rungs: readonly number[]
  readonly refusal: FormRefusal | null
  readonly holdsOne: boolean
}

/** “Test your connection”: works by forms and frames; its script does the same without leaving the page. */
export function connectionPage (page: Page, { text, fillBytes, rungs, refusal, holdsOne }: ConnectionShown): Html {
  const { say, siteName, root } = page
  const words = CATALOGUES[page.language]
  return connectionDocument(page, html`<h1>${say('connection.title')}</h1>
<p class="lead">${say('connection.lead', { site: siteName })}</p>
${refusalNote(refusal)}
<form id="connection-test" class="stack" method="post" accept-charset="utf-8" action="${root}connection/start" data-running="${words['connection.running']}" data-elsewhere="${words['connection.lost-elsewhere']}" data-nothing="${words['connection.lost-nothing']}" data-busy="${words['connection.busy']}" data-again="${words['connection.again']}" data-rungs="${rungs.join(',')}">${formToken(page)}
<input type="hidden" name="text" value="${text}"><input type="hidden" name="fill" value="${'x'.repeat(fillBytes)}">
<p class="hint">${say('connection.meanwhile')}</p>
<button type="submit" class="button primary">${say('connection.start')}</button></form>
<form id="connection-steps" method="post" accept-charset="utf-8" action="${root}connection/steps">${formToken(page)}<input type="hidden" name="text" value="${text}"><button type="submit" class="linklike">${say('connection.steps')}</button></form>
<p id="connection-progress" class="hint"></p>
<div id="connection-result" tabindex="-1">${budgetNote(page, holdsOne)}</div>
${back(page)}`, true)
}

export interface Leg {
  /** The test and the address of the next page. */
  readonly test: string
  readonly nextUrl: string
  readonly afterS: number
}

/** First part without script: small frames that are held until all have come. */
export function togetherPage (page: Page, { test, nextUrl, afterS }: Leg, frames: number): Html {
  const { say, root } = page
  return connectionDocument(page, html`<h1>${say('connection.together-title')}</h1>
<p class="lead">${say('connection.together-text')}</p>
<p class="frames">${Array.from({ length: frames }, (_, i) => html`<iframe class="small" title="${say('connection.frame-together', { n: i + 1, of: frames })}"
 src="${root}connection/frames/together?test=${test}&amp;n=${i + 1}"></iframe>`)}</p>
<p class="actions"><a class="button" href="${nextUrl}">${say('connection.next')}</a></p>`, false, html`<meta http-equiv="refresh" content="${afterS};url=${nextUrl}">`)
}

/** Second part: frames that climb the ladder by themselves; the longest hold has a frame of its own when there are enough connections. */
export function holdsPage (page: Page, { test, nextUrl, afterS }: Leg, lanes: readonly { name: 'short' | 'long', firstS: number }[]): Html {
  const { say, root } = page
  return connectionDocument(page, html`<h1>${say('connection.holds-title')}</h1>
<p class="lead">${say('connection.holds-text')}</p>
${lanes.map(({ name, firstS }) => html`<p class="frames"><iframe class="lane" title="${say(`connection.frame-${name}`)}" src="${root}connection/frames/hold?test=${test}&amp;lane=${name}&amp;s=${firstS}"></iframe></p>`)}
<p class="actions"><a class="button" href="${nextUrl}">${say('connection.show')}</a></p>`, false, html`<meta http-equiv="refresh" content="${afterS};url=${nextUrl}">`)
}

/** The document in a frame: a line of text, with a refresh if it goes on by itself. */
export function framePage (page: Page, text: string, next: { url: string, after: number } | null, result: string | null): Html {
  return document(page, {
    title: page.say('connection.title'),
    className: 'frame connection-frame',
    head: next !== null && html`<meta http-equiv="refresh" content="${next.after};url=${next.url}">`,
    body: html`<p>${text}</p>${result !== null && html`<p><a href="${result}" target="_top">${page.say('connection.show')}</a></p>`}`
  })
}

export interface StepShown { readonly test: string, readonly throughS: number | null, readonly rungs: readonly number[] }

/** The test for text browsers: each link is one hold, and the page it leads to has the next one. */
export function stepPage (page: Page, { test, throughS, rungs }: StepShown): Html {
  const { say, root } = page
  const reached = throughS === null ? '' : `&through=${throughS}`
  return connectionDocument(page, html`<h1>${say('connection.step-title')}</h1>
${throughS !== null && html`<p class="lead">${say('connection.holds-last', { s: throughS })}</p>`}
<p>${say('connection.step-text')}</p>
<ul class="steps">${rungs.map(s => html`<li><a href="${root}connection/step?test=${test}&amp;s=${s}${reached}">${say('connection.step-wait', { s })}</a></li>`)}</ul>
<p class="actions"><a class="button" href="${root}connection/result?test=${test}${reached}">${say('connection.show')}</a></p>`, false)
}

/** The result without script. `again`: the address of this page while the test goes on. */
export function resultPage (page: Page, shown: ResultShown, again: string | null): Html {
  const { say, root } = page
  return connectionDocument(page, html`<h1>${say('connection.result')}</h1>
${again !== null && html`<p class="note">${say('connection.unfinished')} <a href="${again}">${say('connection.show-again')}</a></p>`}
${connectionResult(page, shown)}
<p class="actions"><a class="button" href="${root}connection/">${say('connection.again')}</a></p>
${back(page)}`, false)
}

function back ({ say, root, viewer }: Page): Html {
  return viewer === null
    ? html`<p class="front-other"><a href="${root}signin">${say('signin.title')}</a></p>`
    : html`<p class="front-other"><a href="${root}conversations/">${say('connection.back')}</a></p>`
}

function connectionDocument (page: Page, main: Renderable, hasScript: boolean, head: Renderable = null): Html {
  return frontDocument(page, {
    title: page.say('connection.title'),
    className: 'connection-page',
    main,
    head: html`${head}${hasScript && page.mode === 'live' && html`<script src="${page.asset('connection-test.js')}" defer></script>`}`
  })
}
