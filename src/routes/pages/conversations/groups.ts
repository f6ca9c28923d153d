import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Contacts } from '#domain/people/contacts.ts'
import type { Conversations } from '#domain/conversations/conversations.ts'
import { GROUP_MAX_MEMBERS, TITLE_MAX_CHARS } from '#domain/conversations/conversations.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { readerOf } from '#plugins/reading.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { conversationColumn as listColumn } from '#views/conversations/conversations.ts'
import { newGroupPanel } from '#views/conversations/groups.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { shell } from '#views/site/shell.ts'
import { closed, Place, Username } from '#routes/api/schemas.ts'
import { takeStanding, type StandingNeeds } from '#routes/pages/standing.ts'

/** Buttons that show other contacts and keep what was typed and ticked. Sent without either, the form makes the group. */
const LOOKING = { find: Type.Optional(Type.String({ maxLength: 64 })), more: Type.Optional(Type.String({ maxLength: 64 })) }
// One box ticked is sent as text, several as a list, none not at all.
const Form = closed({
  title: Type.String({ maxLength: TITLE_MAX_CHARS * 4 }),
  usernames: Type.Optional(Type.Union([Username, Type.Array(Username, { maxItems: GROUP_MAX_MEMBERS })])),
  q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
  after: Type.Optional(Place),
  ...LOOKING
})

interface GroupPagesNeeds extends StandingNeeds {
  readonly conversations: Conversations
  readonly contacts: Contacts
}

interface Typed {
  readonly title: string
  readonly usernames: readonly string[]
  readonly q?: string | undefined
  readonly after?: string | undefined
  readonly refusal?: string | null
}

/** Making a group of one's contacts. */
export const groupPages: FastifyPluginAsyncTypebox<GroupPagesNeeds> = async (app, needs) => {
  const { contacts } = needs

  async function draw (bare: OwnPage, { title, usernames, q = '', after, refusal = null }: Typed): Promise<Html> {
    const { page, conversations, live, asking } = await takeStanding(needs, bare)
    const { id } = page.viewer
    const [chosen, { rows, next }] = await Promise.all([
      usernames.length === 0 ? [] : contacts.contactsNamed(id, usernames),
      contacts.contacts(id, { limit: LIST_PAGE, after }, q)
    ])
    const query = q === '' && after === undefined && next === null ? null : q
    return shell(page, {
      area: 'conversations',
      list: listColumn(page, { conversations, next: null, isTop: false }),
      live,
      asking,
      middle: {
        title: page.say('groups.new'),
        stage: newGroupPanel(page, { title, chosen, contacts: rows, next, query, refusal }),
        shows: 'stage'
      }
    })
  }

  function isLooking (body: unknown): boolean {
    return Object.keys(LOOKING).some(name => (body as Readonly<Record<string, unknown>> | null)?.[name] !== undefined)
  }

  const again: Refused = async ({ text }, request, reply) => {
    const chosen = (request.body as { usernames?: unknown } | null)?.usernames
    const usernames = [chosen ?? []].flat().filter(name => typeof name === 'string')
    return await draw(reply.ownPage(), { title: field(request, 'title'), usernames, refusal: text })
  }

  app.get('/groups/new', async (_request, reply) => reply.html(await draw(reply.ownPage(), { title: '', usernames: [] })))

  app.post('/groups/new', { preHandler: counted, schema: { body: Form }, config: { refused: again } }, async (request, reply) => {
    const { title, usernames = [], q, after, find } = request.body
    const chosen = [usernames].flat()
    if (isLooking(request.body)) {
      const typed = { title, usernames: chosen, q, after: find === undefined ? after : undefined }
      // A form's answer is a redirect as a rule, so that forms have no turn of their own.
      return reply.html(await app.reading.run(readerOf(request), () => draw(reply.ownPage(), typed)))
    }
    const { conversation } = await needs.conversations.group(viewerOf(request).userId, title, chosen)
    return reply.seeOther(`conversations/${conversation.id}#end`)
  })

  // A group is told to all its members; looking for them is told to nobody.
  async function counted (request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const limit = isLooking(request.body) ? app.limits.search : app.limits.announce
    await limit.call(app, request, reply)
  }
}
