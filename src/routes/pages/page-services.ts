import type { Accounts } from '#domain/account/accounts.ts'
import type { Deletions } from '#domain/account/deletions.ts'
import type { Exports } from '#domain/account/exports.ts'
import type { DeviceLinks } from '#domain/account/device-links.ts'
import type { Invites } from '#domain/account/invites.ts'
import type { Sessions } from '#domain/account/sessions.ts'
import type { Demo } from '#domain/site/demo.ts'
import type { GroupInvitations } from '#domain/conversations/group-invitations.ts'
import type { PublicGroups } from '#domain/conversations/public-groups.ts'
import type { GroupInvites } from '#domain/conversations/group-invites.ts'
import type { Groups } from '#domain/conversations/groups.ts'
import type { ConnectionTests } from '#domain/connection/connection-tests.ts'
import type { OwnFiles } from '#domain/files/own-files.ts'
import type { Receiving } from '#domain/files/receiving.ts'
import type { Gallery } from '#domain/files/gallery.ts'
import type { Signals } from '#domain/delivery/signals.ts'
import type { Mentions } from '#domain/messages/mentions.ts'
import type { EmojiTable, RecentEmoji } from '#domain/messages/emoji.ts'
import type { Search } from '#domain/messages/search/search.ts'
import type { Selections } from '#domain/messages/selections.ts'
import type { Forwards } from '#domain/messages/forwards.ts'
import type { MessageInfos } from '#domain/messages/message-info.ts'
import type { Pins } from '#domain/messages/pins.ts'
import type { Stars } from '#domain/messages/stars.ts'
import type { Reactions } from '#domain/messages/reactions.ts'
import type { LedgerBooks } from '#domain/wire/ledger-book.ts'
import type { Comparisons } from '#domain/wire/played/comparison.ts'
import type { Plays } from '#domain/wire/played/plays.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import type { SiteService } from '#domain/site/site.ts'
import type { createHeldAnswers, HeldNeeds } from '#routes/delivery/held-answer.ts'
import type { OpeningNeeds } from './conversations/opened.ts'
import type { SentForms } from './sent-twice.ts'
import type { StandingNeeds } from './standing.ts'

/** Everything that pages read and their forms change. */
export interface PageServices extends OpeningNeeds, StandingNeeds, HeldNeeds, ReturnType<typeof createHeldAnswers> {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly signals: Pick<Signals, 'presences' | 'typistsFor'>
  readonly reactions: Reactions
  readonly pins: Pins
  readonly stars: Stars
  readonly search: Search
  readonly forwards: Forwards
  readonly selections: Selections
  readonly messageInfos: MessageInfos
  readonly gallery: Gallery
  readonly receiving: Receiving
  readonly ownFiles: OwnFiles
  readonly mentions: Mentions
  readonly recentEmoji: RecentEmoji
  readonly emojiTable: EmojiTable
  readonly site: SiteService
  readonly invites: Invites
  /** Demo mode; null on every other server. */
  readonly demo: Demo | null
  /** The public address, when it is set. */
  readonly baseUrl: URL | null
  readonly connectionTests: ConnectionTests
  readonly groups: Groups
  readonly groupInvitations: GroupInvitations
  readonly groupInvites: GroupInvites
  readonly publicGroups: PublicGroups
  readonly deviceLinks: DeviceLinks
  readonly exports: Exports
  readonly recorder: Recorder
  readonly plays: Plays
  readonly comparisons: Comparisons
  readonly ledgerBooks: LedgerBooks
  readonly deletions: Deletions
  readonly sentForms: SentForms
}
