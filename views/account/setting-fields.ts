import type { SettingField, SettingName, Settings } from '#domain/account/settings.ts'
import { checkbox, fieldName, select, type FormRefusal } from '#views/parts/forms.ts'
import type { Html } from '#views/parts/html.ts'
import { LANGUAGE_NAMES, type Key } from '#views/parts/language.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { zoneField } from '#views/parts/zones.ts'

type Choice = Extract<SettingField, { readonly field: 'choice' }>
/** Names the texts of choices one by one, so that a missing one does not compile. */
type ChoiceKey = { [Name in Choice['name']]: `settings.${Name}-${Settings[Name]}` }[Choice['name']]

/** The field of one setting, as the viewer has it. */
export function settingField (page: OwnPage, setting: SettingField, refusal: FormRefusal | null): Html {
  const { say, times, viewer: { settings } } = page
  switch (setting.field) {
    case 'tick': return checkbox({
      name: fieldName(setting.name),
      label: say(`settings.${setting.name}` satisfies Key),
      hint: say(`settings.${setting.name}-hint` satisfies Key),
      checked: settings[setting.name]
    })
    case 'choice': return select({
      name: fieldName(setting.name),
      refusal,
      label: say(`settings.${setting.name}` satisfies Key),
      choices: setting.choices.map(value => ({ value: optionOf(value), label: say(`settings.${setting.name}-${value}` as ChoiceKey satisfies Key) })),
      chosen: optionOf(settings[setting.name]),
      hint: say(`settings.${setting.name}-hint` satisfies Key)
    })
    case 'language': return select({
      name: fieldName(setting.name),
      refusal,
      label: say('settings.language'),
      choices: setting.choices.map(value => ({ value: optionOf(value), label: value === null ? say('settings.language-unset') : LANGUAGE_NAMES[value] })),
      chosen: optionOf(settings[setting.name])
    })
    case 'hour': return select({
      name: fieldName(setting.name),
      refusal,
      label: say(`settings.${setting.name}` satisfies Key),
      choices: setting.choices.map(value => ({ value: optionOf(value), label: value ?? say('settings.hour-unset') })),
      chosen: optionOf(settings[setting.name]),
      // Below the second of the two, it speaks of both.
      hint: setting.name === 'quietTo' ? say('notify.zone', { zone: times.zone.replaceAll('_', ' ') }) : null
    })
    case 'zone': return zoneField(page, { refusal, chosen: settings[setting.name], unset: say('settings.timeZone-unset') })
  }
}

/** A value as the option of a list sends it; what is not chosen is empty. */
export function optionOf (value: Settings[SettingName]): string {
  return value === null ? '' : String(value)
}
