import type { Session } from '#domain/sessions.ts'
import { action } from './forms.ts'
import { html, type Html } from './html.ts'
import type { OwnPage } from './page.ts'
import { moment } from './times.ts'

// Enough to know one's own browser again; never used to decide anything.
const BROWSERS: ReadonlyArray<[RegExp, string]> = [
  [/Edg\//, 'Edge'], [/OPR\/|Opera/, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrom(?:e|ium)\//, 'Chrome'], [/Safari\//, 'Safari'],
  [/Trident\/|MSIE/, 'Internet Explorer'], [/NetSurf/, 'NetSurf'], [/Dillo/, 'Dillo'], [/w3m/, 'w3m'], [/Lynx/, 'Lynx'], [/Links|ELinks/, 'Links'], [/curl\//, 'curl']
]
const SYSTEMS: ReadonlyArray<[RegExp, string]> = [
  [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux|X11/, 'Linux']
]

/** The browsers one is signed in with, each with a way to end it. */
export function sessionList (page: OwnPage, sessions: readonly Session[]): Html {
  return html`<p class="lead">${page.say('sessions.lead')}</p><ul class="cards">${sessions.map(session => sessionCard(page, session))}</ul>`
}

function sessionCard (page: OwnPage, { id, userAgent, address, createdAt, lastSeenAt }: Session): Html {
  const { say, times, now, viewer } = page
  const isThis = id === viewer.sessionId
  return html`<li class="card"><p><strong>${browserName(page, userAgent)}</strong>${isThis && html` <span class="tag">${say('sessions.this')}</span>`}</p>
<p class="hint">${address} · ${say('sessions.since')} ${moment(times, createdAt, times.brief(createdAt, now))} · ${say('sessions.last')} ${moment(times, lastSeenAt, times.brief(lastSeenAt, now))}</p>
${!isThis && action(page, { to: `settings/sessions/${id}/end`, label: say('sessions.end'), className: 'button small' })}</li>`
}

function browserName ({ say }: OwnPage, userAgent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (browser === undefined) return userAgent === '' ? say('sessions.unknown') : userAgent.slice(0, 60)
  return system === undefined ? browser : say('sessions.on', { browser, system })
}
