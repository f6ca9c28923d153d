import type { Settings } from '#domain/account/settings.ts'
import type { GroupFields } from '#domain/conversations/group-fields.ts'
import { createGroupInvites } from '#domain/conversations/group-invites.ts'
import type { GivenRole } from '#domain/conversations/groups.ts'
import type { OwnSettingsChange } from '#domain/conversations/own-settings.ts'
import { DomainError } from '#domain/errors.ts'
import type { ForwardRequest } from '#domain/messages/forwards.ts'
import type { Messenger } from '#server/messenger.ts'

type OfGroup =
  | { readonly do: 'add', readonly conversationId: string, readonly usernames: readonly string[] }
  | { readonly do: 'expel' | 'transfer', readonly conversationId: string, readonly username: string }
  | { readonly do: 'role', readonly conversationId: string, readonly username: string, readonly role: GivenRole }
  | { readonly do: 'change', readonly conversationId: string, readonly change: Partial<GroupFields> }
  | { readonly do: 'link', readonly conversationId: string, readonly uses: number }
  | { readonly do: 'join', readonly code: string }
  | { readonly do: 'dissolve' | 'admit' | 'turn-away' | 'enter', readonly conversationId: string }
  | { readonly do: 'silence', readonly conversationId: string, readonly username: string, readonly until: number | null }
  | { readonly do: 'nickname', readonly conversationId: string, readonly username: string, readonly nickname: string | null }
  | { readonly do: 'take-back', readonly code: string }

/** An action of a user other than sending a message, as their page requests it. */
export type Act =
  | { readonly do: 'edit', readonly conversationId: string, readonly no: number, readonly body: string, readonly mentions: 'text' | undefined }
  | { readonly do: 'recall-some', readonly conversationId: string, readonly nos: readonly number[] }
  | { readonly do: 'forward' } & Omit<ForwardRequest, 'userId'>
  /** Sends files, one for each of these hashes of their bytes. */
  | { readonly do: 'show', readonly conversationId: string, readonly clientId: string, readonly body: string, readonly hashes: readonly string[] }
  | { readonly do: 'recall' | 'read' | 'unread' | 'delete-file', readonly conversationId: string, readonly no: number }
  | OfGroup
  | { readonly do: 'choose', readonly conversationId: string, readonly change: OwnSettingsChange }
  | { readonly do: 'read-all' }
  | { readonly do: 'pin' | 'star', readonly conversationId: string, readonly no: number, readonly on: boolean }
  | { readonly do: 'react', readonly conversationId: string, readonly no: number, readonly emoji: string, readonly on: boolean }
  | { readonly do: 'typing' | 'leave' | 'forget', readonly conversationId: string }
  | { readonly do: 'draft', readonly conversationId: string, readonly body: string }
  | { readonly do: 'group', readonly title: string, readonly usernames: readonly string[] }
  | { readonly do: 'direct' | 'ask' | 'remove' | 'block' | 'unblock', readonly username: string }
  | { readonly do: 'accept' | 'reject' | 'withdraw' | 'come' | 'decline' }
  | { readonly do: 'let-add', readonly who: Settings['addToGroups'] }
  | { readonly do: 'let-ask', readonly who: Settings['askedBy'] }
  | { readonly do: 'rename', readonly displayName: string }
  | { readonly do: 'introduce', readonly about: string }
  | { readonly do: 'label', readonly name: string }
  | { readonly do: 'tag' | 'unlabel', readonly username: string }
  | { readonly do: 'sign-in' | 'sign-out' }
  /** `deletesAt`: Unix ms. */
  | { readonly do: 'delete-account', readonly deletesAt: number }
  | { readonly do: 'snapshot' }

interface Moment { readonly at: number, readonly newId: () => string }

const SECRET = Buffer.alloc(32)
/** Of everybody. */
export const PASSWORD_HASH = 'none'

