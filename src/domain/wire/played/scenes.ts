import type { ExchangeRecord } from '#domain/wire/records.ts'

/** Every scene, in the order in which they are listed: from the plain case to what a network and a month can do. */
export const SCENES = [
  'first-message', 'gap', 'cut-hold', 'lost-answer', 'lost-send', 'offline', 'two-tabs', 'new-device', 'stranger', 'month-away', 'restart', 'crash',
  'buffering', 'no-script'
] as const
export type SceneName = typeof SCENES[number]

/**
 * One line of an expected timeline. `who`: the lane, which is a tab, or a browser for its sends and held pages. Messages have the numbers
 * that the scene gives them.
 *
 * - `sends`: a send; `stored` says how the server takes it. Not `isAnswered`: the answer is lost on the way.
 * - `hears`: an answer with exactly these messages. `held`: it was parked for them. Not `arrives`: it is lost on the way.
 * - `breaks`: a poll that ends without an answer. `drains`: the server sends it away because it stops.
 * - `learns`: a receipt says that the message was delivered. `follows`: an event of this type, which is no message.
 */
export type Expected =
  | { readonly does: 'sends', readonly who: string, readonly message: number, readonly stored: 'new' | 'again' | 'refused', readonly isAnswered: boolean }
  | { readonly does: 'hears', readonly who: string, readonly messages: readonly number[], readonly held: boolean, readonly arrives: boolean }
  | { readonly does: 'breaks' | 'drains', readonly who: string }
  | { readonly does: 'learns', readonly who: string, readonly message: number }
  | { readonly does: 'follows', readonly who: string, readonly event: string }

/** A scene as it is shown: its people play the same steps each time, and its expected timeline judges what was recorded. */
export interface Scene {
  readonly name: SceneName
  readonly expected: readonly Expected[]
}

/** The name that a message of a scene has in its send, and back. */
const NAMED = 'message-'
export const clientIdOf = (message: number): string => NAMED + message
export function messageOf (clientId: string | null): number | null {
  return clientId?.startsWith(NAMED) === true ? Number(clientId.slice(NAMED.length)) : null
}

/** Returns the lane of an exchange: its tab for polls, its browser for all else. */
export function laneOf ({ way, tab, session }: Pick<ExchangeRecord, 'way' | 'tab' | 'session'>): string {
  return way === 'poll' ? tab ?? session : session
}

interface Sent { readonly stored: 'new' | 'again' | 'refused', readonly isAnswered: boolean }
interface Heard { readonly held: boolean, readonly arrives: boolean }

export function sends (who: string, message: number, how: Partial<Sent> = {}): Expected {
  return { does: 'sends', who, message, stored: 'new', isAnswered: true, ...how }
}

export function hears (who: string, messages: readonly number[], how: Partial<Heard> = {}): Expected {
  return { does: 'hears', who, messages, held: true, arrives: true, ...how }
}

export const breaks = (who: string): Expected => ({ does: 'breaks', who })
export const drains = (who: string): Expected => ({ does: 'drains', who })
export const learns = (who: string, message: number): Expected => ({ does: 'learns', who, message })
export const follows = (who: string, event: string): Expected => ({ does: 'follows', who, event })
