import type { ConversationInfo, ConversationSummary } from '#domain/conversations/conversations.ts'
import type { GroupFields } from '#domain/conversations/group-fields.ts'
import type { GroupRefusal, GroupStore } from '#domain/conversations/groups.ts'
import type { SystemLine } from '#domain/messages/message-kinds.ts'
import type { ConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'
import type { GroupParts } from './group-parts.ts'
import { createGroupTokens } from './ways-in/public-groups.ts'
import { userOf } from './standings.ts'

type Changing = Parameters<GroupStore['change']>[0]
type Row = Omit<GroupFields, 'quiet' | 'isPublic'> & { readonly quiet: number, readonly isPublic: number, readonly seq: number, readonly id: string }

/** `GroupStore.change`. */
export function sqliteGroupChanging (
  database: Database, commits: GroupCommit, { standings, roster, lines }: GroupParts, summaries: ConversationSummaries
): Pick<GroupStore, 'change'> {
  const set = database.statement<[Row]>(`
    UPDATE conversations SET title = @title, announcement = @announcement, colour = @colour, history = @history, adding = @adding, joining = @joining, is_public = @isPublic, quiet = @quiet,
      changed_seq = @seq, last_seq = @seq
    WHERE id = @id`)

  const setTokens = createGroupTokens(database)

  function shown (userId: string, conversationId: string): ConversationSummary | GroupRefusal {
    return summaries.one(userId, conversationId) ?? 'not-found'
  }

  function change (transaction: Transaction, { userId, conversationId, change }: Changing, at: number): ConversationSummary | GroupRefusal {
    const actor = standings.of(conversationId, userId)
    if (actor === null) return 'not-found'
    if (actor.role === 'member') return 'admins-only'
    const before = standings.infoOf(conversationId)
    const { title, announcement, colour, history, adding, joining, isPublic, quiet } = { ...before, ...change, title: change.title ?? before.title ?? '' }
    const after = { title, announcement, colour, history, adding, joining, isPublic, quiet }
    const isSame = Object.entries(after).every(([name, value]) => before[name as keyof ConversationInfo] === value)
    if (isSame) return shown(userId, conversationId)
    // The owner may mute an admin. Taking an announcement away needs no right to speak, like a recall.
    const isSaid = title !== before.title || (announcement !== before.announcement && announcement !== '')
    if (isSaid && actor.silencedUntil !== null) return 'muted-names'
    set.run({ ...after, isPublic: Number(isPublic), quiet: Number(quiet), id: conversationId, seq: transaction.nextSeq })
    if (title !== before.title || isPublic !== before.isPublic) setTokens(conversationId, title, isPublic)
    const recipients = roster.of(conversationId)
    transaction.tellMembers(conversationId, recipients, { type: 'conversation', conversationId, conversation: standings.infoOf(conversationId) }, at)
    let { lastNo } = actor
    for (const body of linesOf(actor.displayName, before, after)) {
      lines.add(transaction, { conversationId, lastNo: lastNo++, sender: userOf(actor), clientId: null, body, recipients }, at)
    }
    return shown(userId, conversationId)
  }

  return { change: (changing, at) => commits.write(transaction => change(transaction, changing, at)) }
}

function linesOf (by: string, before: ConversationInfo, { title, announcement, quiet }: GroupFields): SystemLine[] {
  return [
    ...title === before.title ? [] : [{ line: 'title', by, title } as const],
    ...announcement === before.announcement ? [] : [{ line: 'announcement', by, on: announcement !== '' } as const],
    ...quiet === before.quiet ? [] : [{ line: 'quiet', by, on: quiet } as const]
  ]
}
