import { Type } from 'typebox'
import { GROUP_MAX_MEMBERS, TITLE_MAX_CHARS } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { ReasonError } from '#domain/reasons.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { newGroupPanel } from '#views/conversations/groups.ts'
import { Place, Username } from '#routes/api/schemas.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming } from '#routes/pages/standing.ts'
import { newest } from './list.ts'

/** Buttons that show other contacts and keep what was typed and ticked. Without either of them, the form makes the group. */
const LOOKING = { find: Type.Optional(Type.String({ maxLength: 64 })), more: Type.Optional(Type.String({ maxLength: 64 })) }

function isLooking (body: { readonly find?: string, readonly more?: string }): boolean {
  return body.find !== undefined || body.more !== undefined
}

/** Making a group of one's contacts. */
export const newGroupPage = ownPage({
  path: '/groups/new',
  query: null,
  needs: 'user',
  async draws ({ standing, request, typed, refusal }, services) {
    const { contacts } = services
    const { page: bare } = standing
    const { id } = bare.viewer
    const body = (request.body ?? {}) as { usernames?: unknown, q?: string, after?: string, find?: string }
    const usernames = [body.usernames ?? []].flat().filter(name => typeof name === 'string')
    const q = refusal === null ? body.q ?? '' : ''
    const after = refusal === null && body.find === undefined ? body.after : undefined
    const [chosen, { rows, next }] = await Promise.all([
      usernames.length === 0 ? [] : contacts.contactsNamed(id, usernames),
      contacts.contacts(id, { limit: LIST_PAGE, after }, q)
    ])
    const page = await naming(services, bare, [...chosen, ...rows].map(({ user }) => user))
    // In the reader's language, which sentences of the domain are not.
    const query = q === '' && after === undefined && next === null ? null : q
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: {
        title: page.say('groups.new'),
        stage: newGroupPanel(page, { title: typed('title'), chosen, contacts: rows, next, query, refusal }),
        shows: 'stage'
      }
    }
  },
  forms: [form({
    path: '/groups/new',
    needs: 'user',
    body: {
      title: Type.String({ maxLength: TITLE_MAX_CHARS * 4 }),
      // One ticked box is sent as text, several as a list, none not at all.
      usernames: Type.Optional(Type.Union([Username, Type.Array(Username, { maxItems: GROUP_MAX_MEMBERS })])),
      q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
      after: Type.Optional(Place),
      ...LOOKING
    },
    // All members are told of a group; nobody is told of a search for them.
    limit: body => isLooking(body) ? 'search' : 'announce',
    async does ({ viewer, body, once }, { conversations }) {
      if (isLooking(body)) return null
      const usernames = [body.usernames ?? []].flat()
      if (usernames.length === 0) throw new ReasonError('nobody-chosen', 'usernames')
      return (await conversations.group(viewer.userId, body.title, usernames, once)).conversation
    },
    leadsTo: (_sent, made) => made === null ? null : `conversations/${made.id}#end`,
    refused: 'page',
    sentTwice: 'harmless'
  })]
})
