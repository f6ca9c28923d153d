import type { Messenger } from '#server/messenger.ts'
import { DomainError } from '#domain/errors.ts'

/** An action of a user other than sending a message, as their page requests it. */
export type Act =
  | { readonly do: 'edit', readonly conversationId: string, readonly no: number, readonly body: string }
  | { readonly do: 'recall' | 'read' | 'unread', readonly conversationId: string, readonly no: number }
  | { readonly do: 'react', readonly conversationId: string, readonly no: number, readonly on: boolean }
  | { readonly do: 'typing' | 'leave', readonly conversationId: string }
  | { readonly do: 'group', readonly title: string, readonly usernames: readonly string[] }
  | { readonly do: 'direct' | 'ask' | 'remove' | 'block' | 'unblock', readonly username: string }
  | { readonly do: 'accept' | 'reject' | 'withdraw' }
  | { readonly do: 'rename', readonly displayName: string }
  | { readonly do: 'snapshot' }

/** Runs the action as the routes do: one call of the domain, then the signals that follow from it. */
export async function perform (messenger: Messenger, userId: string, act: Act, at: number): Promise<unknown> {
  const { messages, reactions, conversations, groups, contacts, signals, store } = messenger
  switch (act.do) {
    case 'edit': return await messages.edit(userId, act.conversationId, act.no, act.body)
    case 'recall': return await messages.recall(userId, act.conversationId, act.no)
    case 'react': return await reactions.react(userId, act.conversationId, act.no, '👍', act.on)
    case 'read': {
      const state = await conversations.read(userId, act.conversationId, act.no)
      await signals.read(userId, [act.conversationId])
      return state
    }
    case 'unread': return await conversations.markUnread(userId, act.conversationId, act.no)
    case 'typing': return await signals.typing(userId, act.conversationId)
    case 'leave': {
      const { role } = await conversations.one(userId, act.conversationId)
      const heir = role === 'owner' ? await groups.heir(userId, act.conversationId) : null
      return await groups.leave(userId, act.conversationId, heir?.username)
    }
    case 'group': return await conversations.group(userId, act.title, act.usernames)
    case 'direct': return await conversations.direct(userId, act.username)
    case 'ask': return await contacts.ask(userId, act.username, '')
    case 'remove': return await contacts.remove(userId, act.username)
    case 'block': return await contacts.block(userId, act.username)
    case 'unblock': return await contacts.unblock(userId, act.username)
    case 'accept': return await contacts.accept(userId, (await contacts.requests(userId, { limit: 1 })).incoming[0]?.id ?? 'none')
    case 'reject': return await contacts.reject(userId, (await contacts.requests(userId, { limit: 1 })).incoming[0]?.id ?? 'none')
    case 'withdraw': return await contacts.withdraw(userId, (await contacts.requests(userId, { limit: 1 })).outgoing[0]?.id ?? 'none')
    case 'rename': return await store.accounts.change(userId, { displayName: act.displayName }, at)
    case 'snapshot': {
      const snapshot = await store.snapshots.take(userId)
      if (snapshot === null) throw new DomainError('NOT_FOUND', 'no such user')
      return { ...snapshot, cursor: messenger.cursorAt(snapshot.seq) }
    }
  }
}
