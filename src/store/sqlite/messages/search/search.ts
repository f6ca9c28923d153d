import { hasLink, holdsWords, searchableText } from '#domain/messages/search/search-words.ts'
import type { MessageSearch, MessagesFound, SearchStore } from '#domain/messages/search/search.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { ReadOne } from '#store/sqlite/messages/messages-append.ts'
import { notAPlace } from '#store/sqlite/paging.ts'
import { createCandidates } from './candidates.ts'
import { createIndexFilling } from './index-filling.ts'
import type { SearchIndex } from './search-index.ts'

/** Messages looked at in one turn of the event loop: two milliseconds. */
const AT_ONCE = 250

interface Row {
  readonly conversationId: string
  readonly no: number
  readonly senderId: string
  readonly kind: string
  readonly body: string
  readonly at: number
  readonly recalledAt: number | null
}

interface Period { readonly joinedNo: number, readonly leftNo: number | null }

export function sqliteSearch (
  database: Database, commits: GroupCommit, { index, readOne }: { index: SearchIndex, readOne: ReadOne }
): SearchStore {
  const candidates = createCandidates(database)
  const messageAt = database.statement<[number], Row>(`
    SELECT conversation_id AS conversationId, no, sender_id AS senderId, kind, body, at, recalled_at AS recalledAt FROM messages WHERE seq = ?`)
  const periods = database.statement<[string, string], Period>(`
    SELECT joined_no AS joinedNo, left_no AS leftNo FROM memberships WHERE conversation_id = ? AND user_id = ? ORDER BY joined_seq`)

  function look (search: MessageSearch) {
    const known = new Map<string, readonly Period[]>()

    function periodsIn (conversationId: string): readonly Period[] {
      const found = known.get(conversationId) ?? periods.all(conversationId, search.viewerId)
      known.set(conversationId, found)
      return found
    }

    function isWithin ({ conversationId, senderId, at }: Row): boolean {
      if (search.conversationId !== undefined && conversationId !== search.conversationId) return false
      if (search.fromId !== undefined && senderId !== search.fromId) return false
      return at >= (search.since ?? -Infinity) && at <= (search.until ?? Infinity)
    }

    function holds (body: string): boolean {
      return holdsWords(body, search.words) && (search.hasLink !== true || hasLink(body))
    }

    /** Returns the message when it is a hit. */
    return (seq: number): Message | null => {
      const row = messageAt.get(seq)
      if (row === undefined || row.recalledAt !== null || searchableText(row.kind, row.body) === null || !isWithin(row)) return null
      const own = periodsIn(row.conversationId)
      if (!own.some(({ joinedNo, leftNo }) => row.no >= joinedNo && (leftNo === null || row.no <= leftNo))) return null
      // Those who left see the text as it was then.
      const isCurrent = own.at(-1)?.leftNo === null
      if (isCurrent && !holds(row.body)) return null
      const message = readOne(search.viewerId, row.conversationId, row.no)
      return message !== null && (isCurrent || holds(message.body)) ? message : null
    }
  }

  async function messages (search: MessageSearch): Promise<MessagesFound | null> {
    const after = placeOf(search.after)
    const found = database.read(() => candidates(search, after))
    if (found === null) return null
    const hitAt = look(search)
    const hits: Message[] = []
    let last = after
    let isCut = found.more
    for (let from = 0; from < found.seqs.length; from += AT_ONCE) {
      if (from > 0) await commits.nextTurn()
      database.read(() => {
        for (const seq of found.seqs.slice(from, from + AT_ONCE)) {
          const message = hitAt(seq)
          if (message !== null && hits.length === search.limit) {
            isCut = true
            from = found.seqs.length
            return
          }
          if (message !== null) hits.push(message)
          // Up to the last hit that is told, so that the next page begins with the one that was one too many.
          last = seq
        }
      })
    }
    return { messages: hits, next: isCut ? String(last) : null, isComplete: !found.isIndexed || index.remainingTo() === 0 }
  }

  return { messages, fill: createIndexFilling(database, commits, index) }
}

function placeOf (after: string | undefined): number {
  if (after === undefined) return Number.MAX_SAFE_INTEGER
  const seq = /^\d{1,15}$/.test(after) ? Number(after) : NaN
  if (!Number.isSafeInteger(seq)) throw notAPlace()
  return seq
}
