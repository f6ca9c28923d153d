import { Type } from 'typebox'
import { monthAfter, MONTH_PATTERN, SHELVES } from '#domain/files/gallery.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { QUERY_MAX_CHARS } from '#domain/messages/search/search.ts'
import { galleryPanel, type GalleryShown, type Tab } from '#views/files/gallery.ts'
import { inGroup } from '#views/parts/names.ts'
import { Place } from '#routes/api/schemas.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { naming, nicknaming } from '#routes/pages/standing.ts'

interface Asked {
  readonly kind: Tab
  readonly month: string | undefined
  readonly q: string
  readonly after: string | undefined
  readonly timeZone: string
}

/** The pictures, files, voice messages and links of a conversation. */
export const galleryPage = ownPage({
  path: '/conversations/:id/files',
  query: {
    kind: Type.Optional(Type.Unsafe<Tab>(Type.Enum([...SHELVES, 'links']))),
    month: Type.Optional(Type.String({ pattern: MONTH_PATTERN })),
    q: Type.Optional(Type.String({ maxLength: QUERY_MAX_CHARS })),
    after: Type.Optional(Place)
  },
  needs: 'conversation',
  async draws ({ standing, params: { id }, query: { kind = 'pictures', month, q = '', after } }, services) {
    const { viewer } = standing.page
    const timeZone = viewer.settings.timeZone ?? services.site.get().timeZone
    const [conversation, found] = await Promise.all([
      services.conversations.one(viewer.id, id), find(services, viewer.id, id, { kind, month, q: q.trim(), after, timeZone })
    ])
    const people = [...found.files.map(({ sender }) => sender), ...peopleIn(found.hits.map(({ message }) => message))]
    const page = await nicknaming(services, await naming(services, standing.page, people), [conversation])
    const beside = month === undefined ? null : { earlier: monthAfter(month, -1), later: monthAfter(month, 1) }
    const shown = { conversation, tab: kind, month: month ?? null, beside, query: q.trim(), ...found }
    return withConversations({ ...standing, page }, id, {
      title: page.say('files.gallery'), stage: galleryPanel(inGroup(page, id), shown), shows: 'stage'
    })
  }
})

async function find (
  { gallery, search }: PageServices, userId: string, conversationId: string, { kind, q, after, ...asked }: Asked
): Promise<Pick<GalleryShown, 'files' | 'hits' | 'next'>> {
  if (kind !== 'links') {
    const { rows, next } = await gallery.files(userId, conversationId, { ...asked, shelf: kind, query: q, limit: LIST_PAGE, after })
    return { files: rows, hits: [], next }
  }
  const request = { query: q, conversationId, hasLink: true, after }
  if (search.refusalOf(request) !== null) return { files: [], hits: [], next: null }
  const { hits, next } = await search.messages(userId, request)
  return { files: [], hits, next }
}
