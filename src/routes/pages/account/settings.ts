import { Type } from 'typebox'
import type { Change } from '#domain/account/accounts.ts'
import { TIME_ZONE_MAX_CHARS } from '#domain/account/settings.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { browserOf } from '#plugins/session/session.ts'
import { sectionName, sectionPanel, settingsColumn, type Section } from '#views/account/settings.ts'
import { emptyStage } from '#views/site/shell.ts'
import { DisplayNameInput, PasswordInput } from '#routes/api/account/account-schemas.ts'
import { Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'

/** A box that is not ticked is not sent. */
const Tick = Type.Optional(Type.Literal('on'))

/** The list of sections. */
export const settingsPage = ownPage({
  path: '/settings/',
  query: null,
  needs: 'user',
  draws: ({ standing: { page } }) => ({
    page,
    area: 'settings',
    list: settingsColumn(page, { open: null, isTop: true }),
    middle: {
      title: page.say('settings.title'), stage: emptyStage(page.say('settings.pick'), page.say('settings.pick-text')), shows: 'list'
    }
  })
})

/** A refused form draws its section again. */
function inSection (section: Section) {
  return { draws: () => ({ params: { section } }) }
}

/** One section of what users may change about themselves. */
export const settingsSectionPage = ownPage({
  path: '/settings/:section',
  /** Where a page of blocks or of browsers begins. */
  query: { after: Type.Optional(Place), ...DONE_QUERY },
  needs: 'user',
  async draws ({ standing: { page }, request, params: { section }, query: { after }, refusal, done }, services) {
    if (section === 'sessions') browserOf(request)
    const { sessions, contacts, connectionTests } = services
    const at = { limit: LIST_PAGE, after }
    const stage = sectionPanel(page, {
      section,
      refusal: refusal?.text ?? null,
      done,
      sessions: section === 'sessions' ? await sessions.list(page.viewer.id, 'cookie', at) : null,
      blocks: section === 'privacy' ? await contacts.blocks(page.viewer.id, at) : null,
      mostHoldS: connectionTests.maxHoldS
    })
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: section, isTop: false }),
      middle: { title: sectionName(page, section), stage, shows: 'stage' }
    }
  },
  forms: [
    form({
      path: '/settings/profile',
      needs: 'user',
      limit: () => 'announce',
      body: { display_name: DisplayNameInput },
      does: ({ viewer, body }, { accounts }) => accounts.change(viewer.userId, { displayName: body.display_name }),
      leadsTo: () => 'settings/profile?done=saved',
      refused: inSection('profile'),
      sentTwice: 'harmless'
    }),
    form({
      path: '/settings/language',
      needs: 'user',
      body: {
        language: Type.Union([Type.Literal('en'), Type.Literal('zh'), Type.Literal('')]),
        time_zone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
      },
      does: ({ viewer, body: { language, time_zone: timeZone } }, { accounts }) =>
        accounts.change(viewer.userId, { language: language || null, timeZone: timeZone || null }),
      leadsTo: () => 'settings/language?done=saved',
      refused: inSection('language'),
      sentTwice: 'harmless'
    }),
    form({
      path: '/settings/writing',
      needs: 'user',
      body: { enter: Type.Union([Type.Literal('send'), Type.Literal('break')]) },
      does: ({ viewer, body }, { accounts }) => accounts.change(viewer.userId, { enterSends: body.enter === 'send' }),
      leadsTo: () => 'settings/writing?done=saved',
      refused: inSection('writing'),
      sentTwice: 'harmless'
    }),
    form({
      path: '/settings/privacy',
      needs: 'user',
      limit: () => 'announce',
      body: { findable: Tick, receipts: Tick, presence: Tick, typing: Tick },
      async does ({ viewer, body: { findable, receipts, presence, typing } }, { accounts }) {
        const change: Change = { findable: findable === 'on', receipts: receipts === 'on', presence: presence === 'on', typing: typing === 'on' }
        await accounts.change(viewer.userId, change)
      },
      leadsTo: () => 'settings/privacy?done=saved',
      refused: inSection('privacy'),
      sentTwice: 'harmless'
    }),
    form({
      path: '/settings/password',
      needs: 'browser',
      limit: () => 'changePassword',
      body: { current: PasswordInput, wanted: PasswordInput },
      does: ({ viewer: { account, session }, request, body: { current, wanted } }, { accounts }) =>
        accounts.changePassword(account, session.id, current, wanted, { address: request.ip, mark: request.carried.mark }),
      leadsTo: () => 'settings/password?done=password',
      refused: inSection('password'),
      sentTwice: 'same-answer'
    }),
    form({
      path: '/settings/sessions/:id/end',
      needs: 'browser',
      body: {},
      async does ({ viewer: { userId, session }, reply, params: { id } }, { sessions }) {
        if (id === session.id) await reply.endSession()
        else await sessions.end(userId, id, 'cookie')
      },
      leadsTo: ({ viewer, params }) => params.id === viewer.session.id ? 'signin' : 'settings/sessions?done=session',
      refused: inSection('sessions'),
      sentTwice: 'same-answer'
    })
  ]
})
