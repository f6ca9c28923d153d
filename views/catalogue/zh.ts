import type { Catalogue } from '../language.ts'
import { chat } from './zh/chat.ts'
import { shell } from './zh/shell.ts'
import { front } from './zh/front.ts'
import { people } from './zh/people.ts'
import { settings } from './zh/settings.ts'
import { connection } from './zh/connection.ts'
import { held } from './zh/held.ts'

/** 中文. The same keys and the same arguments as English; the compiler holds the keys, a test the arguments. */
export const zh: Catalogue = { ...shell, ...front, ...chat, ...people, ...settings, ...connection, ...held }
