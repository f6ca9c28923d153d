import type { Test } from 'tap'
import { hash } from 'node:crypto'
import type { Delivery, LedgerEvent } from '#domain/delivery/events.ts'
import { withheldForm } from '#domain/delivery/withheld.ts'
import type { Mentioned } from '#domain/messages/mentioning.ts'
import type { Appended, Message } from '#domain/messages/messages.ts'
import type { SendRequest } from '#domain/messages/send-requests.ts'
import type { Store } from '#domain/store.ts'

/** Opens an empty database and closes it when the test ends. `onCommit` gets what is to be posted. */
export type Open = (t: Test, onCommit: (deliveries: readonly Delivery[]) => void) => Promise<Store>

export type Name = 'ana' | 'ben' | 'cho' | 'eve'
export const NAMES: readonly Name[] = ['ana', 'ben', 'cho', 'eve']

type More = Partial<SendRequest> & { readonly mentioned?: Mentioned }

export type Cast = Awaited<ReturnType<typeof openCast>>

/** An empty store with four users. Time is a number that the test moves; ids name their kind. */
export async function openCast (t: Test, open: Open) {
  const posted: Delivery[] = []
  const stores = await open(t, deliveries => { posted.push(...deliveries) })
  let at = 1_000_000
  let ids = 0
  for (const name of NAMES) {
    const person = { id: idOf(name), username: name, displayName: name.toUpperCase(), passwordHash: 'x', isAdmin: false, language: null, timeZone: null }
    if (await stores.accounts.create(person, null, at) !== 'created') t.fail(`${name} could not be made`)
  }

  async function send (sender: Name, conversationId: string, body: string, more: More = {}): Promise<Appended> {
    const requestHash = hash('sha256', `${conversationId} ${body}`, 'buffer')
    return await stores.messages.append({ senderId: idOf(sender), conversationId, clientId: `client-${++ids}`, body, ...more, requestHash }, ++at)
  }

  return {
    ...stores,
    /** Every delivery handed over for posting, in order. */
    posted,
    /** Unix milliseconds of the next act. */
    tick: (ms = 1) => { at += ms; return at },
    send,

    /** A message that must be stored. */
    async say (sender: Name, conversationId: string, body: string, more: More = {}): Promise<Message> {
      const appended = await send(sender, conversationId, body, more)
      if (appended.outcome !== 'stored') throw new Error(`Sending came to ${appended.outcome}.`)
      return appended.message
    },

    /** Makes two users contacts; returns their conversation. */
    async introduce (asker: Name, asked: Name): Promise<string> {
      const id = `request-${++ids}`
      const conversationId = `direct-${asker}-${asked}`
      await stores.contacts.request({ fromId: idOf(asker), username: asked, note: 'Hello', id, conversationId }, ++at)
      if (await stores.contacts.accept(idOf(asked), id, conversationId, ++at) === null) throw new Error('Nothing to accept.')
      return conversationId
    },

    /** A group of its maker and some of their contacts. */
    async group (owner: Name, usernames: readonly string[]): Promise<string> {
      const made = await stores.conversations.group({ ownerId: idOf(owner), title: 'Tea', usernames, id: `group-${++ids}` }, ++at)
      if (made.outcome !== 'made') throw new Error(`Making a group came to ${made.outcome}.`)
      return made.conversation.id
    },

    leave: (name: Name, conversationId: string, owner?: Name) => stores.groups.leave({ userId: idOf(name), conversationId, owner }, ++at),

    /** The events posted to one user after `seq`. */
    told: (name: Name, seq = 0): LedgerEvent[] =>
      posted.filter(({ event, recipients }) => event.seq > seq && recipients.includes(idOf(name)))
        .map(({ event, withheldFrom = [] }) => withheldFrom.includes(idOf(name)) ? withheldForm(event) : event),

    /** The events in the ledger for one user after `seq`, page by page. */
    async ledgerOf (name: Name, seq = 0, limit = 100): Promise<LedgerEvent[]> {
      const events: LedgerEvent[] = []
      for (let from = seq; ;) {
        const stretch = await stores.ledger.after(idOf(name), from, limit)
        events.push(...stretch.events)
        if (!stretch.more) return events
        if (stretch.toSeq <= from) throw new Error('The ledger does not move on.')
        from = stretch.toSeq
      }
    }
  }
}

export function idOf (name: Name): string {
  return `u-${name}`
}

/** The bodies of a page of history, in a readable form. */
export function bodies (messages: readonly Message[]): readonly string[] {
  return messages.map(message => message.kind === 'system' ? '*' : message.body)
}
