import type { Presence } from '#domain/people/presences.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { later } from '#views/parts/ageing.ts'

/** A dot on an avatar: present or away. Empty for people who are absent or whose presence is hidden. */
export function presenceDot (page: OwnPage, username: string): Html {
  return html`<span class="presence" data-presence-of="${username}"${stateOf(page, username)}></span>`
}

/** The same in words, after the username. */
export function presenceLine (page: OwnPage, username: string): Html {
  const presence = page.presences.get(username)
  return html`<span class="presence-line" data-presence-of="${username}"${stateOf(page, username)}><span data-slot="text">${presence != null && words(page, presence)}</span></span>`
}

// Carries the state it was drawn from, so that the script can skip one that is not new.
function stateOf (page: OwnPage, username: string): Html | null {
  const presence = page.presences.get(username)
  if (presence == null) return null
  const { state, lastSeenAt } = presence
  return html` data-state="${state}" title="${words(page, presence)}"${lastSeenAt !== null && html` data-seen-at="${lastSeenAt}"${later(page, lastSeenAt, 'lately', time => page.say('presence.last-seen', { time }))}`}`
}

function words ({ say, times, now }: OwnPage, { state, lastSeenAt }: Presence): string {
  if (state === 'hidden') return ''
  return lastSeenAt === null ? say(`presence.${state}`) : say('presence.last-seen', { time: times.lately(lastSeenAt, now) })
}
