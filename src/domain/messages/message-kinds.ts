import { Type, type Static, type TSchema } from 'typebox'
import { closed } from '#domain/schemas.ts'

const SystemLineSchema = Type.Union([
  closed({ line: Type.Literal('now-contacts') }),
  closed({ line: Type.Literal('group-made'), by: Type.String(), title: Type.String() }),
  closed({ line: Type.Enum(['joined', 'left', 'owner']), who: Type.String() })
])
/** Content of a system line; views put it into the reader's language. */
export type SystemLine = Static<typeof SystemLineSchema>

export type KindRules = {
  /** Writer of such messages: a member, or the server about its `sender`. */
  readonly from: 'member' | 'server'
  /** Counts as unread for everybody but its sender. */
  readonly isUnread: boolean
  /** Stands under one name with its sender's message before it, or alone. */
  readonly groups: 'with-sender' | 'alone'
} & ({
  /** The content is the text itself, and its sender may change it within the time for that. */
  readonly payload: null
  readonly isEditable: boolean
} | {
  /** The content is JSON by this schema. */
  readonly payload: TSchema
  readonly isEditable: false
})

/**
 * Every kind of message. A new one is a row here, its view in `views/messages/kinds.ts` and its texts. Names are written into SQL, so they
 * are lower-case letters and dashes.
 */
const MESSAGE_KINDS = {
  text: { from: 'member', isUnread: true, isEditable: true, groups: 'with-sender', payload: null },
  system: { from: 'server', isUnread: false, isEditable: false, groups: 'alone', payload: SystemLineSchema }
} as const satisfies Readonly<Record<string, KindRules>>

type Table = typeof MESSAGE_KINDS
export type MessageKind = keyof Table
/** Kinds that a member may send. */
export type SentKind = { [Kind in MessageKind]: Table[Kind]['from'] extends 'member' ? Kind : never }[MessageKind]

const RULES: ReadonlyMap<string, KindRules> = new Map(Object.entries(MESSAGE_KINDS))

/** A kind that a newer version wrote into the same database counts as a line of the server. */
export function kindRules (kind: string): KindRules {
  return RULES.get(kind) ?? MESSAGE_KINDS.system
}

function kindsThat (have: (rules: KindRules) => boolean): MessageKind[] {
  return [...RULES].filter(([, rules]) => have(rules)).map(([kind]) => kind as MessageKind)
}

export const KindSchema = Type.Enum(kindsThat(() => true))
export const SentKindSchema = Type.Enum(kindsThat(({ from }) => from === 'member') as SentKind[])
export const UNREAD_KINDS = kindsThat(({ isUnread }) => isUnread)

/** Whether the sender of such a message may change it at all. */
export function isChangeable (kind: MessageKind, act: 'edit' | 'recall'): boolean {
  const { from, isEditable } = kindRules(kind)
  return from === 'member' && (act === 'recall' || isEditable)
}
