import { hash } from 'node:crypto'
import { DomainError } from '#domain/errors.ts'
import { ReasonError } from '#domain/reasons.ts'
import { clientIdReused, onceOf, type Once, type RepeatStore } from '#domain/site/repeats.ts'
import { takesAnswers, type Message, type Messages } from './messages.ts'
import type { SendRequest } from './send-requests.ts'

/** Messages of one call, and conversations that it goes to. */
export const FORWARD_MESSAGES_MAX = 100
export const FORWARD_TARGETS_MAX = 20
/** Copies that one call makes: a burst of sends, in a second or two. */
const FORWARD_COPIES_MAX = 200

export interface ForwardRequest {
  readonly userId: string
  readonly clientId: string
  readonly from: { readonly conversationId: string, readonly nos: readonly number[] }
  readonly to: readonly string[]
  /** Whether the copies name whom they are from. Default: true. */
  readonly keepFrom?: boolean | undefined
}

export interface Refused { readonly conversationId: string, readonly code: string }
export interface Forwarded { readonly messages: readonly Message[], readonly refused: readonly Refused[] }

/** The places of the copies, as they are kept for a repeat. */
interface Kept { readonly copies: ReadonlyArray<readonly [conversationId: string, no: number]>, readonly refused: readonly Refused[] }

interface Needs {
  readonly messages: Pick<Messages, 'one' | 'send' | 'sentAs'>
  readonly repeats: Pick<RepeatStore, 'find' | 'keep'>
  readonly now: () => number
  readonly newId: () => string
}

export type Forwards = ReturnType<typeof createForwards>

/**
 * Copies messages into other conversations. Each copy is a send of its own, with a clientId made from that of the call: a call that broke
 * off in the middle is finished by its repeat, as far as the originals are still there. Copies are the forwarder's messages; they mention
 * nobody, answer nothing, and outlive a recall.
 */
export function createForwards ({ messages, repeats, now, newId }: Needs) {
  async function copyAll (request: ForwardRequest, originals: readonly Message[], once: Once | undefined): Promise<Kept> {
    const copies: Array<readonly [string, number]> = []
    const refused: Refused[] = []
    for (const conversationId of new Set(request.to)) {
      try {
        for (const original of originals) copies.push([conversationId, (await copy(request, original, conversationId)).no])
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === 'UNAVAILABLE' || error.code === 'STORAGE_FULL') throw error
        refused.push({ conversationId, code: error.code })
      }
    }
    return await kept({ copies, refused }, once)
  }

  // Makes nothing: the copies of a call that broke off, and the targets that lack some.
  async function copiesOf (request: ForwardRequest, nos: readonly number[], { code }: DomainError): Promise<Kept> {
    const copies: Array<readonly [string, number]> = []
    const refused: Refused[] = []
    for (const conversationId of new Set(request.to)) {
      const made: Message[] = []
      for (const no of nos) {
        const found = await messages.sentAs(request.userId, clientIdOf(request, no, conversationId))
        if (found !== null) made.push(found)
      }
      for (const { no } of made) copies.push([conversationId, no])
      if (made.length < nos.length) refused.push({ conversationId, code })
    }
    return { copies, refused }
  }

  async function kept (result: Kept, once: Once | undefined): Promise<Kept> {
    if (once !== undefined) await repeats.keep(once, JSON.stringify(result), now())
    return result
  }

  async function copy (request: ForwardRequest, { conversationId, no, body, kind, files = [] }: Message, to: string): Promise<Message> {
    const { userId, keepFrom = true } = request
    const copyOf = { conversationId, no, keepFrom, fileIds: files.map(() => newId()) }
    const send: SendRequest = { senderId: userId, conversationId: to, clientId: clientIdOf(request, no, to), kind: kind === 'system' ? 'text' : kind, body, copyOf }
    return (await messages.send(send)).message
  }

  // Copies that were recalled since are told as recalled; those that one sees no more are left out.
  async function told (userId: string, { copies, refused }: Kept): Promise<Forwarded> {
    const found: Message[] = []
    for (const [conversationId, no] of copies) {
      const message = await messages.one(userId, conversationId, no).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'NOT_FOUND') return null
        throw error
      })
      if (message !== null) found.push(message)
    }
    return { messages: found, refused }
  }

  return {
    /**
     * Copies messages in the order given. Each target is judged by itself, as a send is, and named in `refused` where it takes none of them
     * or not all. Said again with the same `clientId`, it makes no more, and tells what was made where an original is gone since; before
     * that, it throws NOT_FOUND and CONFLICT for messages that one cannot see or
     * that were recalled, FORBIDDEN for lines of the server, CLIENT_ID_REUSED, TOO_MANY.
     */
    async forward (request: ForwardRequest): Promise<Forwarded> {
      const { userId, clientId, from: { conversationId, nos }, to, keepFrom = true } = request
      const once = onceOf(userId, clientId, ['forward', conversationId, nos, to, keepFrom])
      const first = once === undefined ? null : await repeats.find(once)
      if (first === 'reused') throw clientIdReused()
      if (first !== null) return await told(userId, JSON.parse(first.result) as Kept)
      const wanted = [...new Set(nos)]
      if (wanted.length * new Set(to).size > FORWARD_COPIES_MAX) throw new ReasonError('forward-copies', 'nos', { max: FORWARD_COPIES_MAX })
      const originals: Message[] = []
      try {
        for (const no of wanted) originals.push(forwardable(await messages.one(userId, conversationId, no)))
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        const result = await copiesOf(request, wanted, error)
        if (result.copies.length === 0) throw error
        return await told(userId, await kept(result, once))
      }
      return await told(userId, await copyAll(request, originals, once))
    }
  }
}

function clientIdOf ({ clientId, from }: ForwardRequest, no: number, to: string): string {
  return `fw.${hash('sha256', JSON.stringify([clientId, to, from.conversationId, no]), 'base64url').slice(0, 32)}`
}

function forwardable (message: Message): Message {
  if (message.recalledAt !== undefined) throw new ReasonError('message-recalled', 'nos')
  if (!takesAnswers(message)) throw new DomainError('FORBIDDEN', 'Lines of the server cannot be forwarded.')
  return message
}
