import { Type } from 'typebox'
import { FORMER_MESSAGES } from '#domain/account/deletions.ts'
import { LANGUAGES, TIME_ZONE_MAX_CHARS } from '#domain/account/settings.ts'
import { WITHOUT_END } from '#views/messages/change-windows.ts'
import { SIGN_UP_MODES, SITE_NAME_MAX_CHARS, type SignUpMode } from '#domain/site/site.ts'

/** The fields of the site's policy in a form. */
export const SITE_FIELDS = {
  site_name: Type.String({ maxLength: SITE_NAME_MAX_CHARS * 4 }),
  sign_up: Type.Unsafe<SignUpMode>(Type.Enum([...SIGN_UP_MODES])),
  language: Type.Union(LANGUAGES.map(language => Type.Literal(language))),
  time_zone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
}

const WindowField = Type.Optional(Type.String({ pattern: `^(?:\\d{1,8}|${WITHOUT_END})$` }))

export const PUBLIC_GROUPS = ['on', 'off'] as const

/** Fields that a page from before an upgrade does not send; the windows for edits and recalls are in seconds. */
export const LATER_FIELDS = {
  edit_window: WindowField,
  recall_window: WindowField,
  former_messages: Type.Optional(Type.Enum([...FORMER_MESSAGES])),
  public_groups: Type.Optional(Type.Enum([...PUBLIC_GROUPS]))
}

export function windowField (windowS: number | null): string {
  return windowS === null ? WITHOUT_END : String(windowS)
}

export function windowOf (field: string | undefined): number | null | undefined {
  return field === undefined ? undefined : field === WITHOUT_END ? null : Number(field)
}
