import { Type } from 'typebox'
import { NOTIFY, type OwnSettingsChange } from '#domain/conversations/own-settings.ts'
import { MUTE_FOR, OWN_SIDE, type MuteFor } from '#views/conversations/own-settings.ts'
import { Id } from '#routes/api/schemas.ts'
import { form, openPage } from '#routes/pages/page-row.ts'
import { PATH } from './list.ts'

const Switch = Type.Optional(Type.Enum(['on', 'off']))
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A reader's own settings of one conversation, in the panel beside it. */
export const ownSettingsForm = form({
  path: '/conversations/:id/mine',
  needs: 'conversation',
  body: {
    pinned: Switch, archived: Switch, hidden: Switch, notify: Type.Optional(Type.Enum(NOTIFY)), mute: Type.Optional(Type.Enum(MUTE_FOR))
  },
  does: ({ viewer, params, body: { notify, mute = 'keep', ...switches } }, { conversations, now }) => {
    const change: { -readonly [Name in keyof OwnSettingsChange]: OwnSettingsChange[Name] } = {}
    for (const name of ['pinned', 'archived', 'hidden'] as const) if (switches[name] !== undefined) change[name] = switches[name] === 'on'
    if (notify !== undefined) change.notify = notify
    if (mute !== 'keep') change.mutedUntil = mutedUntil(mute, now())
    return conversations.choose(viewer.userId, params.id, change)
  },
  leadsTo: ({ params, body: { archived, hidden } }) =>
    archived === 'on' || hidden === 'on' ? PATH : `conversations/${params.id}?side=${OWN_SIDE}&done=saved`,
  refused: 'error-page',
  sentTwice: 'harmless'
})

// To the end of a minute, so that the form sent twice asks for the same.
function mutedUntil (hours: Exclude<MuteFor, 'keep'>, now: number): number | null {
  return hours === 'off' ? null : Math.ceil((now + Number(hours) * HOUR_MS) / MINUTE_MS) * MINUTE_MS
}

/** Leads to the next conversation with something unread; to the list when there is none. */
export const nextUnreadPage = openPage({
  path: '/conversations/next',
  query: { after: Type.Optional(Id) },
  needs: 'anyone',
  async draws ({ page, query: { after = null } }, { conversations }) {
    if (page.viewer === null) return 'signin'
    const next = await conversations.nextUnread(page.viewer.id, after)
    return next === null ? PATH : `conversations/${next}#divider`
  }
})
