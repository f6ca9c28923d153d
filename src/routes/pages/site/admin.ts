import { Type } from 'typebox'
import { FORMER_MESSAGES } from '#domain/account/deletions.ts'
import { INVITE_DAYS } from '#domain/account/invites.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { SIGN_UP_MODES } from '#domain/site/site.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { settingsColumn } from '#views/account/settings.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { readyPanel, sitePanel } from '#views/site/admin.ts'
import { LATER_FIELDS, PUBLIC_GROUPS, SITE_FIELDS, windowField, windowOf } from './site-fields.ts'

/** A number in a form; the domain knows its bounds. */
const Whole = Type.String({ pattern: '^\\d{1,6}$' })

/** The site's policy and its invites, for admins. */
export const sitePage = ownPage({
  path: '/admin/site',
  /** Where a page of invites begins. */
  query: { after: Type.Optional(Place), ...DONE_QUERY },
  needs: 'admin',
  async draws ({ standing: { page }, request, query: { after }, typed, refusal, done }, { site, invites, baseUrl }) {
    const { name, signUp, signUpSetBy, language, timeZone, formerMessages, editWindowS, recallWindowS, publicGroups } = site.get()
    const stage = sitePanel(page, {
      siteName: typed('site_name') || name,
      signUp: signUpSetBy === null ? SIGN_UP_MODES.find(mode => mode === typed('sign_up')) ?? signUp : signUp,
      signUpSetBy,
      language: typed('language') || language,
      timeZone: typed('time_zone') || timeZone,
      editWindow: typed('edit_window') || windowField(editWindowS),
      recallWindow: typed('recall_window') || windowField(recallWindowS),
      formerMessages: FORMER_MESSAGES.find(fate => fate === typed('former_messages')) ?? formerMessages,
      publicGroups: PUBLIC_GROUPS.find(choice => choice === typed('public_groups')) ?? (publicGroups ? 'on' : 'off'),
      invites: await invites.list({ limit: LIST_PAGE, after }),
      uses: Number(typed('uses') || 1),
      days: Number(typed('days') || INVITE_DAYS),
      address: siteAddress(request, baseUrl),
      refusal,
      done
    })
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'site', isTop: false }),
      middle: { title: page.say('admin.title'), stage, shows: 'stage' }
    }
  },
  forms: [
    form({
      path: '/admin/site',
      needs: 'admin',
      body: { ...SITE_FIELDS, ...LATER_FIELDS },
      does: ({ body }, { site }) => site.change({
        name: body.site_name,
        signUp: body.sign_up,
        language: body.language,
        timeZone: body.time_zone,
        formerMessages: body.former_messages,
        publicGroups: body.public_groups === undefined ? undefined : body.public_groups === 'on',
        editWindowS: windowOf(body.edit_window),
        recallWindowS: windowOf(body.recall_window)
      }),
      names: { name: 'site_name' },
      leadsTo: () => 'admin/site?done=saved',
      refused: 'page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/admin/site/invites',
      needs: 'admin',
      body: { uses: Whole, days: Whole },
      async does ({ viewer, body, once }, { invites }) {
        await invites.make(viewer.userId, { uses: Number(body.uses), days: Number(body.days) }, once)
      },
      again () {},
      leadsTo: () => 'admin/site?done=invited#invites',
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/admin/site/invites/:id/revoke',
      needs: 'admin',
      body: {},
      does: ({ params }, { invites }) => invites.revoke(params.id),
      leadsTo: () => 'admin/site?done=revoked#invites',
      refused: 'page',
      sentTwice: 'same-answer'
    })
  ]
})

/** The last step of the first run, which leads to it. */
export const readyPage = ownPage({
  path: '/admin/ready',
  query: null,
  needs: 'admin',
  async draws ({ standing, request }, { site, invites, baseUrl }) {
    const { page } = standing
    const { signUp, signUpSetBy } = site.get()
    const { rows } = await invites.list({ limit: LIST_PAGE })
    const invite = rows.find(one => one.isUsable && one.code !== null) ?? null
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: {
        title: page.say('admin.ready', { site: page.siteName }),
        stage: readyPanel(page, { signUp, signUpSetBy, invite, address: siteAddress(request, baseUrl) }),
        shows: 'stage'
      }
    }
  }
})
