import { Type, type Static } from 'typebox'
import type { Account, AccountStore } from './accounts.ts'
import type { ExportedFile } from './exported-files.ts'
import type { Viewer } from './sessions.ts'
import type { ConversationStore, ConversationSummary } from '#domain/conversations/conversations.ts'
import type { MemberInfo } from '#domain/conversations/members.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import type { Bounce, Message, MessageStore } from '#domain/messages/messages.ts'
import type { ContactEntry, ContactRequest, ContactStore } from '#domain/people/contacts.ts'
import type { Label, LabelStore } from '#domain/people/labels.ts'
import type { UserRef } from '#domain/people/users.ts'
import { closed } from '#domain/schemas.ts'

export const EXPORT_FORMATS = ['html', 'jsonl'] as const
export type ExportFormat = typeof EXPORT_FORMATS[number]

/** Rows read and drawn in one turn of the event loop: some 3 ms as HTML. */
const EXPORT_PAGE = 100
/** Exports under way for all users together. Each holds one page of rows, and costs nothing while its reader takes none. */
const AT_ONCE_MAX = 100
const BUSY_RETRY_S = 60
/** Bytes of a message with a text of usual length, as in the world of the demo (159 messages: 48 and 59 kB). */
const MESSAGE_BYTES: Readonly<Record<ExportFormat, number>> = { html: 300, jsonl: 370 }

/** A conversation to export, with the number of messages that its reader may see there, and whether any of them has files. */
export interface ExportedConversation {
  readonly id: string
  readonly messages: number
  readonly lastSeq: number
  readonly hasFiles: boolean
}

/** The extent of an export. `bytes` is an estimate for each format. */
export interface ExportSize {
  readonly conversations: number
  readonly messages: number
  readonly hasFiles: boolean
  /** Without files. */
  readonly bytes: Readonly<Record<ExportFormat, number>>
}

/** The progress of an export: `messages` of `total`, and the bytes that were handed to the network. */
export const ExportProgressSchema = closed({
  format: Type.Enum([...EXPORT_FORMATS]),
  state: Type.Enum(['running', 'done', 'broken']),
  messages: Type.Integer(),
  total: Type.Integer(),
  bytes: Type.Integer()
}, 'ExportProgress')
export type ExportProgress = Static<typeof ExportProgressSchema>

/** The parts of an export in their order. All but the lists come once; `opened` is followed by the members and messages of that one. */
export type ExportPart =
  | { readonly part: 'beginning', readonly at: number, readonly account: Account, readonly size: ExportSize }
  | { readonly part: 'labels', readonly rows: readonly Label[] }
  | { readonly part: 'contacts', readonly rows: readonly ContactEntry[] }
  | { readonly part: 'requests', readonly incoming: readonly ContactRequest[], readonly outgoing: readonly ContactRequest[] }
  | { readonly part: 'blocks', readonly rows: readonly UserRef[] }
  | { readonly part: 'conversations', readonly rows: readonly (ConversationSummary & { readonly messages: number })[] }
  | { readonly part: 'opened', readonly conversation: ConversationSummary }
  | { readonly part: 'members', readonly conversation: ConversationSummary, readonly rows: readonly MemberInfo[] }
  | { readonly part: 'messages', readonly conversation: ConversationSummary, readonly rows: readonly Message[] }
  | { readonly part: 'bounces', readonly conversation: ConversationSummary, readonly rows: readonly Bounce[] }
  | { readonly part: 'end', readonly messages: number }

export interface ExportStore {
  /** The conversations that a user has, in id order, without those they removed; `after` is an id. */
  conversations (userId: string, after: string, limit: number): Promise<readonly ExportedConversation[]>
  /** Files of messages that the user may see in a conversation, in the order of these; `after` is the last of the page before. */
  files (userId: string, conversationId: string, after: Pick<ExportedFile, 'no' | 'position'> | null, limit: number): Promise<readonly ExportedFile[]>
}

