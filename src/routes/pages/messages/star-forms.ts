import { Type } from 'typebox'
import { form } from '#routes/pages/page-row.ts'

/** The forms of the page of a message that star it and end that. */
export const starForms = ([['star', true], ['unstar', false]] as const).map(([act, on]) => form({
  path: `/conversations/:id/messages/:no/${act}`,
  needs: 'conversation',
  body: { from: Type.Optional(Type.Literal('list')) },
  does: ({ viewer, params: { id, no } }, { stars }) => stars.star(viewer.userId, id, no, on),
  leadsTo: ({ params: { id, no }, body: { from } }) => from === 'list' ? 'starred/' : `conversations/${id}?no=${no}#message-${id}-${no}`,
  refused: { draws: ({ params: { no } }) => ({ query: { no } }) },
  sentTwice: 'harmless'
}))
