import { chat } from './en/conversations.ts'
import { shell } from './en/site.ts'
import { front } from './en/account.ts'
import { people } from './en/people.ts'
import { settings } from './en/settings.ts'
import { connection } from './en/connection.ts'
import { held } from './en/delivery.ts'
import { compare } from './en/wire/compare.ts'
import { watched } from './en/wire/watched.ts'
import { faults } from './en/wire/faults.ts'
import { reasons } from './en/reasons.ts'
import { admin } from './en/admin.ts'
import { ownSettings } from './en/own-settings.ts'
import { emoji } from './en/emoji.ts'
import { ownData } from './en/own-data.ts'
import { pins } from './en/pins.ts'
import { uploads } from './en/uploads.ts'
import { stars } from './en/stars.ts'
import { files } from './en/files.ts'
import { scenes } from './en/scenes.ts'
import { wire } from './en/wire.ts'

/** The English texts, which are also the list of all keys, in ICU syntax. Scripts fill the slots of `typing`, `presence` and `new`. */
export const en = {
  ...shell,
  ...front,
  ...chat,
  ...people,
  ...settings,
  ...connection,
  ...held,
  ...faults,
  ...compare,
  ...watched,
  ...reasons,
  ...admin,
  ...ownSettings,
  ...emoji,
  ...ownData,
  ...pins,
  ...uploads,
  ...stars,
  ...files,
  ...wire,
  ...scenes
} as const

/** The same texts in any language. */
export type Catalogue = Readonly<Record<keyof typeof en, string>>
