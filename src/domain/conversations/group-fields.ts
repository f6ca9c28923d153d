import { Type, type Static } from 'typebox'
import { orNull, type closed } from '#domain/schemas.ts'

export const ANNOUNCEMENT_MAX_CHARS = 2_000
/** Colours of a group's sign: the hues of the skins. */
const COLOURS = 16

/** Fields of a conversation that the owner and admins of a group change, besides its title. Those of other conversations say nothing. */
export const GROUP_FIELDS = {
  /** Empty without one. */
  announcement: Type.String(),
  /** Null: the one that follows from the id. */
  colour: orNull(Type.Integer({ minimum: 0, maximum: COLOURS - 1 })),
  /** The part of the time before that those who join from now on see. */
  history: Type.Enum(['none', 'all']),
  /** Roles that may add people. */
  adding: Type.Enum(['admins', 'members']),
  /** Whether those who come by a link have to ask first; `open`: anybody may join. */
  joining: Type.Enum(['closed', 'request', 'open']),
  /** Found by name by anybody who is signed in. */
  isPublic: Type.Boolean(),
  /** Only the owner and admins may write. */
  quiet: Type.Boolean()
}
export type GroupFields = Static<ReturnType<typeof closed<typeof GROUP_FIELDS>>> & { readonly title: string }

/** A group's until somebody changes them. Events from before there were such fields have these. */
export const GROUP_DEFAULTS: Omit<GroupFields, 'title'> = {
  announcement: '', colour: null, history: 'none', adding: 'members', joining: 'closed', isPublic: false, quiet: false
}
