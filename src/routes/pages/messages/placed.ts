import { Type } from 'typebox'
import { LIST_PAGE, type Listed } from '#domain/lists.ts'
import type { Message } from '#domain/messages/messages.ts'
import { peopleIn } from '#domain/messages/quotes.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'
import { placedPanel, placedTitle, type PlacedFolder } from '#views/messages/placed.ts'
import { Place } from '#routes/api/schemas.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { ownPage, type PageRow } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { withPeople } from '#routes/pages/standing.ts'

type Lists = (userId: string, page: { readonly limit: number, readonly after?: string | undefined }) => Promise<Listed<Message>>

/** A page that lists messages out of several conversations of its reader, each a link to it in its own. */
function placedPage (folder: PlacedFolder, listOf: (services: PageServices) => Lists): PageRow {
  return ownPage({
    path: `/${folder}/`,
    query: { after: Type.Optional(Place) },
    needs: 'user',
    async draws ({ standing: bare, query: { after } }, services) {
      const { viewer } = bare.page
      const { rows: messages, next } = await listOf(services)(viewer.id, { limit: LIST_PAGE, after })
      const places = [...new Set(messages.map(({ conversationId }) => conversationId))]
      const { conversations } = await services.conversations.some(viewer.id, places)
      const standing = await withPeople(services, bare, {
        places: conversations, seen: conversations.map(({ peer }) => peer), named: peopleIn(messages)
      })
      const { page } = standing
      return {
        page,
        area: 'conversations',
        list: listColumn(page, { ...newest(standing), isTop: false }),
        middle: { title: placedTitle(page, folder), stage: placedPanel(page, folder, { messages, conversations, next }), shows: 'stage' }
      }
    }
  })
}

export const mentionsPage = placedPage('mentions', ({ mentions }) => mentions.list)
export const starredPage = placedPage('starred', ({ stars }) => stars.list)
