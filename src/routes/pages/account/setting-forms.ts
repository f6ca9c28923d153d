import { Type, type TSchema } from 'typebox'
import { TIME_ZONE_MAX_CHARS, settingFields, tellsContacts, type SettingField, type Settings } from '#domain/account/settings.ts'
import { optionOf } from '#views/account/setting-fields.ts'
import { fieldName } from '#views/parts/forms.ts'

/** The form of one section of settings: its fields, the change that a sent one asks for, and whether contacts are told. */
export function settingsForm (section: string) {
  const fields = settingFields(section)
  return {
    body: Object.fromEntries(fields.map(setting => [fieldName(setting.name), sentBy(setting)])),
    changeOf: (body: Readonly<Record<string, unknown>>): Partial<Settings> =>
      Object.fromEntries(fields.flatMap(setting => {
        const value = valueOf(setting, body[fieldName(setting.name)])
        return value === undefined ? [] : [[setting.name, value]]
      })),
    tellsContacts: tellsContacts(fields.map(({ name }) => name))
  }
}

function sentBy ({ field, choices }: SettingField): TSchema {
  switch (field) {
    // A box that is not ticked is not sent.
    case 'tick': return Type.Optional(Type.Literal('on'))
    case 'zone': return Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
    // A page of before an upgrade has no field for a new setting, which stays as it is.
    default: return Type.Optional(Type.Enum(choices.map(optionOf)))
  }
}

function valueOf ({ field, choices }: SettingField, sent: unknown): unknown {
  switch (field) {
    case 'tick': return sent === 'on'
    case 'zone': return sent === '' ? null : sent
    default: return [...choices].find(value => optionOf(value) === sent)
  }
}
