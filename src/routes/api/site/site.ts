import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { LANGUAGES, TIME_ZONE_MAX_CHARS } from '#domain/account/settings.ts'
import { notFound } from '#domain/errors.ts'
import { WindowSchema } from '#domain/messages/change-windows.ts'
import { SIGN_UP_MODES, SITE_NAME_MAX_CHARS, type Site, type SiteService } from '#domain/site/site.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { closed } from '#routes/api/schemas.ts'

const fields = {
  name: Type.String({ maxLength: SITE_NAME_MAX_CHARS * 4 }),
  signUp: Type.Enum([...SIGN_UP_MODES]),
  language: Type.Enum([...LANGUAGES]),
  timeZone: Type.String({ maxLength: TIME_ZONE_MAX_CHARS }),
  editWindowS: WindowSchema,
  recallWindowS: WindowSchema,
  publicGroups: Type.Boolean()
}
const SiteAnswer = closed({ site: closed(fields, 'Site') })

function told ({ name, signUp, language, timeZone, editWindowS, recallWindowS, publicGroups }: Site) {
  return { site: { name, signUp, language, timeZone, editWindowS, recallWindowS, publicGroups } }
}

/** The site's policy: for everybody to read, for admins to change. */
export const siteRoutes: FastifyPluginAsyncTypebox<{ site: SiteService }> = async (app, { site }) => {
  app.get('/site', {
    schema: { summary: 'The site’s policy. A window is the time after sending, in seconds: 0 is never, null is without end.', response: { 200: SiteAnswer } }
  }, async request => {
    viewerOf(request)
    return told(site.get())
  })

  app.patch('/site', {
    schema: {
      summary: 'Change the site’s policy; for admins. Missing fields stay as they are.',
      body: Type.Partial(closed(fields), { additionalProperties: false }),
      response: { 200: SiteAnswer }
    }
  }, async request => {
    if (!viewerOf(request).account.isAdmin) throw notFound('page')
    return told(await site.change(request.body))
  })
}
