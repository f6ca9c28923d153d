import type { SceneName } from '#domain/wire/played/scenes.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import { sceneTitle } from './titles.ts'

interface SceneRow { readonly name: SceneName, readonly passed: boolean | null }

/** All scenes, each with the outcome of its last play. */
export function scenesPanel (page: OwnPage, scenes: readonly SceneRow[]): Html {
  const { say, root, asset } = page
  const outcome = (passed: boolean | null): string => passed === null ? say('scenes.unplayed') : say(passed ? 'scenes.passed' : 'scenes.failed')
  return html`<link rel="stylesheet" href="${asset('wire.css')}"><header class="column-head wire-head"><a class="icon-button back" href="${root}wire/">${labelledIcon('back', say('nav.back'))}</a><h1>${say('scenes.title')}</h1></header>
<div class="panel wire"><p class="lead">${say('scenes.lead')}</p>
<ul class="scene-list">${scenes.map(({ name, passed }) => html`<li><a href="${root}wire/scenes/${name}">${sceneTitle(page, name)}</a> <span class="hint">${outcome(passed)}</span><br>${say(`scenes.about-${name}`)}</li>`)}</ul></div>`
}
