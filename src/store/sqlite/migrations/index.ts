import people from './0001-0010/0001-people.ts'
import conversations from './0001-0010/0002-conversations.ts'
import ledger from './0001-0010/0003-ledger.ts'
import browsers from './0001-0010/0004-browsers.ts'
import sends from './0001-0010/0005-sends.ts'
import texts from './0001-0010/0006-texts.ts'
import written from './0001-0010/0007-written.ts'
import reads from './0001-0010/0008-reads.ts'
import names from './0001-0010/0009-names.ts'
import lists from './0001-0010/0010-lists.ts'
import memberships from './0011-0020/0011-memberships.ts'
import idle from './0011-0020/0012-idle.ts'
import settings from './0011-0020/0013-settings.ts'
import repeats from './0011-0020/0014-repeats.ts'
import removed from './0011-0020/0015-removed.ts'
import invites from './0011-0020/0016-invites.ts'
import leftReceipts from './0011-0020/0017-left-receipts.ts'
import bounceKinds from './0011-0020/0018-bounce-kinds.ts'
import answers from './0011-0020/0019-answers.ts'
import groups from './0011-0020/0020-groups.ts'
import conversationSettings from './0021-0030/0021-conversation-settings.ts'
import mentions from './0021-0030/0022-mentions.ts'
import groupInvitations from './0021-0030/0023-group-invitations.ts'
import recentEmoji from './0021-0030/0024-recent-emoji.ts'
import messageIndex from './0021-0030/0025-message-index.ts'
import recalledBy from './0021-0030/0026-recalled-by.ts'
import publicGroups from './0021-0030/0027-public-groups.ts'
import deviceLinks from './0021-0030/0028-device-links.ts'
import about from './0021-0030/0029-about.ts'
import pins from './0021-0030/0030-pins.ts'
import silences from './0031-0040/0031-silences.ts'
import stars from './0031-0040/0032-stars.ts'
import labels from './0031-0040/0033-labels.ts'
import nicknames from './0031-0040/0034-nicknames.ts'
import deletions from './0031-0040/0035-deletions.ts'
import leaders from './0031-0040/0036-leaders.ts'
import draftReplies from './0031-0040/0037-draft-replies.ts'
import leftovers from './0031-0040/0038-leftovers.ts'
import removals from './0031-0040/0039-removals.ts'
import files from './0031-0040/0040-files.ts'
import bounceFiles from './0041-0050/0041-bounce-files.ts'
import shelves from './0041-0050/0042-shelves.ts'
import fileChanges from './0041-0050/0043-file-changes.ts'
import charges from './0041-0050/0044-charges.ts'

/** Append-only: `user_version` is how many have run. Released ones are never edited. */
export const migrations: readonly string[] = [
  people,
  conversations,
  ledger,
  browsers,
  sends,
  texts,
  written,
  reads,
  names,
  lists,
  memberships,
  idle,
  settings,
  repeats,
  removed,
  invites,
  leftReceipts,
  bounceKinds,
  answers,
  groups,
  conversationSettings,
  mentions,
  groupInvitations,
  recentEmoji,
  messageIndex,
  recalledBy,
  publicGroups,
  deviceLinks,
  about,
  pins,
  silences,
  stars,
  labels,
  nicknames,
  deletions,
  leaders,
  draftReplies,
  leftovers,
  removals,
  files,
  bounceFiles,
  shelves,
  fileChanges,
  charges
]
