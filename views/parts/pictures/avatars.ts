import type { UserRef } from '#domain/people/users.ts'
import { html, type Html } from '../html.ts'
import { isFormer, knownName } from '../names.ts'
import type { OwnPage } from '../page.ts'

/** The sign of a former user, who has no name. */
const FORMER = '–'
/** Number of hues in the skins (`public/styles/skins/`). */
export const HUES = 16
/** Longer than the longest emoji, which are families with skin tones. */
const FIRST_SIGN_UNITS = 40
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Initials of the name that the viewer knows, on a colour made from the id. They follow a change of the name. The style sheet writes
 * them: text browsers would read them as the beginning of the name.
 */
export function avatar (page: Pick<OwnPage, 'remarks' | 'say'>, user: UserRef): Html {
  return html`<span class="avatar person hue-${hue(user.id)}" aria-hidden="true" data-avatar-of="${user.username}" data-initials="${isFormer(user) ? FORMER : initials(knownName(page, user))}"></span>`
}

/** The same for a group, on the colour that was chosen for it if there is one, or for a person under another name. */
export function sign (id: string, name: string, kind: 'person' | 'group', chosen: number | null = null): Html {
  return html`<span class="avatar ${kind} hue-${chosen ?? hue(id)}" aria-hidden="true" data-initials="${initials(name)}"></span>`
}

/** Returns two letters of a Latin name, the last two characters of a Chinese one, or the first sign of any other. */
export function initials (name: string): string {
  let found = known.get(name)
  if (found === undefined) {
    found = initialsOf(name)
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(name, found)
  }
  return found
}

/** Names whose initials are kept: finding the first sign of one takes as long as drawing the rest of the avatar ten times. */
const KNOWN_MAX = 1_000
const known = new Map<string, string>()

function initialsOf (name: string): string {
  const words = name.split(/[\s._-]+/u).filter(word => word !== '')
  const [first = '?'] = words
  if (/^\p{Script=Han}+$/u.test(first)) return [...first].slice(-2).join('')
  const last = words.length > 1 ? words.at(-1) ?? '' : ''
  return (firstSign(first) + (/^\p{L}/u.test(last) ? firstSign(last) : '')).toLocaleUpperCase()
}

function firstSign (word: string): string {
  return [...graphemes.segment(word.slice(0, FIRST_SIGN_UNITS))][0]?.segment ?? ''
}

function hue (id: string): number {
  // FNV-1a, its upper bits: ids that differ in one letter are spread over all hues.
  let sum = 0x811c9dc5
  for (let i = 0; i < id.length; i++) sum = Math.imul(sum ^ id.charCodeAt(i), 0x01000193)
  return ((sum ^ (sum >>> 15)) >>> 8) % HUES
}
