import type { IncomingHttpHeaders } from 'node:http'
import type { Recorder } from '#domain/wire/recorder.ts'
import type { Way } from '#domain/wire/records.ts'
import type { ChildServer } from './child.ts'
import { createClient, type Client } from './client.ts'
import { openRecordingProxy, type Fate, type WaitingExchange } from './proxy.ts'

/** Time between two looks at whether a poll is parked by now, and the longest time until it must be. */
const LOOK_MS = 5
const PARKED_WITHIN_MS = 5_000
const PASSWORD = 'correct horse battery'

/** A signed-in browser in front of the proxy. */
export interface Browser {
  /** Its lane: `ben`, `ben-phone`. */
  readonly name: string
  readonly username: string
  readonly client: Client
  /** The fate of its next exchange of a way; it is passed when none is set. */
  readonly fates: Map<Way, Fate>
  /** Everything it asks goes through a proxy that buffers. */
  isBuffered: boolean
}

export interface StageOptions {
  readonly child: Pick<ChildServer, 'address' | 'parkedCount'>
  readonly recorder: Recorder
  /** The records are those of this user of the recorder. */
  readonly recordedAs: string
  /** Makes sign-in names unique where several plays share one server. */
  readonly suffix?: string
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Opens a recording proxy in front of a child server, and signs people in behind it. */
export async function openStage ({ child, recorder, recordedAs, suffix = '' }: StageOptions) {
  const browsers = new Map<string, Browser>()
  const clients: Client[] = []
  const browserOf = ({ cookie }: IncomingHttpHeaders): Browser | undefined => browsers.get(cookie ?? '')
  const proxy = await openRecordingProxy({
    to: () => child.address,
    tape (headers, opening) {
      const browser = browserOf(headers)
      if (browser === undefined) return null
      const { username, name: id } = browser
      return recorder.tape({ userId: recordedAs, username, session: { id, kind: 'cookie' } }, opening)
    },
    fate (headers, way) {
      const browser = browserOf(headers)
      const fate = browser?.fates.get(way)
      browser?.fates.delete(way)
      return fate ?? (browser?.isBuffered === true ? 'buffered' : 'passed')
    }
  })

  /** Makes a call ahead of the play, straight to the server. Throws when it is refused. */
  async function prepare<T> (cookie: string, path: string, body: object): Promise<T> {
    const client = createClient(child.address, cookie)
    const reply = await client.ask('POST', path, body)
    client.close()
    if (reply === null || reply.status >= 300) throw new Error(`${path} was not done: ${reply?.status ?? 'no answer'} ${reply?.text ?? ''}`)
    return reply.json as T
  }

  function browserAs (name: string, username: string, cookie: string): Browser {
    const client = createClient(proxy.address, cookie)
    clients.push(client)
    const browser: Browser = { name, username, client, fates: new Map(), isBuffered: false }
    browsers.set(cookie, browser)
    return browser
  }

  async function sessionBy (path: string, name: string): Promise<string> {
    const client = createClient(child.address)
    const reply = await client.ask('POST', path, { username: name + suffix, password: PASSWORD })
    client.close()
    if (reply === null || reply.status >= 300) throw new Error(`${name} was not let in: ${reply?.text ?? 'no answer'}`)
    return client.cookie
  }

  return {
    /** The recording proxy's own address. */
    address: proxy.address,
    waiting: proxy.waiting,
    browserOf,
    prepare,

    /** Signs somebody up, who shows no presence, and receipts only if asked to: each signal would wake the polls of others. */
    async signUp (name: string, shows: { readonly receipts: boolean } = { receipts: false }): Promise<Browser> {
      const cookie = await sessionBy('api/signup', name)
      await prepare(cookie, 'api/me?method=PATCH', { presence: false, ...shows })
      return browserAs(name, name, cookie)
    },

    /** Signs the same person in with one browser more. */
    async signIn (name: string, { username }: Browser): Promise<Browser> {
      return browserAs(name, username, await sessionBy('api/login', username))
    },

    /** Makes two people contacts. */
    async acquaint (one: Browser, other: Browser): Promise<void> {
      // A request that meets one the other way accepts it.
      await prepare(one.client.cookie, 'api/contact-requests', { username: other.username + suffix })
      await prepare(other.client.cookie, 'api/contact-requests', { username: one.username + suffix })
    },

    /** Opens a conversation of one person with others, who are their contacts, and returns its id. */
    async converse (owner: Browser, others: readonly Browser[]): Promise<string> {
      const usernames = others.map(({ username }) => username + suffix)
      const body = usernames.length > 1 ? { kind: 'group', title: 'Choir', usernames } : { kind: 'direct', username: usernames[0] }
      const { conversation } = await prepare<{ conversation: { id: string } }>(owner.client.cookie, 'api/conversations', body)
      return conversation.id
    },

    /** Waits until the server has parked everything that it has not answered, or `isOver`. */
    async settled (isOver: () => boolean): Promise<void> {
      for (let waitedMs = 0; !isOver(); waitedMs += LOOK_MS) {
        const before = [...proxy.waiting]
        const isParked = await child.parkedCount() === before.length && before.length === proxy.waiting.size
        // Only what waited through the look is known to be parked.
        if (isParked) return before.forEach(({ tape }) => tape?.held())
        if (waitedMs > PARKED_WITHIN_MS) throw new Error('A poll was neither answered nor parked.')
        await new Promise(resolve => { setTimeout(resolve, LOOK_MS) })
      }
    },

    /** Breaks the connections of this browser that wait for an answer. */
    cut (browser: Browser): void {
      for (const exchange of [...proxy.waiting] as WaitingExchange[]) if (browserOf(exchange.headers) === browser) exchange.cut()
    },

    async close (): Promise<void> {
      for (const client of clients) client.close()
      await proxy.close()
    }
  }
}
