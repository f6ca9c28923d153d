import type { Test } from 'tap'
import { NOTIFY, type OwnSettingsChange } from '#domain/conversations/own-settings.ts'
import type { Appended } from '#domain/messages/messages.ts'
import { createConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import { createConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import { sqliteConversations } from '#store/sqlite/conversations/conversations.ts'
import { Database } from '#store/sqlite/database.ts'
import { createDirectConversations } from '#store/sqlite/conversations/direct-conversations.ts'
import { createInvitationRows } from '#store/sqlite/conversations/groups/ways-in/invitation-rows.ts'
import { sqliteGroups } from '#store/sqlite/conversations/groups/groups.ts'
import { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createLedgerEvents } from '#store/sqlite/delivery/ledger-events.ts'
import { sqliteLedger } from '#store/sqlite/delivery/ledger.ts'
import { NewestMessages } from '#store/sqlite/messages/newest-messages.ts'
import { createLeftovers } from '#store/sqlite/messages/kept/leftovers.ts'
import { createMarked } from '#store/sqlite/messages/kept/marked.ts'
import { createMessageFiles } from '#store/sqlite/files/message-files.ts'
import { createMessageLines } from '#store/sqlite/messages/message-lines.ts'
import { createMentionRows } from '#store/sqlite/messages/mention-rows.ts'
import { createSearchIndex } from '#store/sqlite/messages/search/search-index.ts'
import { sqliteMessages } from '#store/sqlite/messages/messages.ts'
import { sqliteMessagesChange } from '#store/sqlite/messages/messages-change.ts'
import { createAudience } from '#store/sqlite/messages/audience.ts'
import { sqliteMessagesHistory } from '#store/sqlite/messages/messages-history.ts'
import { createQuotes } from '#store/sqlite/messages/quotes.ts'
import { createReacted } from '#store/sqlite/messages/reacted.ts'
import { sqliteReactions } from '#store/sqlite/messages/reactions.ts'
import { createRoster } from '#store/sqlite/conversations/roster.ts'
import { createRepeats } from '#store/sqlite/site/repeats.ts'
import { createUsers } from '#store/sqlite/people/users.ts'
import { Random } from '../../simulation/random.ts'

export const PEOPLE = ['ana', 'ben', 'cho', 'eve'] as const

export type History = ReturnType<typeof openHistory>

/** A database in which four users act at random, opened in parts, so that a unit can fail. */
export function openHistory (t: Test, seed: number, entriesMax: number) {
  const random = new Random(seed)
  const database = new Database({ path: ':memory:' })
  t.teardown(() => database.close())
  const commits = new GroupCommit(database, {
    onCommit: deliveries => indexes.committed(deliveries),
    onReset: () => indexes.reset(),
    onFault: fault => { t.error(fault) }
  })
  const indexes = createConversationIndexes(database, () => commits.nextTurn(), entriesMax)
  const users = createUsers(database)
  const roster = createRoster(database)
  commits.onUndo(roster.undone)
  const quotes = createQuotes(database, roster)
  const audience = createAudience(database, roster)
  const reacted = createReacted(database)
  const mentionRows = createMentionRows(database)
  const index = createSearchIndex(database)
  const messageFiles = createMessageFiles(database)
  const lines = createMessageLines(database, { mentionRows, messageFiles, index })
  const directs = createDirectConversations(database, roster, lines)
  const summaries = createConversationSummaries(database, indexes)
  const events = createLedgerEvents(database)
  const newest = new NewestMessages()
  const history = sqliteMessagesHistory(database, { newest, quotes, reacted, marked: createMarked(database) })
  const repeats = createRepeats(database)
  const invitations = createInvitationRows(database)
  const conversations = sqliteConversations(database, commits, { users, roster, lines, directs, summaries, indexes, repeats, invitations })
  const leftovers = createLeftovers(database, commits)
  const changeParts = { quotes, audience, mentionRows, messageFiles, index, leftovers, readOne: history.readOne }
  const { recallOwn: _, changeFile: __, ...changes } = sqliteMessagesChange(database, commits, changeParts)
  const { groups } = sqliteGroups(database, commits, { users, roster, lines, repeats, summaries, invitations })
  const messageParts = { lines, directs, roster, indexes, quotes, mentionRows, messageFiles, history, changes, leftovers }
  const messages = sqliteMessages(database, commits, messageParts)
  const reactions = sqliteReactions(database, commits, { audience, readOne: history.readOne })
  const ledger = sqliteLedger(database, commits, { events, indexes, quotes })
  const all = <Row>(sql: string) => database.statement<[], Row>(sql).all()
  const noise = database.statement<[string, string]>('UPDATE memberships SET read_no = read_no + 1 WHERE conversation_id = ? AND user_id = ?')
  let at = 1_000_000
  let ids = 0

  const everybody = JSON.stringify(PEOPLE)
  database.statement<[string]>(`
    INSERT INTO users (id, username, display_name, created_at) SELECT 'u-' || value, value, value, 0 FROM json_each(?)`).run(everybody)
  database.statement(`
    INSERT INTO contacts (holder_id, user_id, since) SELECT a.id, b.id, 0 FROM users AS a JOIN users AS b ON a.id <> b.id`).run()

  const someone = () => `u-${random.pick(PEOPLE) ?? 'ana'}`
  // The clock may go back.
  const tick = () => { at += random.whole(-50, 100); return at }

  function talks (userId: string): Array<{ id: string, lastNo: number, left: number }> {
    return all(`SELECT c.id, c.last_no AS lastNo, min(p.left_seq IS NOT NULL) AS left FROM memberships AS p
      JOIN conversations AS c ON c.id = p.conversation_id WHERE p.user_id = '${userId}' GROUP BY c.id ORDER BY c.id`)
  }

  function choice (): OwnSettingsChange {
    const isOn = random.chance(0.6)
    switch (random.pick(['pinned', 'notify', 'mutedUntil', 'archived', 'hidden'])) {
      case 'pinned': return { pinned: isOn }
      case 'notify': return { notify: random.pick(NOTIFY) ?? 'all' }
      case 'mutedUntil': return { mutedUntil: isOn ? at + random.whole(1, 9_000) : null }
      case 'archived': return { archived: isOn }
      default: return { hidden: isOn }
    }
  }

  function send (senderId: string, conversationId: string, replyTo?: number): Promise<Appended> {
    const requestHash = Buffer.alloc(16)
    return messages.append({ senderId, conversationId, clientId: `client-${++ids}`, body: 'words', replyTo, requestHash }, tick())
  }

  async function say (senderId: string, conversationId: string): Promise<void> {
    const { outcome } = await send(senderId, conversationId)
    if (outcome !== 'stored') throw new Error(`Sending came to ${outcome}.`)
  }

  // Leaves, passing an owned group on; or is brought back by one who is in it.
  async function leaveOrReturn (userId: string, id: string, isIn: boolean): Promise<unknown> {
    const others = roster.of(id).filter(other => other !== userId)
    const other = random.pick(others)
    if (!isIn && other === null) return
    if (!isIn) return await groups.add({ userId: other ?? '', conversationId: id, usernames: [userId.slice(2)], max: 100 }, tick())
    const [period] = all<{ role: string }>(`SELECT role FROM memberships WHERE conversation_id = '${id}' AND user_id = '${userId}' AND left_seq IS NULL`)
    const owner = period?.role === 'owner' ? other?.slice(2) : undefined
    return await groups.leave({ userId, conversationId: id, owner }, tick())
  }

  async function act (): Promise<unknown> {
    const userId = someone()
    const talk = random.pick(talks(userId))
    const what = random.weighted({
      ...{ say: 60, answer: 8, react: 8, edit: 6, recall: 8, read: 12, unread: 4, readAll: 2 },
      ...{ leave: 5, direct: 5, group: 3, fail: 6, reset: 2, draft: 1 },
      ...{ expel: 3, role: 4, transfer: 2, dissolve: 1, change: 4, choose: 30, time: 4 }
    })
    if (what === 'direct') return await conversations.direct(userId, someone().slice(2), `c-${++ids}`, tick())
    if (what === 'group') {
      const usernames = PEOPLE.filter(() => random.chance(0.6))
      return await conversations.group({ ownerId: userId, title: 'Tea', usernames, id: `g-${++ids}` }, tick())
    }
    if (what === 'reset') return indexes.reset()
    if (what === 'time') {
      at += random.whole(0, 3_000)
      return await conversations.endMutes(at)
    }
    if (what === 'readAll') return await conversations.readAll(userId, tick())
    if (talk === null) return
    const { id } = talk
    const no = random.whole(1, Math.max(1, talk.lastNo))
    switch (what) {
      case 'say': return await send(userId, id)
      case 'answer': return await send(userId, id, no)
      case 'react': return await reactions.react({ userId, conversationId: id, no, emoji: '👍', on: random.chance(0.6), kindsMax: 20 }, tick())
      case 'read': return await conversations.read(userId, id, random.chance(0.3) ? talk.lastNo : no, tick())
      case 'unread': return await conversations.markUnread(userId, id, no, tick())
      case 'choose': return await conversations.choose(userId, id, choice(), tick())
      case 'draft': return await conversations.saveDraft(userId, id, 'dear', tick())
      case 'edit': return await messages.edit({ userId, conversationId: id, no, body: `words ${++ids}`, notBefore: 0 }, tick())
      case 'recall': return await messages.recall({ userId, conversationId: id, no, notBefore: 0 }, tick())
      case 'leave': return await leaveOrReturn(userId, id, talk.left === 0)
      case 'expel': return await groups.removeMember({ userId, conversationId: id, username: someone().slice(2) }, tick())
      case 'role': return await groups.changeMember({
        userId, conversationId: id, username: someone().slice(2), change: { role: random.pick(['admin', 'member']) ?? 'member' }
      }, tick())
      case 'transfer': return await groups.transfer({ userId, conversationId: id, username: someone().slice(2) }, tick())
      case 'change': return await groups.change({ userId, conversationId: id, change: random.pick([{ title: `Tea ${++ids}` }, { history: 'all' }, { history: 'none' }, { quiet: random.chance(0.2) }] as const) ?? {} }, tick())
      case 'dissolve': return await groups.dissolve({ userId, conversationId: id }, tick())
      case 'fail': return await commits.write(transaction => {
        noise.run(id, userId)
        transaction.tellUser(userId, { type: 'read', conversationId: id, readNo: no, unreadFrom: null }, at)
        throw new Error('taken back')
      }).catch(() => {})
    }
  }

  const now = () => at

  return { now, random, database, commits, indexes, conversations, messages, ledger, all, act, say, tick, talks }
}
