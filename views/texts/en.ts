import { chat } from './en/conversations.ts'
import { shell } from './en/site.ts'
import { front } from './en/account.ts'
import { people } from './en/people.ts'
import { settings } from './en/settings.ts'
import { connection } from './en/connection.ts'
import { held } from './en/delivery.ts'

/** English, and with it the list of every text there is, in ICU syntax. The slots of `typing`, `presence` and `new` scripts fill. */
export const en = { ...shell, ...front, ...chat, ...people, ...settings, ...connection, ...held } as const
