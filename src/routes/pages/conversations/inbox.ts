import { Type } from 'typebox'
import { SNAPSHOT_CONVERSATIONS } from '#domain/conversations/conversations.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { hits } from '#views/conversations/finding.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { Username } from '#routes/api/schemas.ts'
import { HELD_QUERY, type HeldQuery } from '#routes/delivery/held-address.ts'
import { showsList } from '#routes/delivery/shows.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { FIRST_PAGE, seeingRows, type Shown, type Standing } from '#routes/pages/standing.ts'
import { BY_HAND_QUERY } from './by-hand-query.ts'
import { bare, heldList, listed, newest, PATH } from './list.ts'

/** The list of conversations. A script keeps it up to date; without script it comes back by itself, or is asked for by hand. */
export const inboxPage = ownPage({
  path: '/conversations/',
  query: {
    /** A search in the chats; empty for its field alone. */
    q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
    after: Type.Optional(Type.String({ maxLength: 256 })),
    /** The list of archived conversations. */
    archived: Type.Optional(Type.Literal('1')),
    ...HELD_QUERY,
    ...BY_HAND_QUERY
  },
  needs: 'user',
  async waits ({ request, reply, viewer: { session: { id, mode } }, query }, services) {
    const { q, after, archived, wait, new: _unique, ...held } = query
    if (after !== undefined || q !== undefined || archived !== undefined) return null
    // A browser that was seen to follow in a frame follows here as well; a text browser is never sent on by itself.
    if (mode === 'frame' || (mode === 'live' && services.feeds.loadsFrames(id))) {
      return await services.answerHeld(request, reply, held as HeldQuery, heldList(services))
    }
    return wait === undefined ? null : await services.waitByHand(request, reply, wait, showsList)
  },
  fragments: {
    async hits ({ page, query: { q, after } }, services) {
      const { page: seen, search } = await searched(services, page, q ?? '', after)
      return hits(seen, search)
    }
  },
  async draws ({ standing, query: { q, after, archived }, came }, services) {
    if (archived !== undefined) return await archivedOnes(services, standing, after)
    if (q !== undefined) {
      const { page, search } = await searched(services, bare(standing.page), q, after)
      return listed(page, { ...newest(standing), search })
    }
    if (after !== undefined) return await older(services, standing, after)
    const byHand = { path: PATH, cursor: standing.live.cursor, unique: services.newId(), came }
    return listed(bare(standing.page), { ...newest(standing), byHand })
  },
  forms: [
    form({
      path: '/conversations/',
      needs: 'user',
      body: { username: Username },
      does: ({ viewer, body }, { conversations }) => conversations.direct(viewer.userId, body.username),
      leadsTo: (_sent, { conversation }) => `conversations/${conversation.id}#end`,
      refused: 'error-page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/conversations/read',
      needs: 'user',
      body: {},
      does: ({ viewer }, { conversations }) => conversations.readAll(viewer.userId),
      leadsTo: () => PATH,
      refused: 'error-page',
      sentTwice: 'harmless',
      // The rows of a live page change by events.
      isSilent: true
    })
  ]
})

async function searched (services: PageServices, page: OwnPage, query: string, after: string | undefined) {
  const found = await services.conversations.find(page.viewer.id, query, page.say('conversations.self'), after)
  return { page: await seeingRows(services, page, found.conversations), search: { query, ...found } }
}

async function archivedOnes (services: PageServices, { page }: Standing, after: string | undefined): Promise<Shown> {
  const found = await services.conversations.list(page.viewer.id, { limit: SNAPSHOT_CONVERSATIONS, archived: true, after })
  const { conversations, next } = found
  return listed(await seeingRows(services, page, conversations), { conversations, next, isArchive: true })
}

async function older (services: PageServices, { page }: Standing, after: string): Promise<Shown> {
  const { conversations } = services
  const { id } = page.viewer
  const from = after === FIRST_PAGE ? (await conversations.list(id, { limit: SNAPSHOT_CONVERSATIONS })).next : after
  const found = await conversations.list(id, { limit: SNAPSHOT_CONVERSATIONS, ...from === null ? {} : { after: from } })
  return listed(await seeingRows(services, page, found.conversations), found)
}
