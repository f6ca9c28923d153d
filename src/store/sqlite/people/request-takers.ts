import { DEFAULT_SETTINGS, type Settings } from '#domain/account/settings.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { SharedGroups } from './shared-groups.ts'

/** Says whether a user takes contact requests of another, by their own choice alone: a block changes nothing of the answer. */
export function createRequestTakers (database: Database, sharedGroups: SharedGroups): (askedId: string, askerId: string) => boolean {
  const chosen = database.statement<[string], { value: string }>("SELECT value FROM settings WHERE user_id = ? AND name = 'askedBy'")

  return (askedId, askerId) => {
    const value = chosen.get(askedId)?.value
    const askedBy = value === undefined ? DEFAULT_SETTINGS.askedBy : JSON.parse(value) as Settings['askedBy']
    return askedBy === 'everybody' || (askedBy === 'groups' && sharedGroups.any(askerId, askedId))
  }
}
