import { signalKey } from '#domain/delivery/signals.ts'
import type { Browser } from '../client/browser.ts'
import { Violation } from './trace.ts'
import type { World } from '../world.ts'

/** A full server parks no poll: pages ask it every few seconds, and presence comes and goes with them. */
const BETWEEN_TRIES_MS = 3_000
const TRIES_MAX = 5

/** After the calm: every event has reached every page, and nothing is still being sent. */
export async function judgeEnding (world: World): Promise<void> {
  const { browsers, oracle: { deletions } } = world
  for (const browser of browsers.filter(({ person }) => !deletions.isAway(person.userId))) {
    everythingShown(world, browser)
    lettersSettled(world, browser)
  }
  for (let tries = 1; ; tries++) {
    const odd = await disagreeing(world)
    if (odd === null) return
    if (tries === TRIES_MAX) throw odd
    await world.pass(BETWEEN_TRIES_MS)
  }
}

function everythingShown ({ oracle }: World, { person, tabs }: Browser): void {
  for (const tab of tabs) {
    if (!tab.isOpen) throw new Violation('D18', `a page of ${person.username} never came back`)
    const missing = oracle.visible(person.userId, tab.position, oracle.head)
    if (missing.length > 0) throw new Violation('D4', `${person.username} is at ${tab.position} and was never shown ${missing.map(row => row.seq).join()}`)
  }
}

function lettersSettled ({ oracle }: World, { person, letters }: Browser): void {
  const lastNo = new Map<string, number>()
  for (const letter of [...letters.values()].sort((a, b) => a.order - b.order)) {
    const said = oracle.sent(person.userId, letter.clientId)
    const name = `${letter.clientId} of ${person.username}`
    if (letter.state === 'sending' || letter.waiting) throw new Violation('D18', `${name} is still ${letter.state}`)
    if (letter.state === 'stored' && said === undefined) throw new Violation('D12', `${name} is not there`)
    if (letter.wasRefused || said === undefined) continue
    if (said.no < (lastNo.get(letter.conversationId) ?? 0)) throw new Violation('D31', `${name} has no ${said.no}, after ${lastNo.get(letter.conversationId)}`)
    lastNo.set(letter.conversationId, said.no)
  }
}

/** Returns a violation unless each page shows the presence and receipts of one loaded now, but for receipts of people without a page. */
async function disagreeing ({ browsers, people, oracle: { deletions }, server: { messenger } }: World): Promise<Violation | null> {
  const away = new Set(people.filter(({ userId }) => deletions.isAway(userId)).map(({ username }) => username))
  for (const { person, tabs } of browsers.filter(({ person }) => !away.has(person.username))) {
    const state = await messenger?.signals.stateOf(person.userId) ?? new Map()
    for (const signal of state.values()) {
      const key = signalKey(signal)
      if (signal.kind === 'typing' || (signal.kind === 'receipt' && away.has(signal.username))) continue
      const now = signal.kind === 'presence' ? signal.state : `${signal.deliveredNo} ${signal.readNo}`
      for (const tab of tabs) {
        if (tab.hasMissed) continue
        const known = tab.signals.get(key) ?? (signal.kind === 'presence' ? 'offline' : '0 0')
        // An offline user who has become a contact again is not announced.
        const shown = known === 'hidden' ? 'offline' : known
        if (shown !== now) return new Violation('D9', `${person.username} is shown ${shown} for ${key}, which is ${now}`)
      }
    }
  }
  return null
}