/** Runs the action as the routes do: one call of the domain, then the signals that follow from it. */
export async function perform (messenger: Messenger, userId: string, act: Act, { at, newId }: Moment): Promise<unknown> {
  const { messages, forwards, selections, reactions, pins, stars, conversations, groups } = messenger
  const { groupInvitations, contacts, labels, signals, store } = messenger
  switch (act.do) {
    case 'edit': return await messages.edit(userId, act.conversationId, act.no, act.body, { mentions: act.mentions })
    case 'recall-some': return await selections.recall(userId, act.conversationId, act.nos)
    case 'forward': return await forwards.forward({ ...act, userId })
    case 'recall': return await messages.recall(userId, act.conversationId, act.no)
    case 'show': {
      const { hashes, conversationId, clientId, body } = act
      const fileIds = hashes.map(() => newId())
      await store.files.expect(hashes.map(hash => ({ hash, size: 1 })), at)
      for (const [place, id] of fileIds.entries()) {
        await store.files.add({ id, ownerId: userId, name: `${id}.txt`, type: 'text/plain', size: 1, hash: hashes[place] ?? '', previews: [] }, at)
      }
      return await messages.send({ senderId: userId, conversationId, clientId, body, fileIds })
    }
    case 'delete-file': {
      const [first] = (await messages.one(userId, act.conversationId, act.no)).files ?? []
      return await store.files.remove(userId, first?.id ?? 'none', at)
    }
    case 'react': return await reactions.react(userId, act.conversationId, act.no, act.emoji, act.on)
    case 'pin': return await pins.pin(userId, act.conversationId, act.no, act.on)
    case 'star': return await stars.star(userId, act.conversationId, act.no, act.on)
    case 'read': {
      const state = await conversations.read(userId, act.conversationId, act.no)
      await signals.read(userId, [act.conversationId])
      return state
    }
    case 'unread': return await conversations.markUnread(userId, act.conversationId, act.no)
    case 'read-all': return await conversations.readAll(userId)
    case 'choose': return await conversations.choose(userId, act.conversationId, act.change)
    case 'draft': return await conversations.saveDraft(userId, act.conversationId, act.body)
    case 'forget': return await conversations.remove(userId, act.conversationId)
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
    case 'let-add': return await store.accounts.change(userId, { settings: { addToGroups: act.who } }, at)
    case 'let-ask': return await store.accounts.change(userId, { settings: { askedBy: act.who } }, at)
    case 'come': return await groupInvitations.accept(userId, (await groupInvitations.list(userId, { limit: 1 })).rows[0]?.id ?? 'none')
    case 'decline': return await groupInvitations.reject(userId, (await groupInvitations.list(userId, { limit: 1 })).rows[0]?.id ?? 'none')
    case 'introduce': return await store.accounts.change(userId, { about: act.about }, at)
    case 'rename': return await store.accounts.change(userId, { displayName: act.displayName }, at)
    case 'label': return await labels.make(userId, act.name)
    case 'unlabel': return await labels.remove(userId, (await labels.list(userId))[0]?.id ?? 'none')
    case 'tag': return await contacts.change(userId, act.username, { labels: (await labels.list(userId)).slice(-2).map(({ id }) => id) })
    case 'sign-in': return await store.sessions.start(sessionOf(userId, newId(), at), { passwordHash: PASSWORD_HASH })
    case 'delete-account': {
      const session = sessionOf(userId, newId(), at)
      await store.sessions.start(session, { passwordHash: PASSWORD_HASH })
      return await store.deletions.request(userId, { passwordHash: PASSWORD_HASH, by: session.id, deletesAt: act.deletesAt }, at)
    }
    case 'sign-out': {
      const [newest] = (await store.sessions.list(userId, 'cookie', { limit: 1 })).rows
      return await store.sessions.end(userId, { id: newest?.id ?? 'none' }, at)
    }
    case 'snapshot': {
      const snapshot = await store.snapshots.take(userId)
      if (snapshot === null) throw new DomainError('NOT_FOUND', 'no such user')
      return { ...snapshot, cursor: messenger.cursorAt(snapshot.seq) }
    }
    default: return await performInGroup(messenger, userId, act, { at, newId })
  }
}

function sessionOf (userId: string, id: string, at: number) {
  const from = { userAgent: '', address: '', formSecret: '', label: null, mode: 'live', heldMax: null } as const
  return { id, userId, kind: 'cookie', createdAt: at, lastSeenAt: at, tokenHash: Buffer.from(id), ...from } as const
}

async function performInGroup (messenger: Messenger, userId: string, act: OfGroup, { at, newId }: Moment): Promise<unknown> {
  const { groups, publicGroups, store } = messenger
  const invites = createGroupInvites({ store: store.groupInvites, secret: SECRET, now: () => at, newId })
  switch (act.do) {
    case 'add': return await groups.add(userId, act.conversationId, act.usernames)
    case 'expel': return await groups.removeMember(userId, act.conversationId, act.username)
    case 'transfer': return await groups.transfer(userId, act.conversationId, act.username)
    case 'role': return await groups.changeMember(userId, act.conversationId, act.username, { role: act.role })
    case 'change': return await groups.change(userId, act.conversationId, act.change)
    case 'dissolve': return await groups.dissolve(userId, act.conversationId)
    case 'link': return await invites.make(userId, act.conversationId, { uses: act.uses })
    case 'join': return await invites.join(userId, act.code)
    case 'enter': return await publicGroups.enter(userId, act.conversationId)
    case 'take-back': return await invites.withdraw(userId, (await invites.preview(act.code, userId)).requestId ?? 'none')
    case 'silence': return await groups.changeMember(userId, act.conversationId, act.username, { mutedUntil: act.until })
    case 'nickname': return await groups.changeMember(userId, act.conversationId, act.username, { nickname: act.nickname })
    case 'admit':
    case 'turn-away': {
      const { rows } = await invites.requests(userId, act.conversationId, { limit: 1 })
      return await invites.answer(userId, act.conversationId, rows[0]?.id ?? 'none', act.do === 'admit')
    }
  }
}
