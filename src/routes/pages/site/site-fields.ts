import { Type } from 'typebox'
import { LANGUAGES, TIME_ZONE_MAX_CHARS } from '#domain/account/settings.ts'
import { SIGN_UP_MODES, SITE_NAME_MAX_CHARS, type SignUpMode } from '#domain/site/site.ts'

/** The fields of the site's policy in a form. */
export const SITE_FIELDS = {
  site_name: Type.String({ maxLength: SITE_NAME_MAX_CHARS * 4 }),
  sign_up: Type.Unsafe<SignUpMode>(Type.Enum([...SIGN_UP_MODES])),
  language: Type.Union(LANGUAGES.map(language => Type.Literal(language))),
  time_zone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
}
