import { Type, type Static } from 'typebox'
import { exportedPath } from '#domain/account/exported-files.ts'
import type { ExportPart } from '#domain/account/exports.ts'
import { SettingsSchema } from '#domain/account/settings.ts'
import { ConversationSchema } from '#domain/conversations/conversations.ts'
import { MemberSchema } from '#domain/conversations/members.ts'
import { FileSchema } from '#domain/files/files.ts'
import { MessageSchema, type Message } from '#domain/messages/messages.ts'
import { ContactRequestSchema, ContactSchema } from '#domain/people/contacts.ts'
import { LabelSchema } from '#domain/people/labels.ts'
import { PersonSchema, UserSchema } from '#domain/people/users.ts'
import { Id, No, Time } from '#domain/schemas.ts'
import { createWriter } from '#plugins/serialisation.ts'
import { closed } from '#routes/api/schemas.ts'

const line = <const Name extends string>(name: Name) => Type.Literal(name)

/** The lines of an export as JSONL, in their order: each an object whose `type` says which. A file without its `end` was cut off. */
export const EXPORT_LINES = {
  export: closed({ type: line('export'), version: Type.Literal(1), at: Time, user: PersonSchema, conversations: Type.Integer(), messages: Type.Integer() }),
  settings: closed({ type: line('settings'), settings: SettingsSchema }),
  label: closed({ type: line('label'), label: LabelSchema }),
  contact: closed({ type: line('contact'), contact: ContactSchema }),
  request: closed({ type: line('request'), request: ContactRequestSchema }),
  block: closed({ type: line('block'), user: UserSchema }),
  conversation: closed({ type: line('conversation'), conversation: ConversationSchema }),
  member: closed({ type: line('member'), conversationId: Id, member: MemberSchema }),
  message: closed({ type: line('message'), message: MessageSchema }),
  bounce: closed({ type: line('bounce'), conversationId: Id, clientId: Type.String(), kind: Type.String(), body: Type.String(), code: Type.String(), at: Time }),
  file: closed({ type: line('file'), conversationId: Id, no: No, file: FileSchema, path: Type.String({ description: 'In the archive.' }) }),
  end: closed({ type: line('end'), messages: Type.Integer() })
}

type Lines = typeof EXPORT_LINES
type LineName = keyof Lines
const WRITERS = Object.fromEntries(Object.entries(EXPORT_LINES).map(([name, schema]) => [name, createWriter(schema)])) as
  { readonly [Name in LineName]: (value: Static<Lines[Name]>) => string }

/** Returns the lines of a part of an export; empty for one that says nothing new. */
export function exportLines (part: ExportPart): string {
  switch (part.part) {
    case 'beginning': {
      const { at, account: { id, username, displayName, about, settings }, size: { conversations, messages } } = part
      return lines('export', [{ type: 'export', version: 1, at, user: { id, username, displayName, about }, conversations, messages }]) +
        lines('settings', [{ type: 'settings', settings }])
    }
    case 'labels': return lines('label', part.rows.map(label => ({ type: 'label', label })))
    case 'contacts': return lines('contact', part.rows.map(contact => ({ type: 'contact', contact })))
    case 'requests': return lines('request', [...part.incoming, ...part.outgoing].map(request => ({ type: 'request', request })))
    case 'blocks': return lines('block', part.rows.map(user => ({ type: 'block', user })))
    case 'conversations': return lines('conversation', part.rows.map(conversation => ({ type: 'conversation', conversation })))
    case 'opened': return ''
    case 'members': return lines('member', part.rows.map(member => ({ type: 'member', conversationId: part.conversation.id, member })))
    case 'messages': return part.rows.map(message => lines('message', [{ type: 'message', message }]) + fileLines(message)).join('')
    case 'bounces': return lines('bounce', part.rows.map(({ conversationId, clientId, kind, body, code, at }) =>
      ({ type: 'bounce', conversationId, clientId, kind, body, code, at })))
    case 'end': return lines('end', [{ type: 'end', messages: part.messages }])
  }
}

function fileLines (message: Message): string {
  const { conversationId, no, files = [] } = message
  return lines('file', files.flatMap((file, position) =>
    file.deleted === true ? [] : [{ type: 'file', conversationId, no, file, path: exportedPath(message, position, file) }]))
}

function lines<Name extends LineName> (name: Name, rows: ReadonlyArray<Static<Lines[Name]>>): string {
  return rows.map(row => `${WRITERS[name](row)}\n`).join('')
}
