import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { Key } from '#views/parts/language.ts'
import type { OwnPage } from '#views/parts/page.ts'

const ALWAYS = [
  ['keys.ctrl-k', 'keys.switch'],
  ['keys.up', 'keys.edit-last'],
  ['keys.esc', 'keys.to-end'],
  ['keys.alt-arrows', 'keys.step'],
  ['keys.alt-shift-arrows', 'keys.step-unread'],
  ['keys.question', 'keys.help']
] as const satisfies ReadonlyArray<readonly [Key, Key]>

/** The keyboard shortcuts of the live page, with Enter as its reader has set it. */
export function keyList ({ say, viewer }: OwnPage): Html {
  const { enterSends } = viewer.settings
  const keys = [
    [enterSends ? 'keys.enter' : 'keys.ctrl-enter', 'keys.send'],
    [enterSends ? 'keys.shift-enter' : 'keys.enter', 'keys.break'],
    ...ALWAYS
  ] as const
  return html`<dl class="keys">${keys.map(([key, does]) => html`<div><dt><kbd>${say(key)}</kbd>${key === 'keys.up' && html` ${say('keys.when-empty')}`}</dt><dd>${say(does)}</dd></div>`)}</dl>
<p class="hint marks-help">${say('keys.marks')}</p>`
}

/** The same as a panel that a key opens. It is kept in an attribute until then, because text browsers show hidden elements. */
export function keysPanel (page: OwnPage): Html {
  return page.drawings.html(`keys ${page.language} ${page.viewer.settings.enterSends}`, () => drawPanel(page))
}

function drawPanel (page: OwnPage): Html {
  const { say } = page
  const content = html`<h2>${say('keys.title')}</h2><button type="button" class="icon-button" data-act="close" title="${say('keys.close')}">${labelledIcon('close', say('keys.close'))}</button>
${keyList(page)}`
  return html`<div id="keys" class="pop keys-pop" role="dialog" aria-label="${say('keys.title')}" tabindex="-1" hidden data-content="${String(content)}"></div>`
}
