import { Type, type Static } from 'typebox'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { closed, Id } from '#domain/schemas.ts'
import { isVisible, withoutInvisible } from './visible.ts'

export const USERNAME_PATTERN = '^[a-z0-9][a-z0-9_.-]{1,31}$'
export const USERNAME_MAX_CHARS = 32
export const DISPLAY_NAME_MAX_CHARS = 64
export const ABOUT_MAX_CHARS = 140

/** Names with which a stranger could pose as the site or as everybody. Sign-up refuses them; operators may give them out. */
const RESERVED_USERNAMES = new Set(`
  abuse account admin administrator administrators all announcements anonymous bot contact everybody everyone group guest help helpdesk here
  holdline hostmaster info mail me mod moderation moderator moderators nobody noreply notifications null official operator owner
  password postmaster privacy root security self service setup signin signup staff status support sysadmin system team undefined webmaster
`.trim().split(/\s+/))

/** Never changed, and never given out again. */
export const Username = Type.String({ pattern: USERNAME_PATTERN })

/** A person as others see one. One whose account was deleted has an empty `displayName`, which nobody else has. */
export const UserSchema = closed({ id: Id, username: Username, displayName: Type.String() }, 'User')
export type UserRef = Static<typeof UserSchema>

/** The same with the line that they say about themselves, empty for none. Everybody who finds somebody sees it, as they see the name. */
export const PersonSchema = closed({ ...UserSchema.properties, about: Type.String() }, 'Person')
export type Person = Static<typeof PersonSchema>

/** Returns `username` in the one spelling that is stored. Throws INVALID. */
export function normalizeUsername (raw: string): string {
  const username = raw.trim().toLowerCase()
  if (!new RegExp(USERNAME_PATTERN).test(username)) {
    throw new ReasonError('username-invalid', 'username')
  }
  return username
}

/** Digits that are read as letters; 1 is read as two. */
const READ_AS: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's' }

/** Stands in the place of the username of somebody whose account was deleted; nobody gets it by signing up. */
const FORMER_USERNAME = /^deleted[._-]?\d+$/

/** The username of a former user; `number` is of this one alone. */
export function formerUsername (number: number): string {
  return `deleted-${number}`
}

/** Whether sign-up refuses a name, as stored; signs between its letters, and digits that look like letters, change nothing. */
export function isReserved (username: string): boolean {
  if (FORMER_USERNAME.test(username)) return true
  const letters = username.replace(/[._-]/g, '').replace(/[0345]/g, digit => READ_AS[digit] ?? digit)
  return ['i', 'l'].some(one => RESERVED_USERNAMES.has(letters.replaceAll('1', one)))
}

/** Limit to the marks on one letter, as many as scripts write; more reach into the lines above and below. */
const MARKS_MAX = 4
const MARKS_TOO_MANY = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, 'gu')
const MARKS_ON_NOTHING = /(^|\s)\p{M}+/gu
// Besides white space the blanks of Braille, of music and of hieroglyphs, which count as symbols and letters.
const BLANKS = /[\p{White_Space}\p{Cc}\u2800\u{1d159}\u{13441}\u{13442}]+/gu

/**
 * Makes free text safe for a line of another person's page: NFC, white space and controls folded into one blank, no invisible or
 * direction characters, at most MARKS_MAX marks a letter; empty where it would show nothing. The marks are cut before NFC, which sorts
 * those of a letter in time that grows with the square of their number.
 */
export function singleLine (raw: string): string {
  const shown = withoutInvisible(raw.toWellFormed().replace(BLANKS, ' ')).replace(MARKS_ON_NOTHING, '$1').replace(MARKS_TOO_MANY, '$1')
  const line = shown.normalize('NFC').replace(BLANKS, ' ').trim()
  return isVisible(line) ? line : ''
}

/** Returns a display name as it is stored; an empty one becomes the username. Throws INVALID when too long. */
export function normalizeDisplayName (raw: string, username: string): string {
  const name = singleLine(raw)
  checkChars(name, 'displayName', DISPLAY_NAME_MAX_CHARS)
  return name === '' ? username : name
}

/** Returns the line somebody says about themselves as it is stored; empty where it would show nothing. Throws INVALID when too long. */
export function normalizeAbout (raw: string): string {
  const about = singleLine(raw)
  checkChars(about, 'about', ABOUT_MAX_CHARS)
  return about
}
