import type { Session } from '#domain/account/sessions.ts'
import { browserName } from './browsers.ts'
import { action } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { ageing } from '#views/parts/ageing.ts'

/** List of the browsers that a user is signed in with, each with a button to end its session. */
export function sessionList (page: OwnPage, sessions: readonly Session[]): Html {
  const hasOthers = sessions.some(({ id }) => id !== page.viewer.sessionId)
  return html`<p class="lead">${page.say('sessions.lead')}</p><p class="actions"><a class="button" href="${page.root}settings/device">${page.say('device.title')}</a></p>${
    hasOthers && action(page, { to: 'settings/sessions/end-others', label: page.say('sessions.end-others'), className: 'button' })}<ul class="cards">${sessions.map(session => sessionCard(page, session))}</ul>`
}

function sessionCard (page: OwnPage, { id, userAgent, address, createdAt, lastSeenAt }: Session): Html {
  const { say, language, viewer } = page
  const isThis = id === viewer.sessionId
  return html`<li class="card"><p><strong>${browserName(say, language, userAgent)}</strong>${isThis && html` <span class="tag">${say('sessions.this')}</span>`}</p>
<p class="hint">${address} · ${say('sessions.since')} ${ageing(page, createdAt, 'brief')} · ${say('sessions.last')} ${ageing(page, lastSeenAt, 'brief')}</p>
${!isThis && action(page, { to: `settings/sessions/${id}/end`, label: say('sessions.end'), className: 'button small' })}</li>`
}
