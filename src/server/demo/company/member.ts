import { randomBytes } from 'node:crypto'
import { createClient } from '#server/scenes/client.ts'

const HOLD_S = 60
/** Before the next try, when nothing of the server came. */
const RETRY_MS = 1_000
/** A browser that has asked within this is in use: longer than the longest hold. */
const IN_USE_MS = 120_000
/** Browsers of one account, at most. */
const BROWSERS = 100

export interface Heard {
  readonly conversationId: string
  readonly message: { readonly no: number, readonly sender: { readonly username: string }, readonly body: string }
}

export interface Seen { readonly username: string, readonly state: string }

interface Browser { readonly current: boolean, readonly lastSeenAt: number }

interface PollAnswer {
  readonly holdline: 1
  readonly status: string
  readonly cursor: string | null
  readonly events: ReadonlyArray<{ readonly type: string } & Partial<Heard>>
  readonly signals: { readonly presence: readonly Seen[] }
  readonly retryMs: number
}

export interface MemberOptions {
  readonly address: string
  readonly username: string
  readonly password: string
  hears (member: Member, heard: Heard): void
  sees (seen: readonly Seen[]): void
  /** Waits so many ms; resolves early, with false, when the company is over. */
  pause (ms: number): Promise<boolean>
}

/** Somebody who talks by themselves: a signed-in client that polls, and does by the API what a person does on a page. */
export interface Member {
  readonly username: string
  /** Asks whether another browser of the account is in use: a visitor is this person now. */
  isPlayed (): Promise<boolean>
  /** The last answer to that, renewed by every quiet poll. */
  readonly wasPlayed: boolean
  conversations (): Promise<ReadonlyArray<{ readonly id: string, readonly title: string | null, readonly kind: string }>>
  read (conversationId: string, no: number): Promise<void>
  type (conversationId: string): Promise<void>
  /** Sends a text until it is answered: its id makes repeats safe. */
  say (conversationId: string, body: string): Promise<void>
  /** Polls until the company is over. */
  follow (): Promise<void>
  close (): void
}

export function createMember ({ address, username, password, hears, sees, pause }: MemberOptions): Member {
  const client = createClient(address)
  const tab = randomBytes(8).toString('hex')
  let cursor: string | null = null
  let n = 0
  let wasPlayed = false

  async function signIn (): Promise<boolean> {
    return (await client.ask('POST', 'api/login', { username, password }))?.status === 200
  }

  /** Takes one step towards the next news, and returns the ms to wait before the one after it. */
  async function step (): Promise<number> {
    if (client.cookie === '' && !await signIn()) return RETRY_MS
    if (cursor === null) {
      const snapshot = (await client.ask('GET', 'api/snapshot'))?.json as { cursor?: string } | null | undefined
      cursor = snapshot?.cursor ?? null
      return cursor === null ? RETRY_MS : 0
    }
    const query = new URLSearchParams({ cursor, hold: String(HOLD_S), tab, n: String(++n) })
    const answer = (await client.ask('GET', `poll?${query.toString()}`))?.json as PollAnswer | null | undefined
    if (answer?.holdline !== 1) return RETRY_MS
    cursor = answer.status === 'resync' ? null : answer.cursor ?? cursor
    if (answer.status === 'signed-out' && !await signIn()) return RETRY_MS
    if (answer.status === 'idle') await member.isPlayed()
    sees(answer.signals.presence)
    for (const { type, conversationId, message } of answer.events) {
      if (type === 'message' && conversationId !== undefined && message !== undefined) hears(member, { conversationId, message })
    }
    return answer.retryMs
  }

  const member: Member = {
    username,
    get wasPlayed () { return wasPlayed },

    // Presence does not tell: this client's own polls keep the person online.
    async isPlayed () {
      const reply = await client.ask('GET', `api/sessions?limit=${BROWSERS}`)
      const { sessions = [] } = (reply?.json ?? {}) as { sessions?: readonly Browser[] }
      const now = sessions.find(({ current }) => current)?.lastSeenAt ?? 0
      wasPlayed = sessions.some(({ current, lastSeenAt }) => !current && now - lastSeenAt < IN_USE_MS)
      return wasPlayed
    },

    async conversations () {
      const reply = await client.ask('GET', 'api/conversations')
      return (reply?.json as { conversations?: Awaited<ReturnType<Member['conversations']>> } | null | undefined)?.conversations ?? []
    },

    async read (conversationId, no) { await client.ask('POST', `api/conversations/${conversationId}/read`, { no }) },
    async type (conversationId) { await client.ask('POST', `api/conversations/${conversationId}/typing`, {}) },

    async say (conversationId, body) {
      const clientId = randomBytes(12).toString('base64url')
      const path = `api/conversations/${conversationId}/messages`
      while (await client.ask('POST', path, { clientId, body }) === null) if (!await pause(RETRY_MS)) return
    },

    async follow () {
      while (await pause(await step()));
    },

    close: () => client.close()
  }
  return member
}
