import { Type, type Static } from 'typebox'
import { USERNAME_PATTERN } from '#domain/people/users.ts'

/** People that one message can mention; more of them are everybody. */
const MENTIONS_MAX = 50
/** The word that stands for everybody after an `@`. */
const EVERYBODY = 'all'

/**
 * Whom a message mentions: usernames, or `text` for those that the text names after an `@`, as pages send it. Names of people who are not
 * members are left out, since somebody may leave while a message is on its way.
 */
export const MentionsSchema = Type.Union([
  Type.Array(Type.String({ pattern: USERNAME_PATTERN }), { maxItems: MENTIONS_MAX, uniqueItems: true }),
  Type.Literal('text')
])

export interface Mentioning {
  readonly mentions?: Static<typeof MentionsSchema> | undefined
  /** Everybody in a group: for its owner and admins. */
  readonly mentionsAll?: boolean | undefined
}

/**
 * Whom a message is to mention, before the members are known. `all`: `refused` where the sender may not, `tried` where `@all` is text
 * then.
 */
export interface Mentioned { readonly usernames: readonly string[], readonly all: 'no' | 'tried' | 'refused' }

const NOBODY: Mentioned = { usernames: [], all: 'no' }
// After a letter, or within an address, an @ names nobody. Neighbours of another script are no part of a name.
const MENTION = /(?<![\p{Script=Latin}\p{N}.+=&/@-])@([a-z0-9][a-z0-9_.-]{0,31})(?![\p{Script=Latin}\p{N}_@])/giu

/** An `@name` in a text, from `start` to before `end`; `names` are the usernames it can mean, the longest first. */
export interface NamePlace { readonly start: number, readonly end: number, readonly names: readonly string[] }

/** Returns the places of a text that may mention somebody. Linear: each character is looked at a bounded number of times. */
export function namePlacesIn (text: string): NamePlace[] {
  return text.includes('@') ? [...text.matchAll(MENTION)].map(placeOf) : []
}

// A dot or a dash at the end may belong to the name or to the sentence.
function placeOf ({ index, 1: found = '' }: RegExpExecArray): NamePlace {
  const name = found.toLowerCase()
  const bare = name.replace(/[._-]+$/, '')
  return { start: index, end: index + 1 + found.length, names: bare === name ? [name] : [name, bare] }
}

/** Returns whom a request is to mention; undefined for an edit that says nothing of it, which leaves them as they are. */
export function mentionedBy ({ mentions, mentionsAll = false }: Mentioning, body: string): Mentioned | undefined {
  if (mentions === undefined) return mentionsAll ? { ...NOBODY, all: 'refused' } : undefined
  if (mentions !== 'text') return { usernames: mentions, all: mentionsAll ? 'refused' : 'no' }
  const names = new Set(namePlacesIn(body).flatMap(place => place.names))
  const tried = names.has(EVERYBODY) ? 'tried' : 'no'
  return { usernames: [...names].slice(0, MENTIONS_MAX), all: mentionsAll ? 'refused' : tried }
}
