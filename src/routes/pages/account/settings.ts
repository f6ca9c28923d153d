import { Type } from 'typebox'
import { SETTING_SECTIONS, settingFields, type SettingSection } from '#domain/account/settings.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { browserOf } from '#plugins/session/session.ts'
import { sectionName, sectionPanel, settingsColumn, type Section } from '#views/account/settings.ts'
import { emptyStage } from '#views/site/shell.ts'
import { AboutInput, DisplayNameInput, PasswordInput } from '#routes/api/account/account-schemas.ts'
import { Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { accountForms, ownDataOf } from './own-data.ts'
import { settingsForm } from './setting-forms.ts'

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

/** The form of a section that is made of settings. */
function savedIn (section: SettingSection) {
  const { body, changeOf, tellsContacts } = settingsForm(section)
  return form({
    path: `/settings/${section}`,
    needs: 'user',
    limit: () => tellsContacts ? 'announce' : null,
    body,
    does: ({ viewer, body }, { accounts }) => accounts.change(viewer.userId, changeOf(body)),
    leadsTo: () => `settings/${section}?done=saved`,
    refused: inSection(section),
    sentTwice: 'harmless'
  })
}

/** One section of what users may change about themselves. */
export const settingsSectionPage = ownPage({
  path: '/settings/:section',
  /** Where a page of blocks or of browsers begins. */
  query: { after: Type.Optional(Place), ...DONE_QUERY },
  needs: 'user',
  async draws ({ standing: { page }, request, params: { section }, query: { after }, refusal, typed, done }, services) {
    if (section === 'sessions') browserOf(request)
    const { sessions, contacts, connectionTests } = services
    const at = { limit: LIST_PAGE, after }
    const stage = sectionPanel(page, {
      section,
      refusal,
      typed,
      done,
      fields: settingFields(section),
      sessions: section === 'sessions' ? await sessions.list(page.viewer.id, 'cookie', at) : null,
      blocks: section === 'privacy' ? await contacts.blocks(page.viewer.id, at) : null,
      ownData: section === 'account' ? await ownDataOf(page.viewer.id, services) : null,
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
      body: { display_name: DisplayNameInput, about: Type.Optional(AboutInput) },
      does: ({ viewer, body }, { accounts }) => accounts.change(viewer.userId, { displayName: body.display_name, about: body.about }),
      leadsTo: () => 'settings/profile?done=saved',
      refused: inSection('profile'),
      sentTwice: 'harmless'
    }),
    ...SETTING_SECTIONS.map(savedIn),
    form({
      path: '/settings/password',
      needs: 'browser',
      limit: () => 'changePassword',
      body: { current: PasswordInput, wanted: PasswordInput },
      does: ({ viewer: { account, session }, request, body: { current, wanted }, once }, { accounts }) =>
        accounts.changePassword(account, session.id, current, wanted, { address: request.ip, mark: request.carried.mark }, once),
      again () {},
      leadsTo: () => 'settings/password?done=password',
      names: { password: 'wanted' },
      refused: inSection('password'),
      sentTwice: 'same-answer'
    }),
    ...accountForms,
    form({
      path: '/settings/sessions/end-others',
      needs: 'browser',
      body: {},
      does: ({ viewer }, { sessions }) => sessions.endOthers(viewer),
      leadsTo: () => 'settings/sessions?done=elsewhere',
      refused: inSection('sessions'),
      sentTwice: 'harmless'
    }),
    form({
      path: '/settings/sessions/:id/end',
      needs: 'browser',
      body: {},
      async does ({ viewer: { userId, session }, reply, params: { id }, once }, { sessions }) {
        if (id === session.id) await reply.endSession()
        else await sessions.end(userId, id, 'cookie', once)
      },
      again () {},
      leadsTo: ({ viewer, params }) => params.id === viewer.session.id ? 'signin' : 'settings/sessions?done=session',
      refused: inSection('sessions'),
      sentTwice: 'same-answer'
    })
  ]
})
