import type { GroupFields } from '#domain/conversations/group-fields.ts'
import type { Receiving } from '#domain/files/receiving.ts'
import type { Messenger } from '#server/messenger.ts'

/** Everything that an act in a conversation may use. */
export interface Playing {
  readonly messenger: Pick<Messenger, 'messages' | 'conversations' | 'reactions' | 'pins' | 'stars' | 'groups' | 'publicGroups'>
  readonly receiving: Pick<Receiving, 'begin'>
  readonly conversationId: string
  /** Numbers of the messages that later acts name. */
  readonly named: Map<string, number>
  readonly newClientId: () => string
}

/** Something that a person does in a conversation, through the domain. A new kind is a function like those below. */
export type Act = (playing: Playing, userId: string) => Promise<unknown>

/** `when`: a moment; empty for soon after the step before. A text alone is said. */
export type Step<Name extends string> = readonly [when: string, who: Name, act: string | Act]

/** A conversation: its members and all that happens in it, in order. */
export interface Scene<Name extends string> {
  readonly place: Place<Name>
  /** The number of messages at the end that somebody has not read yet. */
  readonly unread?: Readonly<Partial<Record<Name, number>>>
  readonly steps: ReadonlyArray<Step<Name>>
}

export type Place<Name extends string> =
  | { readonly kind: 'group', readonly title: string, readonly by: Name, readonly others: readonly Name[] }
  | { readonly kind: 'direct', readonly by: Name, readonly other: Name }
  | { readonly kind: 'self', readonly by: Name }

/** `as`: the name by which later acts find the message. `to`: the one that it answers. */
export function says (body: string, { as, to }: { readonly as?: string, readonly to?: string } = {}): Act {
  return async ({ messenger, conversationId, named, newClientId }, senderId) => {
    const replyTo = to === undefined ? undefined : noOf(named, to)
    const { message } = await messenger.messages.send({ senderId, conversationId, clientId: newClientId(), body, replyTo, mentions: 'text' })
    if (as !== undefined) named.set(as, message.no)
  }
}

/** A file that is made when it is sent. `peaks`: the loudness of a sound. */
export interface Made {
  readonly name: string
  readonly alt?: string
  readonly make: () => { readonly bytes: Buffer, readonly peaks?: readonly number[] }
}

/** Sends a file, with a text or without. `as`: the name by which later acts find the message. */
export function sends ({ name, alt, make }: Made, body = '', { as }: { readonly as?: string } = {}): Act {
  return async ({ messenger, receiving, conversationId, named, newClientId }, senderId) => {
    const { bytes, peaks } = make()
    const arriving = receiving.begin(senderId)
    try {
      await arriving.take('file', pieces(bytes))
      const { id } = await arriving.finish({ name, alt, keepsOriginal: false, peaks })
      const { message } = await messenger.messages.send({ senderId, conversationId, clientId: newClientId(), body, fileIds: [id] })
      if (as !== undefined) named.set(as, message.no)
    } finally {
      await arriving.end()
    }
  }
}

async function * pieces (bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

export function reacts (name: string, emoji: string): Act {
  return ({ messenger, conversationId, named }, userId) => messenger.reactions.react(userId, conversationId, noOf(named, name), emoji, true)
}

export function edits (name: string, body: string): Act {
  return ({ messenger, conversationId, named }, userId) => messenger.messages.edit(userId, conversationId, noOf(named, name), body)
}

export function recalls (name: string): Act {
  return ({ messenger, conversationId, named }, userId) => messenger.messages.recall(userId, conversationId, noOf(named, name))
}

/** Pins a message for everybody. */
export function pins (name: string): Act {
  return ({ messenger, conversationId, named }, userId) => messenger.pins.pin(userId, conversationId, noOf(named, name), true)
}

/** Stars a message for oneself. */
export function stars (name: string): Act {
  return ({ messenger, conversationId, named }, userId) => messenger.stars.star(userId, conversationId, noOf(named, name), true)
}

export function changes (fields: Partial<GroupFields>): Act {
  return ({ messenger, conversationId }, userId) => messenger.groups.change(userId, conversationId, fields)
}

/** Adds people, or invites those who want to be asked. */
export function adds (...usernames: readonly string[]): Act {
  return ({ messenger, conversationId }, userId) => messenger.groups.add(userId, conversationId, usernames)
}

/** Comes into a public group, or asks to. */
export function asksToJoin (note: string): Act {
  return ({ messenger, conversationId }, userId) => messenger.publicGroups.enter(userId, conversationId, note)
}

/** Leaves a text in the composer. */
export function drafts (body: string): Act {
  return ({ messenger, conversationId }, userId) => messenger.conversations.saveDraft(userId, conversationId, body)
}

function noOf (named: ReadonlyMap<string, number>, name: string): number {
  const no = named.get(name)
  if (no === undefined) throw new Error(`No message is named ${name}`)
  return no
}
