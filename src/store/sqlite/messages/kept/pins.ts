import type { ConversationKind } from '#domain/conversations/conversations.ts'
import type { Role } from '#domain/conversations/members.ts'
import { mayPin } from '#domain/messages/messages.ts'
import type { Pin, Pinned, Pinning, PinStore } from '#domain/messages/pins.ts'
import type { UserRef } from '#domain/people/users.ts'
import { ACTED_ON, GATE } from '#store/sqlite/messages/acted-on.ts'
import { numberVisible } from '#store/sqlite/conversations/visibility.ts'
import type { Roster } from '#store/sqlite/conversations/roster.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Audience } from '#store/sqlite/messages/audience.ts'
import type { MessageLines } from '#store/sqlite/messages/message-lines.ts'
import type { ReadOne } from '#store/sqlite/messages/messages-append.ts'
import type { Quotes } from '#store/sqlite/messages/quotes.ts'
import { STANDING } from '#store/sqlite/messages/reacted.ts'
import { isNoLeftover } from './leftovers.ts'
import { listed, rowsToRead, timePlace, timePlaceOf } from '#store/sqlite/paging.ts'
import { hushOf, type Speaker } from '#store/sqlite/people/contact-rows.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

interface Place { readonly conversationId: string, readonly no: number }
type Seen = Place & { readonly userId: string }

/** The data that decides about a pin, read inside the write itself (D32). */
interface Target extends Speaker {
  readonly clientId: string | null
  readonly recalledAt: number | null
  readonly kind: ConversationKind
  readonly lastNo: number
  readonly role: Role
  readonly mayWrite: number
  readonly username: string
  readonly displayName: string
}

interface PinRow extends UserRef { readonly no: number, readonly seq: number, readonly at: number }
interface ListRead {
  readonly conversationId: string
  readonly userId: string
  readonly asOf: number
  readonly before: number
  readonly limit: number
}

export interface PinParts {
  readonly audience: Audience
  readonly lines: MessageLines
  readonly quotes: Quotes
  readonly roster: Roster
  readonly readOne: ReadOne
}

