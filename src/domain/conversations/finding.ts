import type { Listed } from '#domain/lists.ts'
import { holdsParts, sortKeyParts } from '#domain/people/names.ts'

/** A search for conversations reads so many names at once, stops at so many hits, and looks at so many names. */
const FIND_AT_ONCE = 50
const FIND_ENOUGH = 20
const FIND_LOOKS_AT = 1_000

/** `names`: all that a search finds it by, namely a group's title, or the peer's names and the user's own; null for notes to self. */
export interface NamedConversation { readonly id: string, readonly names: string | null }

type ReadNames = (page: { readonly limit: number, readonly after?: string | undefined }) => Promise<Listed<NamedConversation>>

interface Finding { readonly query: string, readonly selfName: string, readonly after?: string | undefined }

/** Returns the ids of conversations with these names, in the order of the list; `next` is where the search goes on. */
export async function findByNames (
  readNames: ReadNames, { query, selfName, after }: Finding
): Promise<{ readonly ids: readonly string[], readonly next: string | null }> {
  const parts = sortKeyParts(query)
  if (parts.length === 0) return { ids: [], next: null }
  const ids: string[] = []
  let next = after ?? null
  for (let looked = 0; looked < FIND_LOOKS_AT && ids.length < FIND_ENOUGH; looked += FIND_AT_ONCE) {
    const page = await readNames({ limit: FIND_AT_ONCE, after: next ?? undefined })
    ids.push(...page.rows.filter(({ names }) => holdsParts(names ?? selfName, parts)).map(({ id }) => id))
    next = page.next
    if (next === null) break
  }
  return { ids, next }
}
