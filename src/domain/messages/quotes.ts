import { Type, type Static } from 'typebox'
import { FilesBriefSchema } from '#domain/files/brief.ts'
import { kindRules } from './message-kinds.ts'
import { UserSchema, type UserRef } from '#domain/people/users.ts'
import { closed, No } from '#domain/schemas.ts'

/** UTF-16 units of a quoted text: two lines of a bubble. */
const EXCERPT_MAX = 200

/**
 * The message that another one answers. Made when read and never stored, so that it follows edits and recalls. `excerpt` and
 * `files` are for those who may see the quoted message: others get the same without them, and so does everybody once it was recalled.
 */
export const QuoteSchema = closed({
  no: No,
  sender: UserSchema,
  excerpt: Type.Optional(Type.String()),
  files: Type.Optional(FilesBriefSchema),
  recalled: Type.Boolean()
}, 'Quote')
export type Quote = Static<typeof QuoteSchema>

/** Returns the people whom these messages name: their senders, and those of the messages that they quote. */
export function peopleIn (messages: ReadonlyArray<Answering & { readonly sender: UserRef }>): UserRef[] {
  return messages.flatMap(({ sender, replyTo }) => replyTo === undefined ? [sender] : [sender, replyTo.sender])
}

interface Answering { readonly replyTo?: Quote | undefined }

/** The beginning of a text on one line; empty for a kind that is not text. */
export function excerptOf (kind: string, body: string): string {
  if (kindRules(kind).payload !== null) return ''
  const line = body.replace(/\s+/gu, ' ').trim()
  return line.length > EXCERPT_MAX ? `${line.slice(0, EXCERPT_MAX).toWellFormed().replace(/\ufffd$/, '')}…` : line
}

/** Returns the message as lists of conversations tell it. */
export function withoutQuote<Message extends Answering> ({ replyTo: _, ...message }: Message): Omit<Message, 'replyTo'> {
  return message
}

/** Returns the message in the form for those who may not see what it quotes. */
export function withoutExcerpt<Message extends Answering> (message: Message): Message {
  if (message.replyTo?.excerpt === undefined) return message
  const { excerpt: _, files: __, ...replyTo } = message.replyTo
  return { ...message, replyTo }
}
