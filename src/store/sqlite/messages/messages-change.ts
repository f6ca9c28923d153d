import { isChangeable } from '#domain/messages/message-kinds.ts'
import type { ConversationKind } from '#domain/conversations/conversations.ts'
import type { Role } from '#domain/conversations/members.ts'
import type { Delivery } from '#domain/delivery/events.ts'
import type { Mentioned } from '#domain/messages/mentioning.ts'
import { leads, type Changed, type MessageStore } from '#domain/messages/messages.ts'
import { hushOf, MAY_WRITE, SPEAKER, type Speaker } from '#store/sqlite/people/contact-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { MessageFiles } from '#store/sqlite/files/message-files.ts'
import { forgetOf, type Transaction } from '#store/sqlite/transaction.ts'
import { BEFORE_COLUMNS, BEFORE_JOIN, beforeOf, MESSAGE_COLUMNS, messageOf, userJson, type BeforeRow, type MessageRow } from './message-rows.ts'
import type { Audience } from './audience.ts'
import type { ReadOne } from './messages-append.ts'
import type { Leftovers } from './kept/leftovers.ts'
import { columnsOf, type MentionedMembers, type MentionRows } from './mention-rows.ts'
import type { Quotes } from './quotes.ts'
import type { SearchIndex } from './search/search-index.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'

type Edit = Parameters<MessageStore['edit']>[0]
type Recall = Parameters<MessageStore['recall']>[0]

interface Target extends MessageRow, BeforeRow, Speaker {
  readonly seq: number
  readonly conversationKind: ConversationKind
  readonly role: Role
  readonly mayWrite: number
  /** The member who wants the change, as JSON. */
  readonly actor: string
}

export interface ChangeParts {
  readonly quotes: Quotes
  readonly audience: Audience
  readonly mentionRows: MentionRows
  readonly messageFiles: Pick<MessageFiles, 'drop'>
  readonly index: SearchIndex
  readonly leftovers: Pick<Leftovers, 'drop'>
  readonly readOne: ReadOne
}

/** Recalls a message of one's own inside a unit of write, whether one is still a member or not; returns how many are told. */
export type RecallOwn = (transaction: Transaction, place: Pick<Recall, 'userId' | 'conversationId' | 'no'>, at: number) => number

/**
 * Runs `change`, which changes the row of a user's own file that a message has, inside a unit of write: what is found by its name comes
 * along, and those who may see the message are told. False, with nothing done, where no message has it.
 */
export type ChangeFile = (
  transaction: Transaction, of: { readonly userId: string, readonly fileId: string }, at: number, change: () => void
) => boolean

