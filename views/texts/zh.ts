import type { Catalogue } from '#views/parts/language.ts'
import { chat } from './zh/conversations.ts'
import { shell } from './zh/site.ts'
import { front } from './zh/account.ts'
import { people } from './zh/people.ts'
import { settings } from './zh/settings.ts'
import { connection } from './zh/connection.ts'
import { held } from './zh/delivery.ts'

/** 中文. The same keys and the same arguments as English; the compiler holds the keys, a test the arguments. */
export const zh: Catalogue = { ...shell, ...front, ...chat, ...people, ...settings, ...connection, ...held }
