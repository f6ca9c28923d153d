import { Type } from 'typebox'
import { GRACE_DAYS } from '#domain/account/deletions.ts'
import { PasswordInput } from '#routes/api/account/account-schemas.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { newest } from '#routes/pages/conversations/list.ts'
import { keptPanel, type OwnDataShown } from '#views/account/own-data.ts'
import { conversationColumn as listColumn } from '#views/conversations/list.ts'

/** The end of the year 9999, Unix ms. */
const MOMENT_MAX = 253_402_300_799_999

/** Returns what the section about one's data shows. */
export async function ownDataOf (userId: string, { exports, site }: Pick<PageServices, 'exports' | 'site'>): Promise<OwnDataShown> {
  const size = await exports.size(userId)
  return { size, progress: exports.progress(userId), formerMessages: site.get().formerMessages, graceDays: GRACE_DAYS }
}

/** The form that deletes an account. Sent again after its sign-out, it is the form of a stranger. */
export const accountForms = [form({
  path: '/settings/account/delete',
  needs: 'browser',
  limit: () => 'changePassword',
  body: { password: PasswordInput },
  async does ({ viewer, request, reply, body: { password }, once }, { deletions }) {
    await deletions.request(viewer, password, { address: request.ip, mark: request.carried.mark }, once)
    await reply.endSession()
  },
  again () {},
  leadsTo: () => 'signin?done=leaving',
  refused: { draws: () => ({ params: { section: 'account' } }) },
  sentTwice: 'same-answer'
})]

/** After the sign-in that keeps an account which was to be deleted. */
export const keptPage = ownPage({
  path: '/kept',
  query: { from: Type.Optional(Type.Integer({ minimum: 0, maximum: MOMENT_MAX })) },
  needs: 'user',
  draws: ({ standing, query: { from = null } }) => {
    const { page } = standing
    return {
      page,
      area: 'conversations',
      list: listColumn(page, { ...newest(standing), isTop: false }),
      middle: { title: page.say('kept.title'), stage: keptPanel(page, from), shows: 'stage' }
    }
  }
})
