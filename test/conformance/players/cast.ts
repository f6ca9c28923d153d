import { api } from '../api.ts'
import { Browser, type Way } from './browser.ts'
import { Broken } from '../verdict.ts'

/** Four users of the kit's own. ana, ben and cho are contacts; eve knows nobody. Nobody else is in their conversations. */
export interface Cast {
  readonly ana: Browser
  readonly ben: Browser
  readonly cho: Browser
  readonly eve: Browser
  /** Ben's other browser. */
  readonly phone: Browser
  /** The direct conversation of ana and ben. */
  readonly talk: string
  /** The direct conversation of ana and cho, of which ben must hear nothing. */
  readonly aside: string
  /** The group of all three. */
  readonly group: string
  readonly passwords: Readonly<Record<Role, string>>
}

export interface Account { readonly username: string, readonly password: string }

const ROLES = ['ana', 'ben', 'cho', 'eve'] as const
type Role = typeof ROLES[number]

interface Made { readonly conversation: { readonly id: string } }

/** Signs four users up, or in when accounts are given, and makes them contacts. Throws Broken with the server's own words. */
export async function makeCast (way: Way, accounts: readonly Account[] | null): Promise<Cast> {
  const own = Math.random().toString(36).slice(2, 8)
  const people = await Promise.all(ROLES.map(async (role, index) => {
    const account = accounts?.[index] ?? { username: `kit-${role}-${own}`, password: `kit ${Math.random().toString(36).slice(2)}` }
    const { username, password } = account
    const cookie = await cookieFrom(new Browser(way, username, ''), accounts === null ? api.signUp(username, password) : api.signIn(username, password))
    return { role, password, browser: new Browser(way, username, cookie) }
  }))
  const [ana, ben, cho, eve] = people.map(({ browser }) => browser) as [Browser, Browser, Browser, Browser]
  const passwords = Object.fromEntries(people.map(({ role, password }) => [role, password])) as Record<Role, string>
  for (const [asking, asked] of [[ana, ben], [ana, cho], [ben, cho]] as const) {
    // A request that meets one the other way accepts it; between contacts it changes nothing.
    await asking.call(api.askToBeContacts(asked.username))
    await asked.call(api.askToBeContacts(asking.username))
  }
  // Signals must not wake polls, except in the checks of signals.
  await Promise.all([ana, ben, cho, eve].map(browser => browser.do(api.show({ presence: false, receipts: false }))))
  const [talk, aside, group] = await Promise.all([
    ana.do<Made>(api.direct(ben.username)),
    ana.do<Made>(api.direct(cho.username)),
    ana.do<Made>(api.group(`kit ${own}`, [ben.username, cho.username]))
  ])
  return {
    ana,
    ben,
    cho,
    eve,
    phone: await signIn(way, ben.username, passwords.ben),
    talk: talk.conversation.id,
    aside: aside.conversation.id,
    group: group.conversation.id,
    passwords
  }
}

/** One more browser of a user. */
export async function signIn (way: Way, username: string, password: string): Promise<Browser> {
  return new Browser(way, username, await cookieFrom(new Browser(way, username, ''), api.signIn(username, password)))
}

async function cookieFrom (browser: Browser, call: ReturnType<typeof api.signIn>): Promise<string> {
  const reply = await browser.call(call)
  const [given] = reply.headers['set-cookie'] ?? []
  if (reply.status >= 300 || given === undefined) throw new Broken(`expected ${browser.username} to be signed in by ${call.path}; came ${reply.status} ${reply.text.slice(0, 200)}`)
  return given.split(';')[0] ?? ''
}
