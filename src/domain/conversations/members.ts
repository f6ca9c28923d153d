import { Type, type Static } from 'typebox'
import { UserSchema, Username } from '#domain/people/users.ts'
import { closed, No, Time } from '#domain/schemas.ts'

export const RoleSchema = Type.Enum(['owner', 'admin', 'member'])
export type Role = Static<typeof RoleSchema>

export const MemberSchema = closed({
  user: UserSchema,
  role: RoleSchema,
  joinedNo: No,
  /** An admin muted them until then. The owner and admins see it. */
  mutedUntil: Type.Optional(Time),
  /** The name that they go by in this group. */
  nickname: Type.Optional(Type.String())
}, 'Member')
export type MemberInfo = Static<typeof MemberSchema>

export interface MemberList { readonly members: readonly MemberInfo[], readonly more: boolean, readonly next: string | null }

/** A member's watermarks, as others may see them (D13). */
export const ReceiptSchema = closed({ username: Username, deliveredNo: No, readNo: No })
export type Receipt = Static<typeof ReceiptSchema>
