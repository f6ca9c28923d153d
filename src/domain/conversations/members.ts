import { Type, type Static } from 'typebox'
import type { Listed } from '#domain/lists.ts'
import { DISPLAY_NAME_MAX_CHARS, singleLine, UserSchema, Username } from '#domain/people/users.ts'
import { checkChars } from '#domain/reasons.ts'
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

export interface Nicknamed { readonly userId: string, readonly nickname: string }

export interface NicknameStore {
  /** Members with a nickname, in the order of their ids. Each page but the first is read in another turn of the event loop. */
  nicknames (conversationId: string, page: { readonly limit: number, readonly after?: string | undefined }): Promise<Listed<Nicknamed>>
}

/** Returns a nickname as it is stored; null, for none, where it would show nothing. Throws INVALID when too long. */
export function normalizeNickname (raw: string): string | null {
  const nickname = singleLine(raw)
  checkChars(nickname, 'nickname', DISPLAY_NAME_MAX_CHARS)
  return nickname === '' ? null : nickname
}
