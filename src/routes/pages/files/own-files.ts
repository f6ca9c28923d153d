import { Type } from 'typebox'
import { LIST_PAGE } from '#domain/lists.ts'
import { settingsColumn } from '#views/account/settings.ts'
import { deleteFilePanel, ownFilesPanel } from '#views/files/own-files.ts'
import { Id, Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'

/** The reader's own files, and the room that they take. */
export const ownFilesPage = ownPage({
  path: '/settings/files',
  query: {
    after: Type.Optional(Place),
    /** Asks once more before this file goes. */
    delete: Type.Optional(Id),
    ...DONE_QUERY
  },
  needs: 'user',
  async draws ({ standing: { page }, query: { after, delete: file }, done }, { ownFiles }) {
    const { id } = page.viewer
    const list = settingsColumn(page, { open: 'files', isTop: false })
    if (file !== undefined) {
      const stage = deleteFilePanel(page, await ownFiles.one(id, file))
      return { page, area: 'settings', list, middle: { title: page.say('files.delete-title'), stage, shows: 'stage' } }
    }
    const [{ rows: files, next }, room] = await Promise.all([ownFiles.list(id, { limit: LIST_PAGE, after }), ownFiles.room(id)])
    const stage = ownFilesPanel(page, { files, next, ...room, done })
    return { page, area: 'settings', list, middle: { title: page.say('files.own'), stage, shows: 'stage' } }
  },
  forms: [form({
    path: '/settings/files/:file/delete',
    needs: 'user',
    body: {},
    does: ({ viewer: { userId }, params: { file } }, { ownFiles }) => ownFiles.remove(userId, file),
    leadsTo: () => 'settings/files?done=file-deleted',
    refused: 'error-page',
    sentTwice: 'same-answer'
  })]
})
