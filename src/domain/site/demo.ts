import type { Account, Accounts } from '#domain/account/accounts.ts'
import type { Language } from '#domain/account/settings.ts'
import type { Conversations } from '#domain/conversations/conversations.ts'
import type { Messages } from '#domain/messages/messages.ts'
import type { Contacts } from '#domain/people/contacts.ts'

/** Somebody of a demo: everybody who opens it may step in as them, without a password. */
export interface Character {
  readonly username: string
  /** A sentence for the page on which one chooses. */
  readonly about: Readonly<Record<Language, string>>
}

/** The parts of the domain that make a guest. */
export interface GuestStage {
  readonly accounts: Pick<Accounts, 'add' | 'idOf'>
  readonly contacts: Pick<Contacts, 'ask' | 'accept'>
  readonly conversations: Pick<Conversations, 'direct' | 'group'>
  readonly messages: Pick<Messages, 'send'>
}

/** Strangers at a public demo: each has an account of their own, with chats that nobody else of them sees, until the world begins anew. */
export interface Guests {
  /** When it begins anew, Unix ms. */
  readonly until: number
  /** Makes the account of one who came from this address; null when there are as many as may be. Throws TOO_MANY. */
  welcome (stage: GuestStage, address: string, language: Language): Promise<Account | null>
}

/** Demo mode: the throw-away server of `holdline demo` has it, and every other has null. Guards anything that a demo alone may do. */
export interface Demo {
  readonly cast: readonly Character[]
  /** The link that signs in by being opened, again and again: the one exception to D20. */
  readonly door: {
    readonly key: string
    /** The one of the cast who its visitor is, unless it makes guests. */
    readonly username: string
    /** The talk with them is shown beside its requests. */
    readonly partner: string
  }
  /** Has this process stopped and a new one started on the same folder and port, soon. Missing where nobody can. */
  readonly restart?: () => void
  /** Missing in a private demo. With it nobody steps in as one of the cast. */
  readonly guests?: Guests
}

/** Whether somebody may have scenes played: administrators, and in a demo everybody. */
export function mayPlay (demo: Demo | null, { isAdmin }: { readonly isAdmin: boolean }): boolean {
  return demo !== null || isAdmin
}

/** The same for measuring. Guests may not: it takes three more servers for a minute, on the machine that all of them use. */
export function mayMeasure (demo: Demo | null, { isAdmin }: { readonly isAdmin: boolean }): boolean {
  return isAdmin || (demo !== null && demo.guests === undefined)
}
