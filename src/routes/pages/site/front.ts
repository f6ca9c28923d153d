import { Type } from 'typebox'
import { LANGUAGES } from '#domain/account/settings.ts'
import { MODES } from '#domain/account/sessions.ts'
import { BACK_MAX_CHARS, backTo } from '#plugins/addresses.ts'
import { form, openPage, type PageRow } from '#routes/pages/page-row.ts'

/** The page on which the form stood, and to which it leads back. */
const back = Type.String({ default: '', maxLength: BACK_MAX_CHARS })

/** The root, and the two choices that stand on every page. */
export const frontPage = openPage({
  path: '/',
  query: null,
  needs: 'anyone',
  costs: 'own-pace',
  draws: ({ page }, { demo }) => page.viewer !== null ? 'conversations/' : demo === null ? 'signin' : 'demo',
  forms: [
    form({
      path: '/mode',
      needs: 'anyone',
      body: { mode: Type.Union(MODES.map(mode => Type.Literal(mode))), back },
      async does ({ viewer, reply, body: { mode } }, { sessions }) {
        if (viewer === null) reply.keepVisitor({ mode })
        else await sessions.change(viewer.session, { mode })
      },
      leadsTo: ({ body }) => backTo(body.back),
      refused: 'error-page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/language',
      needs: 'anyone',
      body: { language: Type.Union(LANGUAGES.map(language => Type.Literal(language))), back },
      async does ({ viewer, reply, body: { language } }, { accounts }) {
        if (viewer === null) reply.keepVisitor({ language })
        else await accounts.change(viewer.userId, { language })
      },
      leadsTo: ({ body }) => backTo(body.back),
      refused: 'error-page',
      sentTwice: 'harmless'
    })
  ]
})

/** Redirects the address of a folder without the slash at its end to the one with it. */
export function folder (name: string): PageRow {
  return openPage({ path: `/${name}`, query: null, needs: 'anyone', draws: () => `${name}/` })
}
