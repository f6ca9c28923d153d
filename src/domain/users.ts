import { DomainError } from './errors.ts'

export const USERNAME_PATTERN = '^[a-z0-9][a-z0-9_.-]{1,31}$'
export const USERNAME_MAX_CHARS = 32
export const DISPLAY_NAME_MAX_CHARS = 64

/** Names that a stranger could pose as the site or as everybody with. Sign-up does not give them out; operators do. */
const RESERVED_USERNAMES = new Set(`
  abuse account admin administrator administrators all announcements anonymous bot contact everybody everyone group guest help helpdesk here
  holdline hostmaster info mail me mod moderation moderator moderators nobody noreply no-reply notifications null official operator owner
  password postmaster privacy root security self service setup signin signup staff status support sysadmin system team undefined webmaster
`.trim().split(/\s+/))

/** A person as others see one. `username` is never changed and never given out again. */
export interface UserRef {
  readonly id: string
  readonly username: string
  readonly displayName: string
}

/** `username` in the one spelling that is stored. Throws INVALID. */
export function normalizeUsername (raw: string): string {
  const username = raw.trim().toLowerCase()
  if (!new RegExp(USERNAME_PATTERN).test(username)) {
    throw new DomainError('INVALID', 'A username has 2 to 32 characters: a–z, 0–9, and after the first also . _ -')
  }
  return username
}

/** Whether a name, as stored, is kept from sign-up; signs between its letters change nothing. */
export function isReserved (username: string): boolean {
  return RESERVED_USERNAMES.has(username) || RESERVED_USERNAMES.has(username.replace(/[._-]/g, ''))
}

// Controls, line separators and direction marks: one of them in a name can turn the text around it. The joiners (U+200C, U+200D) stay:
// Persian and emoji need them.
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

// Four marks on a letter are as many as any script writes. Cut before NFC, which sorts the marks of a letter in time that grows with the
// square of their number.
const MARKS_TOO_MANY = /(\p{M}{4})\p{M}+/gu

/** Free text made safe to stand in a line of somebody else's page: NFC, no control or direction characters, white space folded. */
export function singleLine (raw: string): string {
  return raw.toWellFormed().replace(MARKS_TOO_MANY, '$1').normalize('NFC').replace(UNSHOWABLE, ' ').replace(/\s+/gu, ' ').trim()
}

/** A display name as it is stored; an empty one falls back to the username. Throws INVALID when too long. */
export function normalizeDisplayName (raw: string, username: string): string {
  const name = singleLine(raw)
  if ([...name].length > DISPLAY_NAME_MAX_CHARS) {
    throw new DomainError('INVALID', `A display name has at most ${DISPLAY_NAME_MAX_CHARS} characters.`)
  }
  return name === '' ? username : name
}