interface Needs {
  readonly store: {
    readonly exports: ExportStore
    readonly accounts: Pick<AccountStore, 'byId'>
    readonly contacts: Pick<ContactStore, 'contacts' | 'requests' | 'blocks'>
    readonly labels: Pick<LabelStore, 'list'>
    readonly conversations: Pick<ConversationStore, 'one' | 'some' | 'members'>
    readonly messages: Pick<MessageStore, 'page'>
  }
  readonly now: () => number
  readonly atOnceMax?: number
}

interface Running { progress: ExportProgress, readonly sessionId: string, readonly stop: () => void }

/** An export under way. */
export interface Export {
  /** One page of rows at each step, or less; a step reads once its reader has taken the one before. */
  readonly parts: AsyncGenerator<ExportPart, void, void>
  /** Files to lie beside it, page by page; null where there are none. Read it after the parts. */
  readonly files: AsyncGenerator<readonly ExportedFile[], void, void> | null
  /** Counts what was handed over. */
  wrote (messages: number, bytes: number): void
  /** Call it once, when nothing more will be taken. */
  ended (isWhole: boolean): void
}

export type Exports = ReturnType<typeof createExports>

/**
 * Exports of one's own history: what its owner may read, page by page, by the reads that their pages use (D32). Nothing of an export is
 * stored; its progress is kept in memory.
 */
