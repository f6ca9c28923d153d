import { Type, type Static, type TSchema } from 'typebox'
import { UserSchema } from '#domain/people/users.ts'
import { closed, listOf } from '#domain/schemas.ts'

/** People that a line names at most; it counts the others. */
export const LINE_NAMES_MAX = 5

const SystemLineSchema = Type.Union([
  closed({ line: Type.Literal('now-contacts') }),
  closed({ line: Type.Literal('group-made'), by: Type.String(), title: Type.String() }),
  closed({ line: Type.Enum(['joined', 'left', 'owner']), who: Type.String() }),
  closed({ line: Type.Enum(['added', 'removed']), by: Type.String(), people: listOf(UserSchema), count: Type.Integer() }),
  closed({ line: Type.Enum(['dissolved', 'pinned']), by: Type.String() }),
  closed({ line: Type.Literal('title'), by: Type.String(), title: Type.String() }),
  closed({ line: Type.Enum(['announcement', 'quiet']), by: Type.String(), on: Type.Boolean() })
])
/**
 * Content of a system line about the message's sender. Views translate it into the reader's language, with the names by which the reader
 * knows people; `by` and `who` are the sender's name at that time, for programs. `people`: the first LINE_NAMES_MAX of `count`. `on`:
 * false when an announcement was removed, and when all may write again.
 */
export type SystemLine = Static<typeof SystemLineSchema>

export type KindRules = {
  /** Author: a member, or the server, which writes about its `sender`. */
  readonly from: 'member' | 'server'
  /** Counts as unread for everyone but its sender. */
  readonly isUnread: boolean
  /** Shown under the same name as the sender's previous message, or alone. */
  readonly groups: 'with-sender' | 'alone'
} & ({
  /** `body` is plain text, which its sender may be allowed to edit; empty where there are files. */
  readonly payload: null
  readonly isEditable: boolean
} | {
  /** `body` is JSON of this schema. */
  readonly payload: TSchema
  readonly isEditable: false
})

/**
 * Every kind of message. To add one: a row here, its view in `views/messages/kinds.ts`, its texts. Names consist of lower-case letters and
 * dashes, since SQL is built from them.
 */
const MESSAGE_KINDS = {
  text: { from: 'member', isUnread: true, isEditable: true, groups: 'with-sender', payload: null },
  files: { from: 'member', isUnread: true, isEditable: true, groups: 'with-sender', payload: null },
  system: { from: 'server', isUnread: false, isEditable: false, groups: 'alone', payload: SystemLineSchema }
} as const satisfies Readonly<Record<string, KindRules>>

type Table = typeof MESSAGE_KINDS
export type MessageKind = keyof Table
/** Kinds that a member may send. */
export type SentKind = { [Kind in MessageKind]: Table[Kind]['from'] extends 'member' ? Kind : never }[MessageKind]

const RULES: ReadonlyMap<string, KindRules> = new Map(Object.entries(MESSAGE_KINDS))

/** Rules of a kind. An unknown kind, written by a newer version into the same database, is treated as a system line. */
export function kindRules (kind: string): KindRules {
  return RULES.get(kind) ?? MESSAGE_KINDS.system
}

function kindsThat (have: (rules: KindRules) => boolean): MessageKind[] {
  return [...RULES].filter(([, rules]) => have(rules)).map(([kind]) => kind as MessageKind)
}

export const KindSchema = Type.Enum(kindsThat(() => true))
export const SentKindSchema = Type.Enum(kindsThat(({ from }) => from === 'member') as SentKind[])
export const UNREAD_KINDS = kindsThat(({ isUnread }) => isUnread)

/** Whether senders may edit or recall messages of this kind at all. */
export function isChangeable (kind: MessageKind, act: 'edit' | 'recall'): boolean {
  const { from, isEditable } = kindRules(kind)
  return from === 'member' && (act === 'recall' || isEditable)
}
