import { Type } from 'typebox'
import { labelsPanel } from '#views/people/labels.ts'
import { LabelNameInput } from '#routes/api/people/labels.ts'
import { Id } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { withContacts } from './contacts.ts'

/** One's labels of contacts. */
export const labelsPage = ownPage({
  path: '/labels/',
  query: DONE_QUERY,
  needs: 'user',
  async draws ({ standing, refusal, typed, done }, services) {
    const labels = await services.labels.list(standing.page.viewer.id)
    return await withContacts(services, standing, {}, {
      listing: {},
      title: standing.page.say('labels.title'),
      stage: labelsPanel(standing.page, { labels, refusal, typed, done })
    })
  },
  forms: [
    form({
      path: '/labels/',
      needs: 'user',
      body: { name: LabelNameInput },
      does: ({ viewer, body, once }, { labels }) => labels.make(viewer.userId, body.name, once),
      leadsTo: () => 'labels/?done=saved',
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/labels/:id',
      needs: 'user',
      body: { new_name: LabelNameInput, of: Type.Optional(Id) },
      names: { name: 'new_name' },
      does: ({ viewer, params, body }, { labels }) => labels.change(viewer.userId, params.id, { name: body.new_name }),
      leadsTo: () => 'labels/?done=saved',
      refused: 'page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/labels/:id/move',
      needs: 'user',
      body: { place: Type.String({ pattern: '^[0-9]{1,2}$' }) },
      does: ({ viewer, params, body }, { labels }) => labels.change(viewer.userId, params.id, { place: Number(body.place) }),
      leadsTo: () => 'labels/',
      refused: 'page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/labels/:id/delete',
      needs: 'user',
      body: {},
      does: ({ viewer, params }, { labels }) => labels.remove(viewer.userId, params.id),
      leadsTo: () => 'labels/?done=label-deleted',
      refused: 'page',
      sentTwice: 'same-answer'
    })
  ]
})
