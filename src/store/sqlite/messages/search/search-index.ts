import { conversationToken, FILE_TOKEN, searchableText, senderToken, textTokens } from '#domain/messages/search/search-words.ts'
import { fileNamesJson, fileNamesOf } from '#store/sqlite/files/file-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

export interface IndexedMessage {
  readonly seq: number
  readonly conversationId: string
  readonly senderId: string
  readonly kind: string
  readonly body: string
  /** Of its files. */
  readonly names: readonly string[]
}

interface MessageRow extends Omit<IndexedMessage, 'names'> {
  /** JSON. */
  readonly names: string | null
  readonly recalledAt: number | null
  readonly changedSeq: number
}

export type SearchIndex = ReturnType<typeof createSearchIndex>

/**
 * The index of messages by tokens. It holds no text, so an entry is removed by the tokens that it was made of. Its writes wait for the end
 * of the batch: inside a savepoint, FTS5 would write its pages at once, for each message.
 */
export function createSearchIndex (database: Database) {
  const insert = database.statement<[number, string]>('INSERT INTO message_index (rowid, tokens) VALUES (?, ?)')
  const remove = database.statement<[number, string]>("INSERT INTO message_index (message_index, rowid, tokens) VALUES ('delete', ?, ?)")
  const remaining = database.statement<[], { toSeq: number }>('SELECT to_seq AS toSeq FROM message_index_progress WHERE id = 1')
  const messageAt = database.statement<[number], MessageRow>(`
    SELECT seq, conversation_id AS conversationId, sender_id AS senderId, kind, body, recalled_at AS recalledAt,
      changed_seq AS changedSeq, ${fileNamesJson('m')} AS names
    FROM messages AS m WHERE seq = ?`)
  // Texts from before an edit are still what those see who left before it.
  const keptFor = database.statement<[string, number], { body: string }>(`
    SELECT r.body FROM revisions AS r
    WHERE EXISTS (SELECT 1 FROM memberships WHERE conversation_id = ? AND left_seq >= r.seq AND left_seq < ifnull(
        (SELECT min(next.seq) FROM revisions AS next WHERE next.message_seq = r.message_seq AND next.seq > r.seq),
        (SELECT changed_seq FROM messages WHERE seq = r.message_seq)))
      AND r.message_seq = ?`)

  /** Messages up to this one wait for the chore that indexes what was there before the index; 0 when all are indexed. */
  function remainingTo (): number {
    return remaining.get()?.toSeq ?? 0
  }

  function tokensOf ({ conversationId, senderId, kind, names }: IndexedMessage, bodies: readonly string[]): Set<string> {
    const words = bodies.flatMap(body => textTokens(searchableText(kind, body, names) ?? ''))
    const tokens = kind === 'files' ? [FILE_TOKEN, ...words] : words
    return new Set(tokens.length === 0 ? [] : [conversationToken(conversationId), senderToken(senderId), ...tokens])
  }

  // All that anybody may still see of it.
  function tokensAt (seq: number): Set<string> {
    const message = messageAt.get(seq)
    if (message === undefined || message.recalledAt !== null) return new Set()
    const former = keptFor.all(message.conversationId, seq).map(({ body }) => body)
    return tokensOf({ ...message, names: fileNamesOf(message.names) }, [message.body, ...former])
  }

  return {
    remainingTo,

    /** Adds a new message. */
    add (transaction: Transaction, message: IndexedMessage): void {
      const tokens = tokensOf(message, [message.body])
      if (tokens.size > 0) transaction.beforeCommit(() => { insert.run(message.seq, [...tokens].join(' ')) })
    },

    /** Adds a message of before, which may have been edited since. */
    addOld (transaction: Transaction, seq: number): void {
      const tokens = tokensAt(seq)
      if (tokens.size > 0) transaction.beforeCommit(() => { insert.run(seq, [...tokens].join(' ')) })
    },

    /** Runs `change`, which changes or erases the texts of a message or removes it, and brings the index along. */
    follow (transaction: Transaction, seq: number, change: () => void): void {
      if (seq <= remainingTo()) return change()
      const before = tokensAt(seq)
      change()
      const after = tokensAt(seq)
      const gone = [...before].filter(token => !after.has(token))
      const come = [...after].filter(token => !before.has(token))
      if (gone.length + come.length === 0) return
      // FTS5 counts its rows, and takes none away from none: a change is one less and one more, be it of no tokens.
      transaction.beforeCommit(() => {
        if (before.size > 0) remove.run(seq, gone.join(' '))
        if (after.size > 0) insert.run(seq, come.join(' '))
      })
    }
  }
}
