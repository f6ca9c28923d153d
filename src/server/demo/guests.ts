import { randomBytes } from 'node:crypto'
import type { Account } from '#domain/account/accounts.ts'
import { networkOf } from '#domain/account/attempts.ts'
import type { Language } from '#domain/account/settings.ts'
import { tooMany } from '#domain/errors.ts'
import { createBudget } from '#domain/site/budget.ts'
import type { GuestStage, Guests } from '#domain/site/demo.ts'
import { GREETINGS, GUEST_NAMES, GUEST_GROUP } from './world/greetings.ts'

/** Guests of one hour: more than stand before a screen, and few enough for a laptop. */
const GUESTS_MAX = 200
/** All visitors of a fair may share one network. */
const LINKS_PER_MINUTE = 30

export interface GuestsOptions {
  /** When the world begins anew, Unix ms. */
  readonly until: number
  readonly now: () => number
  readonly max?: number
}

/** Makes guests through the domain, within bounds. Counts are kept in memory: process and world begin together. */
export function createGuests ({ until, now, max = GUESTS_MAX }: GuestsOptions): Guests {
  const links = createBudget(LINKS_PER_MINUTE / 60, LINKS_PER_MINUTE)
  let made = 0

  return {
    until,

    async welcome (stage, address, language) {
      const network = networkOf(address)
      const waitMs = links.wait(network, now())
      if (waitMs > 0) throw tooMany('Too many guests came from this network at once.', waitMs)
      links.take(network, now())
      if (made >= max) return null
      made += 1
      return await arrive(stage, language, made)
    }
  }
}

/** Makes an account that nobody can sign in to, with people who have written to it and a group of its own. */
async function arrive ({ accounts, contacts, conversations, messages }: GuestStage, language: Language, turn: number): Promise<Account> {
  const guest = await accounts.add({
    username: `guest-${randomBytes(6).toString('hex')}`, displayName: GUEST_NAMES[language](turn), password: newText(), language
  }, false)
  const say = async (senderId: string, conversationId: string, body: string): Promise<unknown> =>
    await messages.send({ senderId, conversationId, clientId: newText(), body, mentions: 'text' })

  const ids = new Map<string, string>()
  for (const { by, line } of GREETINGS) {
    const id = await accounts.idOf(by)
    ids.set(by, id)
    await contacts.accept(id, (await contacts.ask(guest.id, by, '')).id)
    await say(id, (await conversations.direct(guest.id, by)).conversation.id, line[language])
  }
  const { title, lines } = GUEST_GROUP
  const { conversation } = await conversations.group(guest.id, title[language], lines.map(({ by }) => by))
  for (const { by, line } of lines) await say(ids.get(by) ?? '', conversation.id, line[language])
  return guest
}

function newText (): string {
  return randomBytes(18).toString('base64url')
}
