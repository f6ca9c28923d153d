import { Type } from 'typebox'
import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { OwnSettingsChange } from '#domain/conversations/own-settings.ts'
import { NOTIFY_CHOICES, OWN_SIDE, type NotifyChoice } from '#views/conversations/own-settings.ts'
import { BACK_MAX_CHARS, backTo } from '#plugins/addresses.ts'
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
    pinned: Switch,
    archived: Switch,
    hidden: Switch,
    notify: Type.Optional(Type.Enum([...NOTIFY_CHOICES])),
    /** Another page with this form, which it leads back to. */
    back: Type.Optional(Type.String({ maxLength: BACK_MAX_CHARS }))
  },
  async does ({ viewer, params, body: { notify = 'keep', back: _back, ...switches } }, { conversations, now }) {
    const change: { -readonly [Name in keyof OwnSettingsChange]: OwnSettingsChange[Name] } = {}
    for (const name of ['pinned', 'archived', 'hidden'] as const) if (switches[name] !== undefined) change[name] = switches[name] === 'on'
    const before = await conversations.one(viewer.userId, params.id)
    return await conversations.choose(viewer.userId, params.id, { ...change, ...notifyChange(notify, before.notify, now()) })
  },
  leadsTo: ({ params, body: { archived, hidden, back = '' } }) =>
    backTo(back) || (archived === 'on' || hidden === 'on' ? PATH : `conversations/${params.id}?side=${OWN_SIDE}&done=saved`),
  refused: 'error-page',
  sentTwice: 'harmless'
})

// To the end of a minute, so that the form sent twice asks for the same. When it is over, what was chosen before counts again.
function notifyChange (choice: NotifyChoice, before: ConversationSummary['notify'], now: number): OwnSettingsChange {
  if (choice === 'keep') return {}
  if (choice === 'all' || choice === 'mentions' || choice === 'none') return { notify: choice, mutedUntil: null }
  const mutedUntil = Math.ceil((now + Number(choice.slice('none-'.length)) * HOUR_MS) / MINUTE_MS) * MINUTE_MS
  return { notify: before === 'none' ? 'all' : before, mutedUntil }
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
