import { notFound } from '#domain/errors.ts'
import { viewer, viewerPanel, type ViewerShown } from '#views/files/viewer.ts'
import { inGroup } from '#views/parts/names.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { withConversations } from '#routes/pages/conversations/conversation-page.ts'
import { ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { naming, nicknaming } from '#routes/pages/standing.ts'

/** A file of a conversation by itself. */
export const viewerPage = ownPage({
  path: '/conversations/:id/files/:file',
  query: {},
  needs: 'conversation',
  async draws ({ standing, params: { id, file } }, services) {
    const { page, shown } = await look(services, standing.page, id, file)
    return withConversations(standing, id, {
      title: page.say('files.viewer'), stage: viewerPanel(page, shown), shows: 'stage'
    })
  },
  fragments: {
    async viewer ({ page: bare, params: { id, file } }, services) {
      const { page, shown } = await look(services, bare, id, file)
      return viewer(page, shown)
    }
  }
})

// The page with the names of its people as they go by in this conversation.
async function look (services: PageServices, bare: OwnPage, id: string, fileId: string): Promise<{ page: OwnPage, shown: ViewerShown }> {
  const { id: userId } = bare.viewer
  const { no, previous, next } = await services.gallery.place(userId, id, fileId)
  const [conversation, message] = await Promise.all([services.conversations.one(userId, id), services.messages.one(userId, id, no)])
  const file = message.files?.find(each => each.id === fileId)
  if (file === undefined) throw notFound('file')
  const named = await naming(services, bare, [message.sender])
  return { page: inGroup(await nicknaming(services, named, [conversation]), id), shown: { message, file, previous, next } }
}
