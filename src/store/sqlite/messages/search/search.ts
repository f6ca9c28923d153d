import { hasLink, holdsWords } from '#domain/messages/search/search-words.ts'
import { foundIn, textOf, type Said } from '#domain/messages/search/found.ts'
import { snippetOf } from '#domain/messages/search/snippet.ts'
import type { MessageHit, MessageHits, MessageSearch, SearchStore } from '#domain/messages/search/search.ts'
import type { Message } from '#domain/messages/messages.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { filesJson, filesOf } from '#store/sqlite/files/file-rows.ts'
import type { ReadOne } from '#store/sqlite/messages/messages-append.ts'
import { notAPlace } from '#store/sqlite/paging.ts'
import { createCandidates } from './candidates.ts'
import { createIndexFilling } from './index-filling.ts'
import type { SearchIndex } from './search-index.ts'

/** Limits to one turn of the event loop: two milliseconds of usual messages, a few of the longest ones. */
const AT_ONCE = 250
const CHARS_AT_ONCE = 30_000
/** A snippet is cut of a text whose every character is folded once more, with its place. */
const SNIPPET_COSTS = 2

interface Found { readonly seq: number, readonly hit: MessageHit }

interface Row {
  readonly conversationId: string
  readonly no: number
  readonly senderId: string
  readonly kind: string
  readonly body: string
  readonly files: string | null
  readonly at: number
  readonly recalledAt: number | null
}

interface Period { readonly joinedNo: number, readonly leftNo: number | null }

export function sqliteSearch (
  database: Database, commits: GroupCommit, { index, readOne }: { index: SearchIndex, readOne: ReadOne }
): SearchStore {
  const candidates = createCandidates(database, commits)
  const messageAt = database.statement<[number], Row>(`
    SELECT conversation_id AS conversationId, no, sender_id AS senderId, kind, body, at, recalled_at AS recalledAt, ${filesJson('m')} AS files
    FROM messages AS m WHERE seq = ?`)
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

    function holds (said: Said): boolean {
      if (search.hasFile === true && foundIn(said, search.words).length === 0) return false
      return (search.hasFile === true || holdsWords(textOf(said) ?? '', search.words)) && (search.hasLink !== true || hasLink(said.body))
    }

    function hitIn (row: Row): Message | null {
      const said = { kind: row.kind, body: row.body, files: filesOf(row.files) }
      if (row.recalledAt !== null || textOf(said) === null || !isWithin(row)) return null
      const own = periodsIn(row.conversationId)
      if (!own.some(({ joinedNo, leftNo }) => row.no >= joinedNo && (leftNo === null || row.no <= leftNo))) return null
      // Those who left see the text as it was then.
      const isCurrent = own.at(-1)?.leftNo === null
      if (isCurrent && !holds(said)) return null
      const message = readOne(search.viewerId, row.conversationId, row.no)
      return message !== null && (isCurrent || holds(message)) ? message : null
    }

    /** Returns the message with its snippet when it is a hit, and how many characters that took. */
    return (seq: number): { readonly hit: MessageHit | null, readonly chars: number } => {
      const row = messageAt.get(seq)
      const message = row === undefined ? null : hitIn(row)
      if (message === null) return { hit: null, chars: row?.body.length ?? 0 }
      const text = textOf(message) ?? ''
      return { hit: { message, snippet: snippetOf(text, search.words) }, chars: text.length * (1 + SNIPPET_COSTS) }
    }
  }

  async function messages (search: MessageSearch): Promise<MessageHits | null> {
    const after = placeOf(search.after)
    const found = await candidates(search, after)
    if (found === null) return null
    const lookAt = look(search)
    const hits: Found[] = []
    // Where the next page begins: at the last hit that is told, not at what was looked at behind it, which may be others' messages.
    let next = found.more ? found.seqs.at(-1) ?? null : null
    let lastHit = after
    let place = 0

    /** Returns whether there is one more hit than was asked for. */
    function lookAtSome (): boolean {
      let chars = 0
      for (const end = place + AT_ONCE; place < Math.min(end, found?.seqs.length ?? 0) && chars < CHARS_AT_ONCE; place++) {
        const seq = found?.seqs[place] ?? 0
        const looked = lookAt(seq)
        chars += looked.chars
        if (looked.hit === null) continue
        if (hits.length === search.limit) return true
        hits.push({ seq, hit: looked.hit })
        lastHit = seq
      }
      return false
    }

    let turns = 0
    while (place < found.seqs.length) {
      if (turns++ > 0) await commits.nextTurn()
      if (database.read(lookAtSome)) {
        next = lastHit
        break
      }
    }
    // Hits of earlier turns may have been recalled or edited since (D15).
    const again = ({ seq, hit }: Found): MessageHit | null => {
      const { conversationId, no, changedSeq } = hit.message
      const message = readOne(search.viewerId, conversationId, no)
      return message?.changedSeq === changedSeq ? { ...hit, message } : lookAt(seq).hit
    }
    const shown = turns > 1 ? database.read(() => hits.map(again).filter(hit => hit !== null)) : hits.map(({ hit }) => hit)
    return { hits: shown, next: next === null ? null : String(next), isComplete: !found.isIndexed || index.remainingTo() === 0 }
  }

  return { messages, fill: createIndexFilling(database, commits, index) }
}

function placeOf (after: string | undefined): number {
  if (after === undefined) return Number.MAX_SAFE_INTEGER
  const seq = /^\d{1,15}$/.test(after) ? Number(after) : NaN
  if (!Number.isSafeInteger(seq)) throw notAPlace()
  return seq
}