export function createExports ({ store, now, atOnceMax = AT_ONCE_MAX }: Needs) {
  // By user: one that runs, or the last one, for its page. Lost with the process.
  const known = new Map<string, Running>()

  function runningCount (): number {
    let count = 0
    for (const { progress: { state } } of known.values()) if (state === 'running') count++
    return count
  }

  async function all (userId: string): Promise<ExportedConversation[]> {
    const found: ExportedConversation[] = []
    for (let after = ''; ;) {
      const rows = await store.exports.conversations(userId, after, EXPORT_PAGE)
      found.push(...rows)
      if (rows.length < EXPORT_PAGE) return found.sort((a, b) => b.lastSeq - a.lastSeq)
      after = rows.at(-1)?.id ?? ''
    }
  }

  async function sizeOf (userId: string): Promise<ExportSize> {
    return sumOf(await all(userId))
  }

  async function * parts (userId: string): AsyncGenerator<ExportPart, void, void> {
    const account = await store.accounts.byId(userId)
    if (account === null) throw notFound('user')
    const conversations = await all(userId)
    yield { part: 'beginning', at: now(), account, size: sumOf(conversations) }
    yield * people(userId)
    for (let from = 0; from < conversations.length; from += EXPORT_PAGE) {
      const page = conversations.slice(from, from + EXPORT_PAGE)
      const counts = new Map(page.map(({ id, messages }) => [id, messages]))
      const { conversations: rows } = await store.conversations.some(userId, page.map(({ id }) => id))
      yield { part: 'conversations', rows: rows.map(row => ({ ...row, messages: counts.get(row.id) ?? 0 })) }
    }
    let count = 0
    for (const { id } of conversations) {
      const conversation = await store.conversations.one(userId, id)
      // Removed meanwhile.
      if (conversation === null) continue
      for await (const part of oneOf(userId, conversation)) {
        if (part.part === 'messages') count += part.rows.length
        yield part
      }
    }
    yield { part: 'end', messages: count }
  }

  async function * files (userId: string): AsyncGenerator<readonly ExportedFile[], void, void> {
    for (const { id } of (await all(userId)).filter(({ hasFiles }) => hasFiles)) {
      for (let after: ExportedFile | null = null; ;) {
        const rows: readonly ExportedFile[] = await store.exports.files(userId, id, after, EXPORT_PAGE)
        yield rows
        const last = rows.at(-1)
        if (rows.length < EXPORT_PAGE || last === undefined) break
        after = last
      }
    }
  }

  async function * people (userId: string): AsyncGenerator<ExportPart, void, void> {
    const labels = await store.labels.list(userId)
    if (labels.length > 0) yield { part: 'labels', rows: labels }
    for (let after: string | undefined; ;) {
      const { rows, next } = await store.contacts.contacts(userId, { limit: EXPORT_PAGE, after })
      if (rows.length > 0) yield { part: 'contacts', rows }
      if (next === null) break
      after = next
    }
    for (let after: string | undefined; ;) {
      const { incoming, outgoing, next } = await store.contacts.requests(userId, { limit: EXPORT_PAGE, after })
      if (incoming.length + outgoing.length > 0) yield { part: 'requests', incoming, outgoing }
      if (next === null) break
      after = next
    }
    for (let after: string | undefined; ;) {
      const { rows, next } = await store.contacts.blocks(userId, { limit: EXPORT_PAGE, after })
      if (rows.length > 0) yield { part: 'blocks', rows }
      if (next === null) break
      after = next
    }
  }

  async function * oneOf (userId: string, conversation: ConversationSummary): AsyncGenerator<ExportPart, void, void> {
    const { id } = conversation
    yield { part: 'opened', conversation }
    for (let after: string | undefined; ;) {
      const list = await store.conversations.members(userId, id, { limit: EXPORT_PAGE, after })
      if (list !== null) yield { part: 'members', conversation, rows: list.members }
      if (list === null || list.next === null) break
      after = list.next
    }
    let bounces: readonly Bounce[] = []
    for (let after = 0; ;) {
      const page = await store.messages.page(userId, id, { after, limit: EXPORT_PAGE })
      if (page === null) break
      bounces = page.bounces
      const last = page.messages.at(-1)
      if (last !== undefined) yield { part: 'messages', conversation, rows: page.messages }
      if (!page.more || last === undefined) break
      after = last.no
    }
    if (bounces.length > 0) yield { part: 'bounces', conversation, rows: bounces }
  }

  return {
    size: sizeOf,

    /** Begins an export; `stop` ends it from here. Throws CONFLICT while another of this user runs, UNAVAILABLE. */
    async begin ({ userId, session }: Pick<Viewer, 'userId' | 'session'>, format: ExportFormat, stop: () => void): Promise<Export> {
      const { messages: total, hasFiles } = await sizeOf(userId)
      if (known.get(userId)?.progress.state === 'running') throw new ReasonError('export-running')
      if (runningCount() >= atOnceMax) throw new DomainError('UNAVAILABLE', 'Too many people export at once. Try again in a minute.', BUSY_RETRY_S)
      const running: Running = { progress: { format, state: 'running', messages: 0, total, bytes: 0 }, sessionId: session.id, stop }
      known.delete(userId)
      known.set(userId, running)
      for (const [oldest, { progress: { state } }] of known) {
        if (known.size <= atOnceMax * 2) break
        if (state !== 'running') known.delete(oldest)
      }
      return {
        parts: parts(userId),
        files: hasFiles ? files(userId) : null,
        wrote (messages, bytes) {
          running.progress = { ...running.progress, messages: running.progress.messages + messages, bytes: running.progress.bytes + bytes }
        },
        ended (isWhole) {
          if (running.progress.state === 'running') running.progress = { ...running.progress, state: isWhole ? 'done' : 'broken' }
        }
      }
    },

    /** Returns how far the last export of this user has come since the server started; null without one. */
    progress: (userId: string): ExportProgress | null => known.get(userId)?.progress ?? null,

    /** Ends what a session exports that is over. */
    sessionEnded (sessionId: string): void {
      for (const running of known.values()) if (running.sessionId === sessionId && running.progress.state === 'running') running.stop()
    },

    /** Ends all of them, when the server stops. */
    close (): void {
      for (const { progress: { state }, stop } of known.values()) if (state === 'running') stop()
    }
  }
}

function sumOf (conversations: readonly ExportedConversation[]): ExportSize {
  const messages = conversations.reduce((sum, each) => sum + each.messages, 0)
  return {
    conversations: conversations.length,
    messages,
    hasFiles: conversations.some(({ hasFiles }) => hasFiles),
    bytes: { html: messages * MESSAGE_BYTES.html, jsonl: messages * MESSAGE_BYTES.jsonl }
  }
}
