import { chat } from './en/chat.ts'
import { shell } from './en/shell.ts'
import { front } from './en/front.ts'
import { people } from './en/people.ts'
import { settings } from './en/settings.ts'
import { connection } from './en/connection.ts'
import { held } from './en/held.ts'

/** English, and with it the list of every text there is, in ICU syntax. The slots of `typing`, `presence` and `new` scripts fill. */
export const en = { ...shell, ...front, ...chat, ...people, ...settings, ...connection, ...held } as const
