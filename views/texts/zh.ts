import type { Catalogue } from './en.ts'
import { chat } from './zh/conversations.ts'
import { shell } from './zh/site.ts'
import { front } from './zh/account.ts'
import { people } from './zh/people.ts'
import { settings } from './zh/settings.ts'
import { connection } from './zh/connection.ts'
import { held } from './zh/delivery.ts'
import { compare } from './zh/wire/compare.ts'
import { watched } from './zh/wire/watched.ts'
import { faults } from './zh/wire/faults.ts'
import { reasons } from './zh/reasons.ts'
import { admin } from './zh/admin.ts'
import { ownSettings } from './zh/own-settings.ts'
import { emoji } from './zh/emoji.ts'
import { ownData } from './zh/own-data.ts'
import { pins } from './zh/pins.ts'
import { uploads } from './zh/uploads.ts'
import { stars } from './zh/stars.ts'
import { files } from './zh/files.ts'
import { scenes } from './zh/scenes.ts'
import { wire } from './zh/wire.ts'

/** The Chinese texts, with the keys and arguments of English; the compiler checks the keys, a test the arguments. */
export const zh: Catalogue = {
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
}
