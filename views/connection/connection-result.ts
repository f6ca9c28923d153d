import type { Judgement } from '#domain/connection/path-advice.ts'
import type { Findings } from '#domain/connection/path-findings.ts'
import { adviceText, findingText, markWord, SIGNS } from './connection-findings.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'

export interface ResultShown {
  readonly found: Findings
  readonly judgement: Judgement
  /** True: this browser keeps only one request waiting, because this or an earlier test said so. */
  readonly holdsOne: boolean
}

/** The findings of a test so far, a line each; once it is over, with the advice before them and a text to pass on after. */
export function connectionResult (page: Page, { found, judgement, holdsOne }: ResultShown): Html {
  const { say } = page
  const { verdict, advice, lines } = judgement
  const table = html`<table class="findings"><tbody>${lines.map(line => html`
<tr class="is-${line.mark}"><th scope="row"><span class="sign" title="${markWord(say, line.mark)}">${SIGNS[line.mark]}</span> ${say(`about.${line.about}`)}</th><td>${findingText(say, line, found)}</td></tr>`)}
</tbody></table>`
  if (advice === null) return table
  return html`<p class="advice is-${verdict}"><span class="sign" title="${markWord(say, verdict)}">${SIGNS[verdict]}</span> ${adviceText(say, advice)}</p>
${budgetNote(page, holdsOne)}
${table}
<div class="field copy"><label for="result-text">${say('connection.copy')}</label>
<textarea id="result-text" rows="6" readonly>
${resultText(page, judgement, found)}</textarea></div>`
}

/** Says that only one request is kept waiting, with a button that takes this back. */
export function budgetNote (page: Page, holdsOne: boolean): Html | null {
  const { say } = page
  return holdsOne ? html`<div class="budget"><p>${say('connection.one-held')}</p>${action(page, { to: 'connection/budget', label: say('connection.usual') })}</div>` : null
}

function resultText ({ say }: Page, { lines, advice }: Judgement, found: Findings): string {
  const told = lines.map(line => `${SIGNS[line.mark]} ${say('connection.line', { about: say(`about.${line.about}`), found: findingText(say, line, found) })}`)
  return [...told, '', ...advice === null ? [] : [adviceText(say, advice)]].join('\n')
}
