import type { MessageStore } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

interface Place { readonly conversationId: string, readonly no: number }
type Slice = Place & { readonly limit: number }

/** Rows of each table that a recall deletes by itself: all of them, nearly always. The end of an account recalls 25 messages in a unit. */
const ROWS_WITH_RECALL = 100
/** Rows of each table in a later unit: a millisecond or two. */
const ROWS_AT_ONCE = 250
/** Units in a row, with deliveries in between; the chore then rests. */
const UNITS_AT_ONCE = 20

/** SQL: the row `alias` belongs to no recalled message whose rows wait to be deleted. */
export function isNoLeftover (alias: string): string {
  return `NOT EXISTS (SELECT 1 FROM leftovers WHERE leftovers.conversation_id = ${alias}.conversation_id AND leftovers.no = ${alias}.no)`
}

export type Leftovers = ReturnType<typeof createLeftovers>

/** Deletes the reactions, stars, mentions and pins of recalled messages, of which there may be some for each member. */
export function createLeftovers (database: Database, commits: GroupCommit) {
  const dropReactions = database.statement<[Slice]>(`
    DELETE FROM reactions WHERE conversation_id = @conversationId AND no = @no AND (emoji, user_id, seq) IN (
      SELECT emoji, user_id, seq FROM reactions WHERE conversation_id = @conversationId AND no = @no LIMIT @limit)`)
  const dropStars = database.statement<[Slice]>(`
    DELETE FROM stars WHERE conversation_id = @conversationId AND no = @no AND user_id IN (
      SELECT user_id FROM stars WHERE conversation_id = @conversationId AND no = @no LIMIT @limit)`)
  const dropMentions = database.statement<[Slice]>(`
    DELETE FROM mentions WHERE (user_id, conversation_id, no) IN (
      SELECT user_id, conversation_id, no FROM mentions WHERE conversation_id = @conversationId AND no = @no LIMIT @limit)`)
  const dropPins = database.statement<[Slice]>(`
    DELETE FROM pins WHERE conversation_id = @conversationId AND seq IN (
      SELECT seq FROM pins WHERE conversation_id = @conversationId AND no = @no LIMIT @limit)`)
  const drops = [dropReactions, dropStars, dropMentions, dropPins]
  const keep = database.statement<[Place]>('INSERT INTO leftovers (conversation_id, no) VALUES (@conversationId, @no)')
  const first = database.statement<[], Place>('SELECT conversation_id AS conversationId, no FROM leftovers ORDER BY conversation_id, no LIMIT 1')
  const settle = database.statement<[Place]>('DELETE FROM leftovers WHERE conversation_id = @conversationId AND no = @no')

  // Returns whether nothing is left.
  function dropSome ({ conversationId, no }: Place, limit: number): boolean {
    const dropped = drops.map(drop => drop.run({ conversationId, no, limit }))
    return dropped.every(rows => rows < limit)
  }

  function clearSome (): boolean {
    const place = first.get()
    if (place === undefined) return true
    if (dropSome(place, ROWS_AT_ONCE)) settle.run(place)
    database.erased()
    return false
  }

  return {
    /** Deletes what a message that is being recalled has of them, or as much as one unit may. Once for a message. */
    drop ({ conversationId, no }: Place): void {
      if (!dropSome({ conversationId, no }, ROWS_WITH_RECALL)) keep.run({ conversationId, no })
    },

    clear: (async () => {
      let isClear = first.get() === undefined
      for (let units = 0; !isClear && units < UNITS_AT_ONCE; units++) isClear = await commits.write(clearSome)
      return isClear
    }) satisfies MessageStore['clearLeftovers']
  }
}
