import type { AccountStore } from '#domain/account/accounts.ts'
import type { DeletionStore } from '#domain/account/deletions.ts'
import type { ExportStore } from '#domain/account/exports.ts'
import type { DeviceLinkStore } from '#domain/account/device-links.ts'
import type { InviteStore } from '#domain/account/invites.ts'
import type { SessionStore } from '#domain/account/sessions.ts'
import type { ConversationStore } from '#domain/conversations/conversations.ts'
import type { GroupInvitationStore } from '#domain/conversations/group-invitations.ts'
import type { GroupInviteStore } from '#domain/conversations/group-invites.ts'
import type { GroupStore } from '#domain/conversations/groups.ts'
import type { PublicGroupStore } from '#domain/conversations/public-groups.ts'
import type { CheckingStore } from '#domain/files/checking.ts'
import type { CollectingStore } from '#domain/files/collecting.ts'
import type { FileStore } from '#domain/files/files.ts'
import type { GalleryStore } from '#domain/files/gallery.ts'
import type { UploadStore } from '#domain/files/uploads.ts'
import type { LedgerStore } from '#domain/delivery/ledger.ts'
import type { SignalStore } from '#domain/delivery/signals.ts'
import type { SnapshotStore } from '#domain/delivery/snapshot.ts'
import type { MentionStore } from '#domain/messages/mentions.ts'
import type { LabelStore } from '#domain/people/labels.ts'
import type { RecentEmojiStore } from '#domain/messages/emoji.ts'
import type { MessageStore } from '#domain/messages/messages.ts'
import type { PinStore } from '#domain/messages/pins.ts'
import type { ReactionStore } from '#domain/messages/reactions.ts'
import type { StarStore } from '#domain/messages/stars.ts'
import type { SearchStore } from '#domain/messages/search/search.ts'
import type { ContactStore } from '#domain/people/contacts.ts'
import type { RepeatStore } from '#domain/site/repeats.ts'
import type { SiteStore } from '#domain/site/site.ts'
import type { WritingStore } from '#domain/site/writing.ts'

/** Everything that a database must provide. The contract tests in test/store/contract try its promises. */
export interface Store {
  readonly accounts: AccountStore
  readonly contacts: ContactStore
  readonly conversations: ConversationStore
  readonly deletions: DeletionStore
  readonly deviceLinks: DeviceLinkStore
  readonly exports: ExportStore
  readonly blobs: CollectingStore & CheckingStore
  readonly files: FileStore
  readonly gallery: GalleryStore
  readonly groups: GroupStore
  readonly groupInvitations: GroupInvitationStore
  readonly groupInvites: GroupInviteStore
  readonly invites: InviteStore
  readonly ledger: LedgerStore
  readonly publicGroups: PublicGroupStore
  readonly mentions: MentionStore
  readonly messages: MessageStore
  readonly pins: PinStore
  readonly stars: StarStore
  readonly reactions: ReactionStore
  readonly recentEmoji: RecentEmojiStore
  readonly labels: LabelStore
  readonly repeats: RepeatStore
  readonly search: SearchStore
  readonly sessions: SessionStore
  readonly signals: SignalStore
  readonly site: SiteStore
  readonly snapshots: SnapshotStore
  readonly uploads: UploadStore
  readonly writing: WritingStore

  /** Removes recalled texts from every file they may still be in. Costs nothing when nothing was recalled. */
  wipe (): Promise<void>
  /** Finishes the writes that wait, then closes. Later writes throw UNAVAILABLE. */
  close (): Promise<void>
}

/** `newer`: written by a later version of this program. `unwritable`: the operating system lets this user not write it. */
export type StoreFault = 'newer' | 'corrupt' | 'full' | 'unwritable'

/** A store that cannot be used. The operator can mend it, so its message is a sentence for them. */
export class StoreError extends Error {
  readonly fault: StoreFault

  constructor (fault: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.fault = fault
  }
}
