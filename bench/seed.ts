import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createPasswords, LOWEST_PASSWORD_COST } from '#domain/account/passwords.ts'
import { folderAt, holdFolder } from '#server/data-folder/folder.ts'
import { installation } from '#server/installation.ts'
import { sqliteAccounts } from '#store/sqlite/account/accounts.ts'
import { createContactTies } from '#store/sqlite/people/contact-ties.ts'
import { createConversationIndexes } from '#store/sqlite/conversations/conversation-indexes.ts'
import { createInvitationRows } from '#store/sqlite/conversations/groups/ways-in/invitation-rows.ts'
import { createConversationSummaries } from '#store/sqlite/conversations/conversation-summaries.ts'
import { sqliteConversations } from '#store/sqlite/conversations/conversations.ts'
import { Database } from '#store/sqlite/database.ts'
import { createDirectConversations } from '#store/sqlite/conversations/direct-conversations.ts'
import { GroupCommit } from '#store/sqlite/group-commit.ts'
import { createMessageFiles } from '#store/sqlite/files/message-files.ts'
import { createMessageLines } from '#store/sqlite/messages/message-lines.ts'
import { createMentionRows } from '#store/sqlite/messages/mention-rows.ts'
import { createSearchIndex } from '#store/sqlite/messages/search/search-index.ts'
import { createRoster } from '#store/sqlite/conversations/roster.ts'
import { createRepeats } from '#store/sqlite/site/repeats.ts'
import { createUsers } from '#store/sqlite/people/users.ts'
import { PASSWORD } from './load/sign-in.ts'

/**
 * `node bench/seed.ts --data DIR --users N` makes u0 … u<N-1>: each is a contact of the next, with a direct conversation between them;
 * all are in one group `all` of u0. Their password is `bench-password`, hashed once at the lowest cost (a hash carries its parameters),
 * so that any load can sign them in quickly. The rows are written by the store's own functions, all in one transaction.
 */

const GROUP_TITLE = 'all'
const USAGE = 'node bench/seed.ts --data DIR --users N      (N from 2 to 20000, DIR without users u0, u1, …)'

const { dir, size } = readWish()
const folder = folderAt(dir)
const { letGo } = holdFolder(folder, installation())
const at = Date.now()
const database = new Database({ path: folder.database })
const commits = new GroupCommit(database, {
  onCommit: () => {},
  onReset: () => {},
  onFault: fault => { throw fault }
})
await seed()
commits.drain()
letGo()
console.log(`${size} users in ${folder.path}, in ${((Date.now() - at) / 1000).toFixed(1)} s`)

/** Awaits nothing between the writes: the writes of one turn of the loop are one commit. */
async function seed (): Promise<void> {
  const roster = createRoster(database)
  const users = createUsers(database)
  const repeats = createRepeats(database)
  const lines = createMessageLines(database, {
    mentionRows: createMentionRows(database), messageFiles: createMessageFiles(database), index: createSearchIndex(database)
  })
  const ties = createContactTies(database, users)
  const directs = createDirectConversations(database, roster, lines)
  const accounts = sqliteAccounts(database, commits, createUsers(database), repeats)
  const indexes = createConversationIndexes(database, () => commits.nextTurn())
  const conversations = sqliteConversations(database, commits, {
    users,
    roster,
    lines,
    directs,
    indexes,
    repeats,
    summaries: createConversationSummaries(database, indexes),
    invitations: createInvitationRows(database)
  })

  const passwordHash = await createPasswords({ cost: LOWEST_PASSWORD_COST }).hash(PASSWORD)
  const everybody = Array.from({ length: size }, (_, who) => who)
  const made = everybody.map(who => accounts.create({
    id: idOf(who), username: `u${who}`, displayName: `User ${who}`, passwordHash, isAdmin: false, language: null, timeZone: null
  }, null, at))
  const befriended = commits.write(transaction => {
    for (const who of everybody.slice(1)) {
      const conversationId = directs.findOrMake(idOf(who - 1), idOf(who), idOf(`${who - 1} and ${who}`), at)
      ties.tie(transaction, idOf(who - 1), idOf(who), at)
      directs.openToBoth(transaction, conversationId, at)
    }
    // A group is made of its maker's contacts, so u0 has everybody as a contact for a moment.
    for (const who of everybody.slice(2)) ties.tie(transaction, idOf(0), idOf(who), at)
  })
  const usernames = everybody.slice(1).map(who => `u${who}`)
  const grouped = conversations.group({ ownerId: idOf(0), title: GROUP_TITLE, usernames, id: idOf(GROUP_TITLE) }, at)
  const parted = commits.write(transaction => {
    for (const who of everybody.slice(2)) ties.untie(transaction, idOf(0), idOf(who), at)
  })

  for (const outcome of await Promise.all(made)) {
    if (outcome !== 'created') throw new Error(`There is a user u0 or another of them in ${folder.path} already.`)
  }
  await Promise.all([befriended, grouped, parted])
}

// The length and alphabet of ordinary ids, the same at every seeding.
function idOf (name: string | number): string {
  return createHash('sha256').update(`bench ${name}`).digest('base64url').slice(0, 16)
}

function readWish (): { dir: string, size: number } {
  const { values } = parseArgs({ options: { data: { type: 'string' }, users: { type: 'string' } } })
  const size = Number(values.users)
  if (values.data !== undefined && Number.isInteger(size) && size >= 2 && size <= 20_000) return { dir: values.data, size }
  console.error(USAGE)
  process.exit(2)
}
