import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { TIME_ZONE_MAX_CHARS, type Accounts, type Change } from '#domain/account/accounts.ts'
import type { ConnectionTests } from '#domain/connection/connection-tests.ts'
import type { Contacts } from '#domain/people/contacts.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import type { Sessions } from '#domain/account/sessions.ts'
import type { Refused } from '#plugins/pages.ts'
import { browserOf, viewerOf } from '#plugins/session/session.ts'
import { doneText } from '#views/parts/done.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { SECTIONS, sectionName, sectionPanel, settingsColumn, type Section } from '#views/account/settings.ts'
import { emptyStage, shell } from '#views/site/shell.ts'
import { DisplayNameInput, PasswordInput } from '#routes/api/account/account-schemas.ts'
import { closed, Id, Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { takeStanding, type StandingNeeds } from '#routes/pages/standing.ts'

export interface SettingsPagesNeeds extends StandingNeeds {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly contacts: Contacts
  readonly connectionTests: Pick<ConnectionTests, 'maxHoldS'>
}

const Params = closed({ section: Type.Unsafe<Section>(Type.Enum([...SECTIONS])) })
/** A box that is not ticked is not sent. */
const Tick = Type.Optional(Type.Literal('on'))
const LanguageForm = closed({
  language: Type.Union([Type.Literal('en'), Type.Literal('zh'), Type.Literal('')]),
  time_zone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS })
})
/** Where a page of blocks or of browsers begins. */
const SectionQuery = closed({ after: Type.Optional(Place), ...DONE_QUERY })
const PrivacyForm = closed({ findable: Tick, receipts: Tick, presence: Tick, typing: Tick })

/** What one may change about oneself, a section at a time. */
export const settingsPages: FastifyPluginAsyncTypebox<SettingsPagesNeeds> = async (app, needs) => {
  const { accounts, sessions, contacts, connectionTests } = needs

  interface Note { readonly refusal?: string, readonly done?: string | null, readonly after?: string | undefined }

  async function draw (page: OwnPage, section: Section | null, note: Note = {}): Promise<Html> {
    const { live, asking } = await takeStanding(needs, page)
    const at = { limit: LIST_PAGE, after: note.after }
    const stage = section === null
      ? emptyStage(page.say('settings.pick'), page.say('settings.pick-text'))
      : sectionPanel(page, {
        section,
        refusal: note.refusal ?? null,
        done: note.done ?? null,
        sessions: section === 'sessions' ? await sessions.list(page.viewer.id, 'cookie', at) : null,
        blocks: section === 'privacy' ? await contacts.blocks(page.viewer.id, at) : null,
        mostHoldS: connectionTests.maxHoldS
      })
    const title = section === null ? page.say('settings.title') : sectionName(page, section)
    return shell(page, {
      area: 'settings',
      list: settingsColumn(page, { open: section, isTop: section === null }),
      live,
      asking,
      middle: { title, stage, shows: section === null ? 'list' : 'stage' }
    })
  }

  function refusedIn (section: Section): { refused: Refused } {
    return { refused: async ({ text }, _request, reply) => await draw(reply.ownPage(), section, { refusal: text }) }
  }

  app.get('/settings/', async (_request, reply) => reply.html(await draw(reply.ownPage(), null)))

  app.get('/settings/:section', { schema: { params: Params, querystring: SectionQuery } }, async (request, reply) => {
    const page = reply.ownPage()
    if (request.params.section === 'sessions') browserOf(request)
    const { done, after } = request.query
    return reply.html(await draw(page, request.params.section, { done: doneText(page, done), after }))
  })

  app.post('/settings/profile', {
    preHandler: app.limits.announce, schema: { body: closed({ display_name: DisplayNameInput }) }, config: refusedIn('profile')
  }, async (request, reply) => {
    await accounts.change(viewerOf(request).userId, { displayName: request.body.display_name })
    return reply.seeOther('settings/profile?done=saved')
  })

  app.post('/settings/language', { schema: { body: LanguageForm }, config: refusedIn('language') }, async (request, reply) => {
    const { language, time_zone: timeZone } = request.body
    await accounts.change(viewerOf(request).userId, { language: language || null, timeZone: timeZone || null })
    return reply.seeOther('settings/language?done=saved')
  })

  app.post('/settings/writing', {
    schema: { body: closed({ enter: Type.Union([Type.Literal('send'), Type.Literal('break')]) }) }, config: refusedIn('writing')
  }, async (request, reply) => {
    await accounts.change(viewerOf(request).userId, { enterSends: request.body.enter === 'send' })
    return reply.seeOther('settings/writing?done=saved')
  })

  app.post('/settings/privacy', {
    preHandler: app.limits.announce, schema: { body: PrivacyForm }, config: refusedIn('privacy')
  }, async (request, reply) => {
    const { findable, receipts, presence, typing } = request.body
    const change: Change = { findable: findable === 'on', receipts: receipts === 'on', presence: presence === 'on', typing: typing === 'on' }
    await accounts.change(viewerOf(request).userId, change)
    return reply.seeOther('settings/privacy?done=saved')
  })

  app.post('/settings/password', {
    preHandler: app.limits.changePassword,
    schema: { body: closed({ current: PasswordInput, wanted: PasswordInput }) },
    config: refusedIn('password')
  }, async (request, reply) => {
    const { account, session } = browserOf(request)
    const { current, wanted } = request.body
    await accounts.changePassword(account, session.id, current, wanted, { address: request.ip, mark: request.carried.mark })
    return reply.seeOther('settings/password?done=password')
  })

  app.post('/settings/sessions/:id/end', { schema: { params: closed({ id: Id }), body: closed({}) }, config: refusedIn('sessions') }, async (request, reply) => {
    const { userId, session } = browserOf(request)
    if (request.params.id === session.id) {
      await reply.endSession()
      return reply.seeOther('signin')
    }
    await sessions.end(userId, request.params.id, 'cookie')
    return reply.seeOther('settings/sessions?done=session')
  })
}
