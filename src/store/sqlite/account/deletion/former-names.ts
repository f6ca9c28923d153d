import { namePlacesIn } from '#domain/messages/mentioning.ts'

/** A person whose name is to disappear: their id, the username they had, and the one that stands in its place. */
export interface Former { readonly id: string, readonly username: string, readonly formerly: string }

/** Returns a value of JSON with every user of this id in it as the former user; null when there is none to change. */
export function withoutName (json: string, former: Former): string | null {
  let isChanged = false
  const value: unknown = JSON.parse(json, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null) return each
    const user = each as { id?: unknown, username?: unknown, displayName?: unknown }
    if (user.id !== former.id || typeof user.username !== 'string' || typeof user.displayName !== 'string') return each
    isChanged ||= user.displayName !== '' || user.username !== former.username
    return { ...user, username: former.username, displayName: '' }
  })
  return isChanged ? JSON.stringify(value) : null
}

/** Returns a system line as it names people from now on; null when it does not change. `isSender`: it is about this person. */
export function lineWithoutName (body: string, former: Former, isSender: boolean): string | null {
  const known = withoutName(body, former)
  if (!isSender) return known
  const line = JSON.parse(known ?? body) as Record<string, unknown>
  const named = ['by', 'who'].filter(field => typeof line[field] === 'string' && line[field] !== '')
  for (const field of named) line[field] = ''
  return named.length > 0 ? JSON.stringify(line) : known
}

/** Returns the usernames that a message mentions, as JSON; null when this person is not among them. */
export function mentionsWithoutName (json: string | null, { formerly, username }: Former): string | null {
  const names = json === null ? [] : JSON.parse(json) as string[]
  return names.includes(formerly) ? JSON.stringify(names.map(name => name === formerly ? username : name)) : null
}

/** Returns a text in which `@name` mentions this person, as it mentions the former user: a mention follows the person it is of. */
export function textWithoutName (text: string, { formerly, username }: Former): string {
  let written = ''
  let last = 0
  for (const { start, names } of namePlacesIn(text)) {
    if (!names.includes(formerly)) continue
    written += `${text.slice(last, start)}@${username}`
    last = start + 1 + formerly.length
  }
  return written + text.slice(last)
}
