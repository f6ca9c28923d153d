import type { LedgerFollower } from '#domain/delivery/ledger.ts'
import type { Store } from '#domain/store.ts'
import { sqliteAccounts } from './account/accounts.ts'
import { createContactLists } from './people/contact-lists.ts'
import { createContactTies } from './people/contact-ties.ts'
import { sqliteContacts } from './people/contacts.ts'
import { createConversationIndexes } from './conversations/conversation-indexes.ts'
import { createConversationSummaries } from './conversations/conversation-summaries.ts'
import { sqliteConversations } from './conversations/conversations.ts'
import { sqliteDeviceLinks } from './account/device-links.ts'
import { sqliteDeletions } from './account/deletion/deletions.ts'
import { sqliteExports } from './account/exports.ts'
import { createFileAdding } from './files/file-adding.ts'
import { sqliteCollecting } from './files/collecting.ts'
import { sqliteFiles } from './files/files.ts'
import { sqliteGallery } from './files/gallery.ts'
import { sqliteUploads } from './files/uploads.ts'
import { createMessageFiles } from './files/message-files.ts'
import type { DatabaseOptions } from './connections.ts'
import { Database } from './database.ts'
import { createDirectConversations } from './conversations/direct-conversations.ts'
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts'
import { sqliteInvites } from './account/invites.ts'
import { createInvitationRows } from './conversations/groups/ways-in/invitation-rows.ts'
import { sqliteGroups } from './conversations/groups/groups.ts'
import { createLedgerEvents } from './delivery/ledger-events.ts'
import { sqliteLedger } from './delivery/ledger.ts'
import { createMessageLines } from './messages/message-lines.ts'
import { sqliteMessages } from './messages/messages.ts'
import { sqliteMessagesChange } from './messages/messages-change.ts'
import { NewestMessages } from './messages/newest-messages.ts'
import { createAudience } from './messages/audience.ts'
import { sqliteMessagesHistory } from './messages/messages-history.ts'
import { createMentionRows } from './messages/mention-rows.ts'
import { sqliteMentions } from './messages/mentions.ts'
import { createQuotes } from './messages/quotes.ts'
import { createReacted } from './messages/reacted.ts'
import { sqliteSearch } from './messages/search/search.ts'
import { createSearchIndex } from './messages/search/search-index.ts'
import { createLeftovers } from './messages/kept/leftovers.ts'
import { sqlitePins } from './messages/kept/pins.ts'
import { createMarked } from './messages/kept/marked.ts'
import { sqliteStars } from './messages/kept/stars.ts'
import { sqliteReactions } from './messages/reactions.ts'
import { sqliteRecentEmoji } from './messages/recent-emoji.ts'
import { createRoster } from './conversations/roster.ts'
import { sqliteSessions } from './account/sessions.ts'
import { sqliteSignals } from './delivery/signals.ts'
import { createRepeats, sqliteRepeats } from './site/repeats.ts'
import { sqliteSite } from './site/site.ts'
import { sqliteSnapshots } from './delivery/snapshot.ts'
import { sqliteLabels } from './people/labels.ts'
import { createRequestTakers } from './people/request-takers.ts'
import { createSharedGroups } from './people/shared-groups.ts'
import { createUsers } from './people/users.ts'
import { sqliteWriting } from './site/writing.ts'

export interface StoreOptions extends DatabaseOptions, Pick<GroupCommitOptions, 'onFault' | 'atTurnEnd'> {}

/**
 * Opens the database and puts an adapter over it for every store interface of the domain. Adapters, and parts of large ones, are called
 * `sqlite…`; SQL that several of them share is made by `create…`. Throws StoreError.
 */
