import { deviceLinkHash } from '#domain/account/device-links.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { devicePanel, linkPage as drawLink } from '#views/account/device-links.ts'
import { settingsColumn } from '#views/account/settings.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, openPage, ownPage } from '#routes/pages/page-row.ts'

/** Links that sign in another device, with their QR codes. */
export const devicePage = ownPage({
  path: '/settings/device',
  query: DONE_QUERY,
  needs: 'browser',
  async draws ({ standing: { page }, request, refusal, done }, { deviceLinks, baseUrl }) {
    const links = await deviceLinks.list(page.viewer.id, await request.cookieToken())
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'sessions', isTop: false }),
      middle: {
        title: page.say('device.title'), stage: devicePanel(page, { links, address: siteAddress(request, baseUrl), refusal, done }), shows: 'stage'
      }
    }
  },
  forms: [
    form({
      path: '/settings/device',
      needs: 'browser',
      body: {},
      does: async ({ viewer, request }, { deviceLinks }) => await deviceLinks.make(viewer, await request.cookieToken()),
      leadsTo: () => 'settings/device?done=link-made',
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/settings/device/:id/revoke',
      needs: 'browser',
      body: {},
      does: ({ viewer, params }, { deviceLinks }) => deviceLinks.revoke(viewer.userId, params.id),
      leadsTo: () => 'settings/device?done=link-revoked',
      refused: 'error-page',
      sentTwice: 'same-answer'
    })
  ]
})

/** The page of a link. Programs that look at links for a preview open it as well, so only its button signs in. */
export const linkPage = openPage({
  path: '/link/:link',
  query: null,
  needs: 'anyone',
  draws: async ({ page, request, params: { link: code }, refusal }, { deviceLinks }) => drawLink(page, {
    code, found: await deviceLinks.find(code), userAgent: request.headers['user-agent'] ?? '', refusal
  }),
  forms: [form({
    path: '/link/:link',
    needs: 'anyone',
    isDoor: true,
    body: {},
    async does ({ viewer, reply, params: { link: code } }, { deviceLinks }) {
      const { account } = await deviceLinks.find(code)
      if (viewer?.userId !== account.id) await reply.startSession(account, { link: deviceLinkHash(code) })
    },
    leadsTo: () => 'conversations/',
    refused: 'error-page',
    sentTwice: 'same-answer'
  })]
})
