import { Type, type Static } from 'typebox'
import type { Conversations } from '#domain/conversations/conversations.ts'
import type { Groups } from '#domain/conversations/groups.ts'
import { UserSchema, type UserRef } from '#domain/people/users.ts'
import { closed, listOf, Time } from '#domain/schemas.ts'
import type { Messages } from './messages.ts'

/** The reach of a message. `deliveredTo` holds `readBy`; both are empty for messages of others, and where receipts are not shown (D13). */
export const MessageInfoSchema = closed({
  at: Time,
  editedAt: Type.Optional(Time),
  recalledAt: Type.Optional(Time),
  deliveredTo: listOf(UserSchema),
  readBy: listOf(UserSchema)
}, 'MessageInfo')
export type MessageInfo = Static<typeof MessageInfoSchema>

interface Needs {
  readonly messages: Pick<Messages, 'one'>
  readonly conversations: Pick<Conversations, 'one' | 'receipts'>
  readonly groups: Pick<Groups, 'among'>
}

export type MessageInfos = ReturnType<typeof createMessageInfos>

/** Puts together what receipts tell about one message. They are bounded: larger groups than RECEIPTS_MAX_MEMBERS have none. */
export function createMessageInfos ({ messages, conversations, groups }: Needs) {
  // Newcomers have read marks beyond messages that were sent before they came, even where they may see those.
  async function reachable (userId: string, conversationId: string, no: number, usernames: readonly string[]): Promise<readonly UserRef[]> {
    const { kind, peer, left } = await conversations.one(userId, conversationId)
    if (kind === 'direct') return peer === null ? [] : [peer]
    if (kind !== 'group' || left || usernames.length === 0) return []
    return (await groups.among(userId, conversationId, usernames, no)).map(({ user }) => user)
  }

  return {
    /** Throws NOT_FOUND when the viewer may not see the message. */
    async of (userId: string, conversationId: string, no: number): Promise<MessageInfo> {
      const { at, editedAt, recalledAt, sender } = await messages.one(userId, conversationId, no)
      const times = { at, ...(editedAt !== undefined && { editedAt }), ...(recalledAt !== undefined && { recalledAt }) }
      if (sender.id !== userId || recalledAt !== undefined) return { ...times, deliveredTo: [], readBy: [] }
      const receipts = new Map((await conversations.receipts(userId, conversationId)).map(each => [each.username, each]))
      const people = await reachable(userId, conversationId, no, [...receipts.keys()])
      const reached = (by: 'deliveredNo' | 'readNo') => people.filter(({ username }) => (receipts.get(username)?.[by] ?? 0) >= no)
      return { ...times, deliveredTo: reached('deliveredNo'), readBy: reached('readNo') }
    }
  }
}
