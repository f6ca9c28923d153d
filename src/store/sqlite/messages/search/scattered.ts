import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import { SortedBySeq } from '#store/sqlite/conversations/sorted-by-seq.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import { IS_LATEST_PERIOD, IS_UNCOVERED_PERIOD, numberVisible, numberWithin } from '#store/sqlite/conversations/visibility.ts'

const BOUNDS = {
  /** Entries of the index looked at: some 5 ms. Asking again for more costs as much as asking, for the beginning of a word. */
  entriesMax: 2_000,
  /** The viewer's own among so many are enough for a page, or nearly. */
  ownEnough: 100,
  /** Messages of one conversation read at a time, and conversations and messages in one turn of the event loop. */
  messagesAtOnce: 32,
  stepsAtOnce: 500
}

export interface Wanted {
  readonly viewerId: string
  /** The question to the index. */
  readonly expression: string
  /** Numbers of messages: below the one, not below the other. */
  readonly below: number
  readonly from: number
  /** Of messages looked at. */
  readonly limit: number
}

/** Numbers of messages that may be hits, the newest first; `more`: there may be others below the last. */
export interface Scattered { readonly seqs: readonly number[], readonly more: boolean }

interface Entry { readonly seq: number, readonly isOwn: number }
interface Conversation { readonly id: string, readonly upTo: number, readonly lastNo: number }
interface Message { readonly seq: number, readonly no: number }

/** The newest messages of one conversation that are not taken yet, the newest last. */
interface Stream { readonly id: string, messages: Message[] }

/**
 * Finds the messages that may be hits for a member of more conversations than one look into the index can name. A word that few messages
 * hold is looked up, and those of others are left out. Where others say it all the time, the viewer's own messages are read instead,
 * whatever they say. Either way nothing is told of the messages of others.
 */
export function createScattered (database: Database, commits: Pick<GroupCommit, 'nextTurn'>, bounds = BOUNDS) {
  const { entriesMax, ownEnough, messagesAtOnce, stepsAtOnce } = bounds
  const entries = database.statement<[Wanted], Entry>(`
    SELECT m.seq, ${numberVisible('m.no', 'm.conversation_id', '@viewerId')} AS isOwn FROM (
      SELECT rowid FROM message_index WHERE message_index MATCH @expression AND rowid < @below AND rowid >= @from ORDER BY rowid DESC LIMIT @limit) AS found
    CROSS JOIN messages AS m WHERE m.seq = found.rowid ORDER BY m.seq DESC`)
  const conversations = database.statement<[string], Conversation>(`
    SELECT c.id, ifnull(p.left_seq, c.last_seq) AS upTo, c.last_no AS lastNo FROM memberships AS p CROSS JOIN conversations AS c
    WHERE p.user_id = ? AND ${IS_LATEST_PERIOD} AND p.removed = 0 AND c.id = p.conversation_id ORDER BY upTo DESC`)
  const messages = database.statement<[{ viewerId: string, conversationId: string, to: number, limit: number }], Message>(`
    SELECT m.seq, m.no FROM memberships AS p CROSS JOIN messages AS m
    WHERE p.conversation_id = @conversationId AND p.user_id = @viewerId AND ${IS_UNCOVERED_PERIOD}
      AND m.conversation_id = p.conversation_id AND ${numberWithin('m.no', 'p', '1', '@to')}
    ORDER BY p.joined_seq DESC, m.no DESC LIMIT @limit`)
  const places = createMessagePlaces(database)

  // Null when others say it too often for that.
  function byIndex (wanted: Wanted): Scattered | null {
    const rows = entries.all({ ...wanted, limit: entriesMax })
    const seqs = rows.filter(({ isOwn }) => isOwn === 1).map(({ seq }) => seq)
    const more = rows.length === entriesMax
    return more && seqs.length < ownEnough ? null : { seqs, more }
  }

  // Reads from all conversations at once, the newest message first; each is opened when its turn comes.
  async function byReading ({ viewerId, below, from, limit }: Wanted): Promise<Scattered> {
    const waiting = database.read(() => conversations.all(viewerId)).reverse()
    const open = new SortedBySeq<Stream>(({ messages }) => messages.at(-1)?.seq ?? 0)
    const own: number[] = []

    function read (id: string, to: number): void {
      const found = messages.all({ viewerId, conversationId: id, to, limit: messagesAtOnce })
      const within = found.filter(({ seq }) => seq < below && seq >= from)
      if (within.length > 0) open.addAll([{ id, messages: within.reverse() }])
    }

    // Returns whether there is more to read.
    function step (): boolean {
      const [newest] = open.newest(1)
      const next = waiting.at(-1)
      const seq = newest?.messages.at(-1)?.seq ?? 0
      if (next !== undefined && next.upTo >= Math.max(seq, from)) {
        waiting.pop()
        read(next.id, below > next.upTo ? next.lastNo : places.firstAfter(next.id, below - 1, next.lastNo) - 1)
        return true
      }
      if (newest === undefined) return false
      open.remove(newest)
      const taken = newest.messages.pop()
      if (taken === undefined) return true
      own.push(taken.seq)
      if (newest.messages.length > 0) open.addAll([newest])
      else read(newest.id, taken.no - 1)
      return own.length < limit
    }

    function steps (): boolean {
      for (let left = stepsAtOnce; left > 0; left--) if (!step()) return false
      return true
    }

    while (database.read(steps)) await commits.nextTurn()
    return { seqs: own, more: own.length === limit }
  }

  return async (wanted: Wanted): Promise<Scattered> => database.read(() => byIndex(wanted)) ?? await byReading(wanted)
}
