import { html, type Html } from '#views/parts/html.ts'
import { labelledIcon } from '#views/parts/pictures/icons.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { forScript } from '#views/site/layout.ts'

/** The buttons beside the composer that a script alone can offer: choosing files, recording a voice message. */
export function composerTools ({ say }: OwnPage): Html {
  return html`<span class="composer-tools"${forScript(html`<button type="button" class="attach" data-act="attach" title="${say('upload.attach')}">${labelledIcon('attach', say('upload.attach'))}</button><button type="button" class="record" data-act="record" title="${say('voice.record')}">${labelledIcon('microphone', say('voice.record'))}</button>`)}></span>`
}
