import type { Play } from '#domain/wire/played/plays.ts'
import type { Expected } from '#domain/wire/played/scenes.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** An expected timeline as a list, with the exchange that met each line: a link into `table`. `play` null: it was not played. */
export function expectedLines (page: OwnPage, expected: readonly Expected[], play: Play | null, table: string): Html {
  const { say } = page
  return html`<h2>${say('scenes.expected')}</h2><p class="hint">${say('scenes.expected-text')}</p>
<ol class="scene-lines">${expected.map((line, at) => {
    const n = play?.met[at] ?? null
    const state = n !== null ? 'kept' : play?.state === 'done' ? 'broken' : ''
    return html`<li class="${state}">${sentence(page, line)}${n !== null && html` <a href="${table}wire/exchanges/${n}" aria-label="${say('scenes.met', { n })}">✓ ${n}</a>`}${state === 'broken' && ' ✗'}</li>`
  })}</ol>`
}

function sentence ({ say }: OwnPage, line: Expected): string {
  const { who: username } = line
  switch (line.does) {
    case 'sends': {
      const { message: n, stored, isAnswered } = line
      if (isAnswered) return say(`scenes.sends-${stored}`, { username, n })
      return say(stored === 'refused' ? 'scenes.sends-unsent' : 'scenes.sends-lost', { username, n })
    }
    case 'hears': {
      const { messages, held, arrives } = line
      const slots = { username, n: messages.length, list: messages.join(', ') }
      return arrives ? say(held ? 'scenes.hears-held' : 'scenes.hears-kept', slots) : say('scenes.hears-lost', slots)
    }
    case 'breaks': return say('scenes.breaks', { username })
    case 'drains': return say('scenes.drains', { username })
    case 'learns': return say('scenes.learns', { username, n: line.message })
    case 'follows': return say('scenes.follows', { username })
  }
}
