import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { EMOJI_TONES } from '#domain/messages/emoji.ts'
import { ReasonError } from '#domain/reasons.ts'

/** Sections of the settings page that are made of settings. */
export const SETTING_SECTIONS = ['look', 'language', 'writing', 'notifications', 'privacy'] as const
export type SettingSection = typeof SETTING_SECTIONS[number]
export const LANGUAGES = ['en', 'zh'] as const
export type Language = typeof LANGUAGES[number]
/** The skins one may choose, each a table of colours in `public/styles/skins/`. */
export const SKINS = ['light', 'dark', 'contrast', 'paper', 'mint', 'ocean', 'night'] as const
export type Skin = typeof SKINS[number]
export const TIME_ZONE_MAX_CHARS = 64
/** Sounds of a new message, made by the browser itself. */
const SOUNDS = ['none', 'chime', 'drop', 'knock', 'pling'] as const
/** Half hours of the day at which quiet hours begin and end, in the user's zone. */
const HALF_HOURS = Array.from({ length: 48 }, (_, half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`)
const HALF_HOUR = Type.Union([Type.Null(), Type.Enum(HALF_HOURS)])
const ZONE = Type.String({ minLength: 1, maxLength: TIME_ZONE_MAX_CHARS, description: 'An IANA zone like Europe/Berlin' })

interface Row {
  /** The values it can have, in the API, in events and in storage. Null: not chosen, the browser's wish or the site's default counts. */
  readonly values: TSchema
  /** Counts until a person chooses otherwise. Never stored, so another default in a later version is everybody's who did not choose. */
  readonly default: unknown
  /** The section of the settings page that shows its field. */
  readonly section: SettingSection
  /** Its field: a checkbox with a hint, a list with one sentence for each value and a hint, or a list of its own kind. */
  readonly field: 'tick' | 'choice' | 'language' | 'zone' | 'hour'
  /** People told of a change besides the user's own browsers. A change told to contacts counts as an announcement, limited by the hour. */
  readonly tells: 'nobody' | 'contacts'
}

/**
 * Every setting of a person, in the order of the API and of the page: a new setting is a row here and its texts in `views/texts`, by name:
 * `settings.<name>`, `settings.<name>-hint`, and `settings.<name>-<value>` for each value of a choice.
 */
const SETTINGS = {
  // `system`: light or dark, as the browser is set.
  skin: { values: Type.Enum(['system', ...SKINS]), default: 'system', section: 'look', field: 'choice', tells: 'nobody' },
  textSize: { values: Type.Enum(['small', 'medium', 'large', 'largest']), default: 'medium', section: 'look', field: 'choice', tells: 'nobody' },
  spacing: { values: Type.Enum(['roomy', 'compact']), default: 'roomy', section: 'look', field: 'choice', tells: 'nobody' },
  motion: { values: Type.Enum(['system', 'reduced']), default: 'system', section: 'look', field: 'choice', tells: 'nobody' },
  language: { values: Type.Union([Type.Null(), Type.Enum(LANGUAGES)]), default: null, section: 'language', field: 'language', tells: 'nobody' },
  timeZone: { values: Type.Union([Type.Null(), ZONE]), default: null, section: 'language', field: 'zone', tells: 'nobody' },
  enterSends: { values: Type.Boolean(), default: true, section: 'writing', field: 'choice', tells: 'nobody' },
  emojiTone: { values: Type.Enum(EMOJI_TONES), default: 'none', section: 'writing', field: 'choice', tells: 'nobody' },
  sound: { values: Type.Enum(SOUNDS), default: 'none', section: 'notifications', field: 'choice', tells: 'nobody' },
  // No sound and no desktop notification between the two.
  quietFrom: { values: HALF_HOUR, default: null, section: 'notifications', field: 'hour', tells: 'nobody' },
  quietTo: { values: HALF_HOUR, default: null, section: 'notifications', field: 'hour', tells: 'nobody' },
  findable: { values: Type.Boolean(), default: true, section: 'privacy', field: 'tick', tells: 'nobody' },
  // `groups`: people who share a group with one. A request that meets one the other way is always taken.
  askedBy: { values: Type.Enum(['everybody', 'groups', 'nobody']), default: 'everybody', section: 'privacy', field: 'choice', tells: 'nobody' },
  // `nobody`: contacts invite, and one is asked.
  addToGroups: { values: Type.Enum(['everybody', 'contacts', 'nobody']), default: 'contacts', section: 'privacy', field: 'choice', tells: 'nobody' },
  // These three count both ways: a user who shows none is shown none.
  receipts: { values: Type.Boolean(), default: true, section: 'privacy', field: 'tick', tells: 'nobody' },
  presence: { values: Type.Boolean(), default: true, section: 'privacy', field: 'tick', tells: 'contacts' },
  typing: { values: Type.Boolean(), default: true, section: 'privacy', field: 'tick', tells: 'nobody' }
} as const satisfies Readonly<Record<string, Row>>

type Table = typeof SETTINGS
export type SettingName = keyof Table
export type Settings = { readonly [Name in SettingName]: Static<Table[Name]['values']> }
/** Settings that are on or off. */
export type SwitchName = { [Name in SettingName]: Settings[Name] extends boolean ? Name : never }[SettingName]
/** One field of the settings page. `choices` are its values that can be listed. */
export type SettingField = {
  [Name in SettingName]: { readonly name: Name, readonly field: Table[Name]['field'], readonly choices: ReadonlyArray<Settings[Name]> }
}[SettingName]

const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

export const SettingsSchema = Type.Object(ofEach(name => SETTINGS[name].values) as { [Name in SettingName]: Table[Name]['values'] }, {
  additionalProperties: false, title: 'Settings'
})

export const DEFAULT_SETTINGS = Object.freeze(ofEach(name => SETTINGS[name].default)) as Settings

/** Settings from what is stored of them: a missing value, or one that is not possible any more, is the default. */
export function settingsOf (stored: Readonly<Record<string, unknown>>): Settings {
  return ofEach(name => Value.Check(SETTINGS[name].values, stored[name]) ? stored[name] : DEFAULT_SETTINGS[name]) as Settings
}

/** Texts whose settings are kept: most accounts share a few. */
const READ_MAX = 1_000
const read = new Map<string, Settings>()

/** The same from JSON. Checked once for each text, since every page reads its account: 2 % of drawing one. */
export function settingsIn (json: string): Settings {
  let settings = read.get(json)
  if (settings === undefined) {
    settings = settingsOf(JSON.parse(json) as Readonly<Record<string, unknown>>)
    if (read.size >= READ_MAX) read.clear()
    read.set(json, settings)
  }
  return settings
}

/** Returns the settings of a change that differ from before, in the order of the table. */
export function changedSettings (before: Settings, change: Partial<Settings>): readonly SettingName[] {
  return SETTING_NAMES.filter(name => name in change && change[name] !== before[name])
}

/** Whether contacts are told of one of these settings. */
export function tellsContacts (names: readonly string[]): boolean {
  return SETTING_NAMES.some(name => SETTINGS[name].tells === 'contacts' && names.includes(name))
}

/** The fields of a section of the settings page, in the order of the table. */
export function settingFields (section: string): readonly SettingField[] {
  const names = SETTING_NAMES.filter(name => SETTINGS[name].section === section)
  return names.map(name => ({ name, field: SETTINGS[name].field, choices: choicesOf(SETTINGS[name].values) }) as SettingField)
}

function choicesOf (values: TSchema): readonly unknown[] {
  if (Type.IsUnion(values)) return values.anyOf.flatMap(choicesOf)
  if (Type.IsBoolean(values)) return [true, false]
  if (Type.IsNull(values)) return [null]
  return Type.IsEnum(values) ? values.enum : []
}

function ofEach (value: (name: SettingName) => unknown): object {
  return Object.fromEntries(SETTING_NAMES.map(name => [name, value(name)]))
}

/** The one name of an IANA zone that this machine knows, in whatever spelling it is given. Throws `zone-unknown`. */
export function checkTimeZone (zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone.slice(0, TIME_ZONE_MAX_CHARS) }).resolvedOptions().timeZone
  } catch {
    throw new ReasonError('zone-unknown', 'timeZone')
  }
}