/** `PinStore`. A row of a pin that ended is kept only for those who left while it stood. */
export function sqlitePins (database: Database, commits: GroupCommit, { audience, lines, quotes, roster, readOne }: PinParts): PinStore {
  const targetOf = database.statement<[Seen], Target>(`
    SELECT c.kind, c.last_no AS lastNo, p.role, ${GATE} ${ACTED_ON}`)
  const standing = database.statement<[Place], { seq: number }>(`
    SELECT seq FROM pins WHERE conversation_id = @conversationId AND no = @no AND off_seq IS NULL`)
  const count = database.statement<[string], { n: number }>(`
    SELECT count(*) AS n FROM pins WHERE conversation_id = ? AND off_seq IS NULL AND ${isNoLeftover('pins')}`)
  const insert = database.statement<[string, number, number, string, number]>(`
    INSERT INTO pins (conversation_id, seq, no, by_id, at) VALUES (?, ?, ?, ?, ?)`)
  const remove = database.statement<[string, number]>('DELETE FROM pins WHERE conversation_id = ? AND seq = ?')
  const end = database.statement<[number, string, number]>('UPDATE pins SET off_seq = ? WHERE conversation_id = ? AND seq = ?')
  const hasLeftSince = database.statement<[string, number], { one: number }>(`
    SELECT 1 AS one FROM memberships WHERE conversation_id = ? AND left_seq >= ? LIMIT 1`)
  const advance = database.statement<[number, string]>('UPDATE conversations SET last_seq = ? WHERE id = ?')
  const lastPeriod = database.statement<[string, string], { leftSeq: number | null, removed: number }>(`
    SELECT left_seq AS leftSeq, removed FROM memberships WHERE conversation_id = ? AND user_id = ? ORDER BY joined_seq DESC LIMIT 1`)
  const page = database.statement<[ListRead], PinRow>(`
    SELECT x.no, x.seq, x.at, u.id, u.username, u.display_name AS displayName
    FROM pins AS x CROSS JOIN users AS u
    WHERE x.conversation_id = @conversationId AND seq < @before AND ${STANDING} AND ${isNoLeftover('x')} AND u.id = x.by_id
      AND ${numberVisible('x.no', 'x.conversation_id', '@userId')}
    ORDER BY x.seq DESC LIMIT @limit`)

  function judge ({ conversationId, on, max }: Pinning, target: Target, isPinned: boolean): Exclude<Pinned, { outcome: 'changed' | 'unchanged' }> | null {
    if (target.clientId === null) return { outcome: 'forbidden' }
    if (!mayPin(target)) return { outcome: 'admins-only' }
    if (target.recalledAt !== null) return { outcome: 'recalled' }
    if (target.mayWrite === 0) return { outcome: 'not-a-contact' }
    // Like a recall, ending it needs no right to speak.
    if (!on) return null
    const hushed = hushOf(target)
    if (hushed !== null) return hushed
    return !isPinned && (count.get(conversationId)?.n ?? 0) >= max ? { outcome: 'too-many' } : null
  }

  function pin (transaction: Transaction, change: Pinning, at: number): Pinned {
    const { userId, conversationId, no, on } = change
    const target = targetOf.get({ userId, conversationId, no })
    if (target === undefined) return { outcome: 'not-found' }
    const before = standing.get({ conversationId, no })
    const refusal = judge(change, target, before !== undefined)
    if (refusal !== null) return refusal
    const isChanged = (before !== undefined) !== on
    if (isChanged) {
      const by = { id: userId, username: target.username, displayName: target.displayName }
      keep(transaction, change, before?.seq ?? null, at)
      advance.run(transaction.nextSeq, conversationId)
      transaction.tellMembers(conversationId, audience(conversationId, no), { type: 'pin', conversationId, no, by, on }, at)
      if (on) addLine(transaction, change, { by, lastNo: target.lastNo }, at)
    }
    const message = readOne(userId, conversationId, no)
    return message === null ? { outcome: 'not-found' } : { outcome: isChanged ? 'changed' : 'unchanged', message }
  }

  function keep ({ nextSeq }: Transaction, { conversationId, no, userId }: Pinning, since: number | null, at: number): void {
    if (since === null) insert.run(conversationId, nextSeq, no, userId, at)
    else if (hasLeftSince.get(conversationId, since) === undefined) remove.run(conversationId, since)
    else end.run(nextSeq, conversationId, since)
  }

  // The line quotes the message: who sees both can follow it, and an edit or a recall reaches what it shows.
  function addLine (
    transaction: Transaction, { userId, conversationId, no }: Pinning,
    { by, lastNo }: { readonly by: UserRef, readonly lastNo: number }, at: number
  ): void {
    const replyTo = quotes.visibleTo(userId, conversationId, no)
    const body = { line: 'pinned', by: by.displayName } as const
    const who = { recipients: roster.of(conversationId), withheldFrom: quotes.hiddenFrom(conversationId, no) }
    lines.add(transaction, { conversationId, lastNo, sender: by, clientId: null, body, replyTo, ...who }, at)
  }

  return {
    pin: (change, at) => commits.write(transaction => pin(transaction, change, at)),

    pins: async (userId, conversationId, list) => database.read(() => {
      const period = lastPeriod.get(conversationId, userId)
      if (period === undefined || period.removed === 1) return null
      const asOf = period.leftSeq ?? Number.MAX_SAFE_INTEGER
      const rows = page.all({ conversationId, userId, asOf, before: timePlaceOf(list.after).at, limit: rowsToRead(list) })
      const { rows: shown, ...rest } = listed(rows, list, ({ seq, no }) => timePlace({ at: seq, id: String(no) }))
      const pins = shown.map(({ no, seq, at, ...by }): Pin | null => {
        const message = readOne(userId, conversationId, no)
        return message === null ? null : { message, by, at, seq }
      })
      return { rows: pins.filter(each => each !== null), ...rest }
    })
  }
}
