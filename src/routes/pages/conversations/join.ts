import { Type } from 'typebox'
import { NOTE_MAX_CHARS } from '#domain/people/contacts.ts'
import { joinPage as drawJoin } from '#views/conversations/groups/join.ts'
import { Id } from '#routes/api/schemas.ts'
import { form, openPage } from '#routes/pages/page-row.ts'

/** Joining a group by a link; for strangers as well, who are told what it leads into. */
export const joinPage = openPage({
  path: '/join/:code',
  query: null,
  needs: 'anyone',
  draws: async ({ page, params: { code }, typed, refusal }, { groupInvites }) => drawJoin(page, {
    code, group: await groupInvites.preview(code, page.viewer?.id ?? null), refusal, note: typed('note')
  }),
  forms: [form({
    path: '/join/:code',
    needs: 'user',
    limit: () => 'contactRequest',
    body: { note: Type.String({ default: '', maxLength: NOTE_MAX_CHARS * 4 }) },
    does: ({ viewer, params, body }, { groupInvites }) => groupInvites.join(viewer.userId, params.code, body.note),
    leadsTo: ({ params }, joined) => joined.outcome === 'joined' ? `conversations/${joined.conversation.id}#end` : `join/${params.code}`,
    refused: 'page',
    sentTwice: 'harmless'
  }), form({
    path: '/join/:code/withdraw',
    needs: 'user',
    body: { request: Id },
    does: ({ viewer, body }, { groupInvites }) => groupInvites.withdraw(viewer.userId, body.request),
    leadsTo: ({ params }) => `join/${params.code}`,
    refused: 'error-page',
    sentTwice: 'harmless'
  })]
})
