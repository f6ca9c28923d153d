import { isChangeable, type MessageKind } from '#domain/messages/message-kinds.ts'
import type { Delivery } from '#domain/delivery/events.ts'
import type { FormerMessages } from '#domain/account/deletions.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { RecallOwn } from '#store/sqlite/messages/messages-change.ts'
import type { Quotes } from '#store/sqlite/messages/quotes.ts'
import type { SearchIndex } from '#store/sqlite/messages/search/search-index.ts'
import { forgetOf, NAMED_MAX, type Transaction } from '#store/sqlite/transaction.ts'
import { lineWithoutName, mentionsWithoutName, textWithoutName, type Former } from './former-names.ts'

/** Numbers looked at in one unit, and recalls in it: some five milliseconds. */
const NUMBERS_AT_ONCE = 500
const RECALLS_AT_ONCE = 25
/** Members told in one unit. One more recall may pass it: in a group of ten thousand each unit recalls one. */
const TOLD_AT_ONCE = 5_000

interface Found {
  readonly seq: number
  readonly no: number
  readonly kind: MessageKind
  readonly senderId: string
  readonly body: string
  readonly mentions: string | null
  readonly changedSeq: number
  readonly recalledAt: number | null
  /** It mentions this person, or did so before an edit. */
  readonly isMention: number
}

interface Slice {
  readonly conversationId: string
  readonly from: number
  readonly to: number
  readonly userId: string
  /** As it stands in the list of mentions. */
  readonly mention: string
}

export interface MessageParts { readonly recallOwn: RecallOwn, readonly quotes: Quotes, readonly index: SearchIndex }

/**
 * Walks through the messages of a conversation: recalls those of a person where they are to go, and takes the name out of lines of the
 * system and out of mentions. Returns the number up to which that is done, and the earlier events that tell something else by now.
 */
export function createDeletionMessages (database: Database, { recallOwn, quotes, index }: MessageParts) {
  const concerned = database.statement<[Slice], Found>(`
    SELECT * FROM (
      SELECT seq, no, kind, sender_id AS senderId, body, mentions, changed_seq AS changedSeq, recalled_at AS recalledAt,
        ifnull(instr(mentions, @mention), 0) > 0 OR (edited_at IS NOT NULL AND EXISTS (
          SELECT 1 FROM revisions AS r WHERE r.message_seq = messages.seq AND instr(r.mentions, @mention) > 0)) AS isMention
      FROM messages WHERE conversation_id = @conversationId AND no > @from AND no <= @to)
    WHERE senderId = @userId OR kind = 'system' OR isMention = 1
    ORDER BY no`)
  const setBody = database.statement<[string, number]>('UPDATE messages SET body = ? WHERE seq = ?')
  const setMentions = database.statement<[string, number]>('UPDATE messages SET mentions = ? WHERE seq = ?')
  const revisions = database.statement<[number], { seq: number, body: string, mentions: string | null }>(`
    SELECT seq, body, mentions FROM revisions WHERE message_seq = ?`)
  const setRevision = database.statement<[string, string | null, number, number]>(`
    UPDATE revisions SET body = ?, mentions = ? WHERE message_seq = ? AND seq = ?`)
  const own = database.statement<[string, number], { seq: number }>('SELECT seq FROM messages WHERE conversation_id = ? ORDER BY no LIMIT ?')
  const remove = database.statement<[number]>('DELETE FROM messages WHERE seq = ?')

  // A mention in an earlier text may stand in the current one no more.
  function unmention (transaction: Transaction, conversationId: string, found: Found, former: Former): number[] {
    const before = revisions.all(found.seq)
    index.follow(transaction, found.seq, () => {
      for (const { seq, body, mentions } of before) {
        const named = mentionsWithoutName(mentions, former)
        if (named !== null) setRevision.run(textWithoutName(body, former), named, found.seq, seq)
      }
      const named = mentionsWithoutName(found.mentions, former)
      if (named === null) return
      setMentions.run(named, found.seq)
      setBody.run(textWithoutName(found.body, former), found.seq)
    })
    return [found.seq, found.changedSeq, ...before.map(({ seq }) => seq), ...quotes.carriersOf(conversationId, found.no)]
  }

  return {
    walk (
      transaction: Transaction, conversationId: string, from: number, former: Former, fate: FormerMessages, at: number
    ): { readonly to: number, readonly forget: Delivery['forget'] } {
      const to = from + NUMBERS_AT_ONCE
      const forget: number[] = []
      let recalls = 0
      let told = 0
      for (const found of concerned.all({ conversationId, from, to, userId: former.id, mention: JSON.stringify(former.formerly) })) {
        const isOwn = found.senderId === former.id
        if (isOwn && fate === 'recall' && found.recalledAt === null && isChangeable(found.kind, 'recall')) {
          if (recalls === RECALLS_AT_ONCE || told > TOLD_AT_ONCE) return { to: found.no - 1, forget: forgetOf(forget) }
          told += recallOwn(transaction, { userId: former.id, conversationId, no: found.no }, at)
          recalls++
        } else if (found.kind === 'system') {
          const line = lineWithoutName(found.body, former, isOwn)
          if (line === null) continue
          setBody.run(line, found.seq)
          forget.push(found.seq)
        } else if (found.recalledAt === null && found.isMention === 1) {
          forget.push(...unmention(transaction, conversationId, found, former))
        }
        if (forget.length > NAMED_MAX) {
          database.erased()
          return { to: found.no, forget: forgetOf(forget) }
        }
      }
      if (forget.length + recalls > 0) database.erased()
      return { to, forget: forgetOf(forget) }
    },

    /** Deletes a slice of the notes to self, which nobody else sees; true when none is left. */
    dropNotes (transaction: Transaction, conversationId: string): boolean {
      const rows = own.all(conversationId, RECALLS_AT_ONCE)
      for (const { seq } of rows) index.follow(transaction, seq, () => { remove.run(seq) })
      database.erased()
      return rows.length === 0
    }
  }
}
