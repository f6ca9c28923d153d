import type { StepName } from '#domain/wire/steps.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { STEP_NUMBERS } from './steps.ts'

const KEYS = [
  { name: 'held', className: 'wire-bar' },
  { name: 'told', className: 'wire-bar carries' },
  { name: 'send', className: 'wire-bar way-send' },
  { name: 'torn', className: 'wire-bar torn' },
  { name: 'waiting', className: 'wire-waits' }
] as const

/** The meaning of colours and numbers, above the drawing. */
export function legend ({ say }: OwnPage): Html {
  const names = Object.keys(STEP_NUMBERS) as StepName[]
  return html`<p class="wire-legend">${KEYS.map(({ name, className }) => html`<span class="wire-key"><svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true"><rect class="${className}" x="1" y="1" width="12" height="14" rx="3"/></svg>${say(`wire.key-${name}`)}</span> `)}</p>
<p class="wire-legend"><strong>${say('wire.steps-title')}</strong> ${names.map(name => html`<span class="wire-step">${STEP_NUMBERS[name]} ${say(`wire.step-${name}`)}</span> `)}<span class="hint">${say('wire.steps-text')}</span></p>`
}