/** `MessageStore.edit` and `recall`: members change their own messages, and admins recall those of others. */
export function sqliteMessagesChange (
  database: Database, commits: GroupCommit, { quotes, audience, mentionRows, messageFiles, index, leftovers, readOne }: ChangeParts
): Pick<MessageStore, 'edit' | 'recall'> & { readonly recallOwn: RecallOwn, readonly changeFile: ChangeFile } {
  const targetOf = database.statement<[{ userId: string, conversationId: string, no: number }], Target>(`
    SELECT m.seq, ${MESSAGE_COLUMNS}, ${BEFORE_COLUMNS}, c.kind AS conversationKind, p.role, ${MAY_WRITE} AS mayWrite, ${SPEAKER},
      ${userJson('me')} AS actor
    FROM messages AS m JOIN users AS u ON u.id = m.sender_id JOIN conversations AS c ON c.id = m.conversation_id
      JOIN memberships AS p ON p.conversation_id = c.id AND p.user_id = @userId AND p.left_seq IS NULL
      JOIN users AS me ON me.id = p.user_id ${BEFORE_JOIN}
    WHERE m.conversation_id = @conversationId AND m.no = @no AND ${numberVisible('m.no', 'm.conversation_id', '@userId')}`)
  const ownTargetOf = database.statement<[{ userId: string, conversationId: string, no: number }], Target>(`
    SELECT m.seq, ${MESSAGE_COLUMNS}, ${BEFORE_COLUMNS}, c.kind AS conversationKind, 'member' AS role, 0 AS mayWrite, '' AS actor
    FROM messages AS m JOIN users AS u ON u.id = m.sender_id JOIN conversations AS c ON c.id = m.conversation_id ${BEFORE_JOIN}
    WHERE m.conversation_id = @conversationId AND m.no = @no AND m.sender_id = @userId`)
  const keepRevision = database.statement<[number, number, string, number, string | null, number]>(`
    INSERT INTO revisions (message_seq, seq, body, at, mentions, mentions_all) VALUES (?, ?, ?, ?, ?, ?)`)
  const revisionSeqs = database.statement<[number], { seq: number }>('SELECT seq FROM revisions WHERE message_seq = ?')
  const countRevisions = database.statement<[number], { n: number }>('SELECT count(*) AS n FROM revisions WHERE message_seq = ?')
  const dropRevisions = database.statement<[number]>('DELETE FROM revisions WHERE message_seq = ?')
  const setBody = database.statement<[string, number, number, number]>(`
    UPDATE messages SET body = ?, changed_seq = ?, edited_at = ? WHERE seq = ?`)
  const erase = database.statement<[number, number, string | null, number]>(`
    UPDATE messages SET body = '', changed_seq = ?, recalled_at = ?, recalled_by = ? WHERE seq = ?`)
  const placeOf = database.statement<[string], { conversationId: string, no: number }>(`
    SELECT conversation_id AS conversationId, no FROM message_files WHERE file_id = ?`)
  const setFileSeq = database.statement<[number, string]>('UPDATE message_files SET changed_seq = ? WHERE file_id = ?')
  const fileSeqs = database.statement<[string, number], { seq: number }>(`
    SELECT changed_seq AS seq FROM message_files WHERE conversation_id = ? AND no = ? AND changed_seq IS NOT NULL`)
  const advance = database.statement<[number, string]>('UPDATE conversations SET last_seq = ? WHERE id = ?')

  function judge (target: Target | undefined, act: 'edit' | 'recall', { userId, notBefore }: Edit | Recall): Changed | null {
    if (target === undefined) return { outcome: 'not-found' }
    const isAny = act === 'recall' && mayAll(target)
    if (!isChangeable(target.kind, act) || (target.senderId !== userId && !isAny)) return { outcome: 'forbidden' }
    // The words are somebody else's.
    if (act === 'edit' && target.forwardedFrom !== null) return { outcome: 'forbidden' }
    if (target.recalledAt !== null || isAny) return null
    return target.at < notBefore ? { outcome: 'too-late' } : null
  }

  function tell (
    transaction: Transaction, userId: string, type: 'message-edited' | 'message-recalled', changed: Target, at: number, forget: Delivery['forget'],
    changesMentions = hasMentions(changed)
  ): Changed {
    const { conversationId, no } = changed
    // A recalled message quotes nothing.
    const replyTo = type === 'message-edited' ? quotes.of(conversationId, no) : undefined
    const message = { ...messageOf(changed), ...(replyTo !== undefined && { replyTo }) }
    advance.run(transaction.nextSeq, conversationId)
    const recipients = audience(conversationId, no)
    const withheldFrom = replyTo === undefined ? [] : quotes.hiddenFrom(conversationId, replyTo.no)
    const mentions = changesMentions ? allOfThem : undefined
    const concerns = { forget, mentions, withheldFrom: withheldFrom.filter(userId => recipients.includes(userId)) }
    transaction.tellMembers(conversationId, recipients, { type, conversationId, message, previous: beforeOf(changed) }, at, concerns)
    return { outcome: 'changed', message: readOne(userId, conversationId, no) ?? message }
  }

  function asItIs (userId: string, target: Target): Changed {
    return { outcome: 'unchanged', message: readOne(userId, target.conversationId, target.no) ?? messageOf(target) }
  }

  function membersOf (target: Target, mentioned: Mentioned): MentionedMembers {
    return mentionRows.find(target.conversationId, target.senderId, mentioned, mayAll(target))
  }

  function edit (transaction: Transaction, change: Edit, at: number): Changed {
    const target = targetOf.get({ userId: change.userId, conversationId: change.conversationId, no: change.no })
    const refusal = judge(target, 'edit', change)
    if (refusal !== null || target === undefined) return refusal ?? { outcome: 'not-found' }
    if (target.recalledAt !== null) return { outcome: 'recalled' }
    if (change.body === '' && target.kind !== 'files') return { outcome: 'empty' }
    const mentioned = change.mentioned === undefined ? undefined : membersOf(target, change.mentioned)
    if (target.body === change.body && (mentioned === undefined || isSame(target, mentioned))) return asItIs(change.userId, target)
    // An edit is as good as a new message, so it needs the right to send one.
    if (target.mayWrite === 0) return { outcome: 'not-a-contact' }
    const hushed = hushOf(target)
    if (hushed !== null) return hushed
    if (change.mentioned?.all === 'refused' && !mayAll(target)) return { outcome: 'mentions-all' }
    if ((countRevisions.get(target.seq)?.n ?? 0) >= (change.max ?? Infinity)) return { outcome: 'too-many' }
    const changedSeq = transaction.nextSeq
    index.follow(transaction, target.seq, () => {
      keepRevision.run(target.seq, target.changedSeq, target.body, target.editedAt ?? target.at, target.mentions, target.mentionsAll)
      setBody.run(change.body, changedSeq, at, target.seq)
    })
    if (mentioned !== undefined) mentionRows.keep(target, target.seq, mentioned, true)
    const now = mentioned === undefined ? {} : columnsOf(mentioned)
    const changed = { ...target, ...now, body: change.body, changedSeq, editedAt: at }
    const changesMentions = mentioned !== undefined && (hasMentions(target) || hasMentions(changed))
    return tell(transaction, change.userId, 'message-edited', changed, at, [], changesMentions)
  }

  function recall (transaction: Transaction, change: Recall, at: number): Changed {
    const target = targetOf.get({ userId: change.userId, conversationId: change.conversationId, no: change.no })
    const refusal = judge(target, 'recall', change)
    if (refusal !== null || target === undefined) return refusal ?? { outcome: 'not-found' }
    if (target.recalledAt !== null) return asItIs(change.userId, target)
    return erased(transaction, target, change.userId, at)
  }

  // Events that tell of the message, or quote it.
  function carriersOf ({ seq, changedSeq, conversationId, no }: Target): Delivery['forget'] {
    const own = [...revisionSeqs.all(seq), ...fileSeqs.all(conversationId, no)].map(row => row.seq)
    return forgetOf([...own, changedSeq, ...quotes.carriersOf(conversationId, no)])
  }

  // Erases every text of a message, and tells those who may see it.
  function erased (transaction: Transaction, target: Target, userId: string, at: number): Changed {
    const carriers = carriersOf(target)
    mentionRows.clear(target.seq)
    const changedSeq = transaction.nextSeq
    const recalledBy = target.senderId === userId ? null : target.actor
    index.follow(transaction, target.seq, () => {
      dropRevisions.run(target.seq)
      messageFiles.drop(target.conversationId, target.no)
      erase.run(changedSeq, at, recalledBy === null ? null : userId, target.seq)
    })
    leftovers.drop(target)
    database.erased()
    return tell(transaction, userId, 'message-recalled', { ...target, body: '', files: null, changedSeq, recalledAt: at, recalledBy }, at, carriers)
  }

  return {
    edit: (change, at) => commits.write(transaction => edit(transaction, change, at)),
    recall: (change, at) => commits.write(transaction => recall(transaction, change, at)),

    changeFile (transaction, { userId, fileId }, at, change) {
      const place = placeOf.get(fileId)
      const target = place && ownTargetOf.get({ userId, ...place })
      if (place === undefined || target === undefined) return false
      const carriers = carriersOf(target)
      setFileSeq.run(transaction.nextSeq, fileId)
      index.follow(transaction, target.seq, change)
      const changed = ownTargetOf.get({ userId, ...place }) ?? target
      tell(transaction, userId, 'message-edited', changed, at, carriers, false)
      return true
    },

    recallOwn (transaction, place, at) {
      const target = ownTargetOf.get(place)
      if (target === undefined || target.recalledAt !== null || !isChangeable(target.kind, 'recall')) return 0
      erased(transaction, target, place.userId, at)
      return audience(place.conversationId, place.no).length
    }
  }
}

function mayAll ({ conversationKind, role }: Target): boolean {
  return leads({ kind: conversationKind, role })
}

function hasMentions ({ mentions, mentionsAll }: Target): boolean {
  return mentions !== null || mentionsAll === 1
}

// A change of mentions may concern any reader.
function allOfThem (): boolean {
  return true
}

function isSame (target: Target, mentioned: MentionedMembers): boolean {
  const { mentions, mentionsAll } = columnsOf(mentioned)
  return target.mentions === mentions && target.mentionsAll === mentionsAll
}
