import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Conversations } from '#domain/conversations.ts'
import { GROUP_MAX_MEMBERS, TITLE_MAX_CHARS } from '#domain/conversations.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session.ts'
import { conversationColumn as listColumn } from '#views/conversations.ts'
import { newGroupPanel, type NewGroup } from '#views/groups.ts'
import type { Html } from '#views/html.ts'
import type { OwnPage } from '#views/page.ts'
import { shell } from '#views/shell.ts'
import { closed, Username } from '../schemas.ts'
import { takeStanding, type StandingNeeds } from './standing.ts'

// One box ticked is sent as text, several as a list, none not at all.
const Form = closed({
  title: Type.String({ maxLength: TITLE_MAX_CHARS * 4 }),
  usernames: Type.Optional(Type.Union([Username, Type.Array(Username, { maxItems: GROUP_MAX_MEMBERS })]))
})

/** Making a group of one's contacts. */
export const groupPages: FastifyPluginAsyncTypebox<StandingNeeds & { conversations: Conversations }> = async (app, needs) => {
  async function draw (bare: OwnPage, typed: Omit<NewGroup, 'contacts'>): Promise<Html> {
    const { page, contacts, conversations, live, asking } = await takeStanding(needs, bare)
    return shell(page, {
      area: 'conversations',
      list: listColumn(page, { conversations, next: null, isTop: false }),
      live,
      asking,
      middle: { title: page.say('groups.new'), stage: newGroupPanel(page, { contacts, ...typed }), shows: 'stage' }
    })
  }

  const again: Refused = async ({ text }, request, reply) => {
    const usernames = (request.body as { usernames?: unknown } | null)?.usernames
    const chosen = [usernames ?? []].flat().filter(name => typeof name === 'string')
    return await draw(reply.ownPage(), { title: field(request, 'title'), chosen, refusal: text })
  }

  app.get('/groups/new', async (_request, reply) => reply.html(await draw(reply.ownPage(), { title: '', chosen: [], refusal: null })))

  app.post('/groups/new', { preHandler: app.limits.announce, schema: { body: Form }, config: { refused: again } }, async (request, reply) => {
    const { title, usernames = [] } = request.body
    const { conversation } = await needs.conversations.group(viewerOf(request).userId, title, [usernames].flat())
    return reply.seeOther(`conversations/${conversation.id}#end`)
  })
}
