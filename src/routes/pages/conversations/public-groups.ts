import { Type } from 'typebox'
import { TITLE_MAX_CHARS } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { NOTE_MAX_CHARS } from '#domain/people/contacts.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { findGroupsPanel, publicGroupPanel } from '#views/conversations/groups/public-groups.ts'
import { Id, Place } from '#routes/api/schemas.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { searchLimit } from '#routes/pages/people/contacts.ts'
import { newest } from './list.ts'

/** The search for public groups. */
export const findGroupsPage = ownPage({
  path: '/groups/',
  query: { q: Type.Optional(Type.String({ maxLength: TITLE_MAX_CHARS })), after: Type.Optional(Place) },
  needs: 'user',
  limit: searchLimit,
  async draws ({ standing, query: { q = '', after } }, { publicGroups }) {
    const { page } = standing
    const found = q.trim() === '' ? null : await publicGroups.search(page.viewer.id, q, { limit: LIST_PAGE, after })
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: { title: page.say('groups.find'), stage: findGroupsPanel(page, { query: q, found }), shows: 'stage' }
    }
  }
})

/** A public group, for those who are not in it, and the way into it. */
export const publicGroupPage = ownPage({
  path: '/groups/:id',
  query: null,
  needs: 'user',
  async draws ({ standing, params: { id }, typed, refusal }, { publicGroups }) {
    const { page } = standing
    const group = await publicGroups.one(page.viewer.id, id)
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: { title: group.title, stage: publicGroupPanel(page, { group, refusal, note: typed('note') }), shows: 'stage' }
    }
  },
  forms: [form({
    path: '/groups/:id',
    needs: 'user',
    limit: () => 'contactRequest',
    body: { note: Type.String({ default: '', maxLength: NOTE_MAX_CHARS * 4 }) },
    does: ({ viewer, params, body }, { publicGroups }) => publicGroups.enter(viewer.userId, params.id, body.note),
    leadsTo: ({ params }, entered) => entered.outcome === 'joined' ? `conversations/${params.id}#end` : `groups/${params.id}`,
    refused: 'page',
    sentTwice: 'harmless'
  }), form({
    path: '/groups/:id/withdraw',
    needs: 'user',
    body: { request: Id },
    does: ({ viewer, body }, { groupInvites }) => groupInvites.withdraw(viewer.userId, body.request),
    leadsTo: ({ params }) => `groups/${params.id}`,
    refused: 'error-page',
    sentTwice: 'harmless'
  })]
})
