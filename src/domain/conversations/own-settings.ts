import { Type, type Static } from 'typebox'
import { No, orNull, Time, type closed } from '#domain/schemas.ts'

/** The end of the year 9999, Unix ms: dates cannot be written for every number that a program may send. */
export const LATEST_MS = 253_402_300_799_999

/** Of the unread messages that mention the user: `no` of the first, and `seq` of the last; null without one. */
export const UNREAD_MENTIONS = { mentionNo: orNull(No), mentionSeq: orNull(No) }

export const NOTIFY = ['all', 'mentions', 'none'] as const

/** Fields that one user has chosen about one conversation, and nobody else sees. They outlast a membership. */
export const OWN_SETTINGS = {
  /** Stands first in the list. Notes to self do, until chosen otherwise. */
  pinned: Type.Boolean(),
  /** Messages that notify. `none` mutes: its unread messages do not count in the total. */
  notify: Type.Enum(NOTIFY),
  /** Muted until then; null when it is not, or no longer. */
  mutedUntil: orNull(Type.Integer({ ...Time, maximum: LATEST_MS })),
  /** In the list of archived conversations, until a new message comes while it is not muted. */
  archived: Type.Boolean(),
  /** In no list, until a new message comes. */
  hidden: Type.Boolean()
}
export type OwnSettings = Static<ReturnType<typeof closed<typeof OWN_SETTINGS>>>
export type OwnSettingsChange = Partial<OwnSettings>

/** Settings of somebody who has chosen nothing. Shared, since most rows of a list have them. */
export const NOTHING_CHOSEN: OwnSettings = Object.freeze({ pinned: false, notify: 'all', mutedUntil: null, archived: false, hidden: false })
/** The same for notes to self. */
export const NOTHING_CHOSEN_FOR_SELF: OwnSettings = Object.freeze({ ...NOTHING_CHOSEN, pinned: true })

/** Whether unread messages are left out of the total. A `mutedUntil` that has passed is null: `mutes.ts` ends it. */
export function isMuted ({ notify, mutedUntil }: Pick<OwnSettings, 'notify' | 'mutedUntil'>): boolean {
  return notify === 'none' || mutedUntil !== null
}

/** Returns the part of a conversation's unread messages that is in the total (D14). */
export function countedUnread (own: Pick<OwnSettings, 'notify' | 'mutedUntil'>, unread: number): number {
  return isMuted(own) ? 0 : unread
}

/** Returns the settings alone, of a conversation or an event that has them. */
export function ownSettingsIn ({ pinned, notify, mutedUntil, archived, hidden }: OwnSettings): OwnSettings {
  return { pinned, notify, mutedUntil, archived, hidden }
}

/** Returns the settings after a new message: it ends hiding, and archiving unless muted. */
export function afterMessage (own: OwnSettings): OwnSettings {
  if (!own.hidden && (!own.archived || isMuted(own))) return own
  return { ...ownSettingsIn(own), hidden: false, archived: own.archived && isMuted(own) }
}

/** Returns the settings after a change at the time `at`. A time to mute until that has passed mutes nothing. */
export function changedOwnSettings (before: OwnSettings, change: OwnSettingsChange, at: number): OwnSettings {
  const next = { ...before, ...change }
  return { ...next, mutedUntil: next.mutedUntil !== null && next.mutedUntil > at ? next.mutedUntil : null }
}

export function areSame (a: OwnSettings, b: OwnSettings): boolean {
  return (Object.keys(OWN_SETTINGS) as Array<keyof OwnSettings>).every(name => a[name] === b[name])
}

/** Above every `seq` and every time in milliseconds; with a `seq` added still exact, and of fifteen digits. */
const PINNED_FROM = 100_000_000_000_000

/** Returns the number by which lists are ordered, the highest first: pinned conversations, then all by the `seq` of their last message. */
export function listPlace ({ pinned }: Pick<OwnSettings, 'pinned'>, saidSeq: number): number {
  return pinned ? PINNED_FROM + saidSeq : saidSeq
}
