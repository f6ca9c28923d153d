import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ContactSchema } from '#domain/people/contacts.ts'
import { ConversationSchema } from '#domain/conversations/conversations.ts'
import { notFound } from '#domain/errors.ts'
import { COUNT_CAP } from '#domain/lists.ts'
import type { SnapshotStore } from '#domain/delivery/snapshot.ts'
import { UserSchema } from '#domain/people/users.ts'
import { closed, listOf } from '#domain/schemas.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { RequestsSchema } from '#routes/api/schemas.ts'

const Count = Type.Integer({ description: `How many there are in all, up to ${COUNT_CAP}` })

/** State for a fresh client, with the cursor to poll from (D16). */
export const snapshotRoutes: FastifyPluginAsyncTypebox<{
  snapshots: SnapshotStore
  /** Returns the cursor that continues after `seq`, with all signals. */
  cursorAt: (seq: number) => string
}> = async (app, { snapshots, cursorAt }) => {
  app.get('/snapshot', {
    schema: {
      summary: 'Everything a fresh client needs, and the cursor it is true at.',
      response: {
        200: closed({
          me: UserSchema,
          contacts: listOf(ContactSchema),
          requests: RequestsSchema,
          counts: closed({ contacts: Count, incoming: Count, outgoing: Count }),
          conversations: listOf(ConversationSchema),
          more: Type.Boolean({ description: 'There are older conversations than these: GET /api/conversations' }),
          unread: Type.Integer(),
          cursor: Type.String()
        })
      }
    }
  }, async request => {
    const snapshot = await snapshots.take(viewerOf(request).userId)
    if (snapshot === null) throw notFound('user')
    const { me: { id, username, displayName }, seq, ...rest } = snapshot
    return { ...rest, me: { id, username, displayName }, cursor: cursorAt(seq) }
  })
}
