import { Type } from 'typebox'
import { PASSWORD_MAX_BYTES, type Account } from '#domain/account/accounts.ts'
import { SettingsSchema, type Settings } from '#domain/account/settings.ts'
import { INVITE_CODE_MAX_CHARS } from '#domain/account/invites.ts'
import { LABEL_MAX_CHARS, SessionSchema, type Session } from '#domain/account/sessions.ts'
import { ABOUT_MAX_CHARS, DISPLAY_NAME_MAX_CHARS, USERNAME_MAX_CHARS, UserSchema, type UserRef } from '#domain/people/users.ts'
import { closed } from '#domain/schemas.ts'

/** Twice the stored length: white space around it is accepted and removed. */
export const UsernameInput = Type.String({ minLength: 1, maxLength: USERNAME_MAX_CHARS * 2 })
export const PasswordInput = Type.String({ minLength: 1, maxLength: PASSWORD_MAX_BYTES })
export const DisplayNameInput = Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS * 2 })
export const AboutInput = Type.String({ maxLength: ABOUT_MAX_CHARS * 4 })
export const InviteInput = Type.String({ maxLength: INVITE_CODE_MAX_CHARS })
export const LabelInput = Type.String({ minLength: 1, maxLength: LABEL_MAX_CHARS * 2 })

/** Body of `PATCH /api/me`. Missing fields stay as they are. */
export const ChangeInput = Type.Partial(
  closed({ displayName: DisplayNameInput, about: AboutInput, ...SettingsSchema.properties }), { additionalProperties: false })

export const MeSchema = closed({ user: UserSchema, about: Type.String(), isAdmin: Type.Boolean(), settings: SettingsSchema })

const { id, createdAt, lastSeenAt, userAgent, address } = SessionSchema.properties

/** A signed-in browser, as its owner sees it. */
export const BrowserSchema = closed({ id, current: Type.Boolean(), createdAt, lastSeenAt, userAgent, address }, 'Session')

export const TokenSchema = closed({ id, label: Type.String(), createdAt, lastSeenAt }, 'Token')

export function userOf ({ id, username, displayName }: Account): UserRef {
  return { id, username, displayName }
}

export function meOf (account: Account): { user: UserRef, about: string, isAdmin: boolean, settings: Settings } {
  return { user: userOf(account), about: account.about, isAdmin: account.isAdmin, settings: account.settings }
}

export function browserEntry ({ id, createdAt, lastSeenAt, userAgent, address }: Session, currentId: string) {
  return { id, current: id === currentId, createdAt, lastSeenAt, userAgent, address }
}

export function tokenOf ({ id, label, createdAt, lastSeenAt }: Session) {
  return { id, label: label ?? '', createdAt, lastSeenAt }
}