export async function openStore ({ onFault, atTurnEnd, ...options }: StoreOptions): Promise<Store> {
  const database = new Database(options)
  let follower: LedgerFollower = { committed () {}, reset () {} }
  const roster = createRoster(database)
  const events = createLedgerEvents(database)
  const newest = new NewestMessages()
  const commits = new GroupCommit(database, {
    onCommit (deliveries) {
      for (const { forget } of deliveries) events.forget(forget)
      indexes.committed(deliveries)
      newest.committed(deliveries)
      follower.committed(deliveries)
    },
    onFault,
    atTurnEnd,
    onReset (head) {
      indexes.reset()
      newest.clear()
      events.forgetAll()
      follower.reset(head)
    }
  })
  const indexes = createConversationIndexes(database, () => commits.nextTurn())
  commits.onUndo(roster.undone)

  const users = createUsers(database)
  const quotes = createQuotes(database, roster)
  const audience = createAudience(database, roster)
  const reacted = createReacted(database)
  const mentionRows = createMentionRows(database)
  const index = createSearchIndex(database)
  const fileAdding = createFileAdding(database)
  const messageFiles = createMessageFiles(database)
  const lines = createMessageLines(database, { mentionRows, messageFiles, index })
  const directs = createDirectConversations(database, roster, lines)
  const history = sqliteMessagesHistory(database, { newest, quotes, reacted, marked: createMarked(database) })
  const summaries = createConversationSummaries(database, indexes)
  const contactLists = createContactLists(database)
  const sharedGroups = createSharedGroups(database)
  const takesRequests = createRequestTakers(database, sharedGroups)
  const ties = createContactTies(database, users)
  const repeats = createRepeats(database)
  const invitations = createInvitationRows(database)
  const { readOne } = history
  const leftovers = createLeftovers(database, commits)
  const { recallOwn, changeFile, ...changes } = sqliteMessagesChange(database, commits, {
    quotes, audience, mentionRows, messageFiles, index, leftovers, readOne
  })
  const { part, withdrawSome, ...groupStores } = sqliteGroups(database, commits, { users, roster, lines, repeats, summaries, invitations })
  return {
    ledger: {
      ...sqliteLedger(database, commits, { events, indexes, quotes }),
      follow (next) { follower = next }
    },
    messages: sqliteMessages(database, commits, {
      lines, directs, roster, indexes, quotes, mentionRows, messageFiles, history, changes, leftovers
    }),
    reactions: sqliteReactions(database, commits, { audience, readOne: history.readOne }),
    pins: sqlitePins(database, commits, { audience, lines, quotes, roster, readOne: history.readOne }),
    stars: sqliteStars(database, commits, history.readOne),
    mentions: sqliteMentions(database, history.readOne),
    labels: sqliteLabels(database, commits, repeats),
    recentEmoji: sqliteRecentEmoji(database, commits),
    search: sqliteSearch(database, commits, { index, readOne: history.readOne }),
    contacts: sqliteContacts(database, commits, { users, ties, directs, contactLists, repeats, indexes, sharedGroups, takesRequests }),
    conversations: sqliteConversations(database, commits, { users, roster, lines, directs, summaries, indexes, repeats, invitations }),
    ...groupStores,
    snapshots: sqliteSnapshots(database, commits, { summaries, indexes, contactLists }),
    signals: sqliteSignals(database, commits, indexes),
    accounts: sqliteAccounts(database, commits, users, repeats),
    sessions: sqliteSessions(database, commits, repeats),
    deviceLinks: sqliteDeviceLinks(database, commits, repeats),
    deletions: sqliteDeletions(database, commits, { repeats, roster, recallOwn, quotes, index, part, withdrawSome }),
    exports: sqliteExports(database, commits),
    gallery: sqliteGallery(database),
    blobs: sqliteCollecting(database, commits),
    files: sqliteFiles(database, commits, { ...fileAdding, changeFile }),
    uploads: sqliteUploads(database, commits, fileAdding),
    invites: sqliteInvites(database, commits, repeats),
    repeats: sqliteRepeats(database, commits, repeats),
    site: sqliteSite(database, commits),
    writing: sqliteWriting(database, commits),

    wipe: () => commits.between(() => database.wipeLog()),
    close: async () => commits.drain()
  }
}
