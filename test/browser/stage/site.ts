import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { PRESENCE_GRACE_MS } from '#mailbox/presence.ts'
import { sessionValue } from '#plugins/session/session-cookie.ts'
import type { Config } from '#server/config/config.ts'
import { createMediaReader } from '#server/files/media-reader.ts'
import { openHoldline, type Holdline } from '#server/holdline.ts'
import { systemClock } from '#server/system-clock.ts'
import { INSTALLED, PASSWORD, testConfig } from '#test/world.ts'

/** A listening Holdline, in the machine's own time, on a file: it can be stopped and started again at the same address. */
export class Site {
  readonly logged: string[] = []
  /** Milliseconds its clock is behind the machine's. Some at the first start, so that no test waits for the presence grace period. */
  lagMs = PRESENCE_GRACE_MS
  readonly #folder = mkdtempSync(join(tmpdir(), 'holdline-site-'))
  #config: Config
  readonly #newId: (() => string) | undefined
  /** Its process starts with the first file. */
  readonly #media = createMediaReader({ program: INSTALLED.program, data: this.#folder, clock: systemClock })
  #running: Holdline | null = null
  #port = 0

  /** `newId`: for ids that are the same each time. */
  constructor (newId?: () => string) {
    this.#config = testConfig()
    this.#newId = newId
  }

  /** Call before start: no request is held longer. */
  holdsAtMost (hold: number): void {
    this.#config = { ...this.#config, hold }
  }

  /** Its root, with a slash at the end. */
  get address (): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  get holdline (): Holdline {
    if (this.#running === null) throw new Error('The site is stopped')
    return this.#running
  }

  /** Polls parked right now, of all users. */
  get parked (): number {
    return this.holdline.messenger.mailboxes.parkedCount
  }

  /** Sets its public address, when that is not where it listens. Call before start. */
  standsAt (baseUrl: URL): void {
    this.#config = testConfig({ baseUrl })
  }

  async start (): Promise<void> {
    this.#running = await openHoldline({
      installation: INSTALLED,
      database: { path: join(this.#folder, 'holdline.db') },
      files: join(this.#folder, 'files'),
      config: this.#config,
      media: this.#media,
      clock: { ...systemClock, now: () => Date.now() - this.lagMs },
      ...this.#newId === undefined ? {} : { newId: this.#newId },
      log: pino({ level: 'error', base: null }, { write: line => { this.logged.push(line) } })
    })
    await this.#running.app.listen({ host: '127.0.0.1', port: this.#port })
    this.#port = (this.#running.app.server.address() as AddressInfo).port
    this.lagMs = 0
  }

  /** Like SIGTERM: parked polls are answered, the port is closed. */
  async stop (): Promise<void> {
    this.holdline.drain()
    await this.holdline.close()
    this.#running = null
  }

  /** Stops it for good. */
  async end (): Promise<void> {
    if (this.#running !== null) await this.stop()
    this.#media.stop()
    rmSync(this.#folder, { recursive: true })
  }

  /** Creates an account that has been used before: a browser reports its time zone to a new one, and draws its first page again. */
  async add (username: string, displayName = username[0]?.toUpperCase() + username.slice(1)): Promise<void> {
    const { accounts } = this.holdline.people
    const { id } = await accounts.add({ username, password: PASSWORD, displayName }, false)
    await accounts.change(id, { timeZone: 'Europe/Lisbon' })
  }

  async idOf (username: string): Promise<string> {
    return await this.holdline.people.accounts.idOf(username)
  }

  /** Makes two people contacts; returns the id of their conversation. */
  async introduce (asking: string, asked: string): Promise<string> {
    const { contacts, conversations } = this.holdline.messenger
    const [askingId, askedId] = [await this.idOf(asking), await this.idOf(asked)]
    const { id } = await contacts.ask(askingId, asked, '')
    await contacts.accept(askedId, id)
    // The asker has seen it: tests begin with nothing new.
    await conversations.readAll(askingId)
    return (await conversations.direct(askingId, asked)).conversation.id
  }

  /** Sends a message from a browser that no test looks at. */
  async say (username: string, conversationId: string, body: string): Promise<void> {
    const senderId = await this.idOf(username)
    await this.holdline.messenger.messages.send({ senderId, conversationId, body, clientId: crypto.randomUUID().slice(0, 32) })
  }

  /** Every text of a conversation as the ledger has it, in order, system lines apart. */
  async texts (username: string, conversationId: string): Promise<string[]> {
    const { messages } = await this.holdline.messenger.messages.history(await this.idOf(username), conversationId, { limit: 200 })
    return messages.filter(({ kind }) => kind === 'text').map(({ body }) => body)
  }

  /** A cookie of a new session of this user. */
  async cookieOf (username: string): Promise<{ name: string, value: string, url: string }> {
    const { accounts, sessions } = this.holdline.people
    const account = await accounts.byId(await this.idOf(username))
    const { token } = await sessions.signIn(account, { userAgent: `${username}'s browser`, address: '127.0.0.1' })
    return { name: 'holdline_session', value: sessionValue(token, ''), url: this.address }
  }
}
