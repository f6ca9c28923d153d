import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { forScript } from '#views/site/layout.ts'

/** Below the form of this section: a button to hear the sound, and this browser's notifications, which the script fills in. */
export function notificationsPanel ({ say }: OwnPage): Html {
  return html`<p class="actions live-only"${forScript(html`<button type="button" class="button small" data-act="try-sound">${say('notify.try')}</button>`)}></p>
<h2 class="live-only">${say('notify.desktop')}</h2>
<div id="desktop" class="live-only" data-off="${say('notify.off')}" data-on="${say('notify.on')}" data-denied="${say('notify.denied')}" data-missing="${say('notify.missing')}"${forScript(html`
<p class="note" role="status" data-slot="said"></p>
<p class="actions"><button type="button" class="button" data-act="desktop-on" hidden>${say('notify.turn-on')}</button><button type="button" class="button" data-act="desktop-off" hidden>${say('notify.turn-off')}</button></p>`)}></div>
<p class="note plain-only">${say('notify.plain')}</p>`
}
