import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { signInAt } from '#plugins/addresses.ts'
import { signedOutFrame } from '#views/delivery/held.ts'
import { boardFrame } from '#views/wire/frame.ts'
import { sceneBoard, scenePath, type SceneShown } from '#views/wire/scenes/scene.ts'
import { sceneTitle } from '#views/wire/scenes/titles.ts'
import { playOf } from '#routes/api/wire/scenes.ts'
import { closed, Id } from '#routes/api/schemas.ts'
import { wireSource, type WireWaits } from '#routes/api/wire/wire-wait.ts'
import { HELD_QUERY, type HeldQuery } from '#routes/delivery/held-address.ts'
import type { HeldDocument } from '#routes/delivery/held-answer.ts'
import { refusedInFrame } from '#routes/delivery/held.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { shownOf } from './scenes.ts'
import { answerFrame, type FrameNeeds } from './wire-frame.ts'

export type PlayFrameNeeds = FrameNeeds & Pick<PageServices, 'plays' | 'demo'> & { readonly playWaits: WireWaits }

/** A play of a scene as a frame that asks for its own next state, until the play is over. */
export const playFrameRoute: FastifyPluginAsyncTypebox<PlayFrameNeeds> = async (app, needs) => {
  const { plays, playWaits } = needs

  function frameOf (id: string): HeldDocument<SceneShown> {
    return {
      path: `wire/plays/${id}/live`,
      root: '../../../',
      shows: wireSource((userId, after) => (plays.one(userId, id)?.version ?? Infinity) > after, playWaits),
      signedOut: reply => reply.html(signedOutFrame(reply.page(), signInAt('wire/scenes/'))),

      async read (reply) {
        const page = reply.ownPage()
        const { scene, version } = playOf(plays, page.viewer.id, id)
        return { page, shown: shownOf(needs, page, scene, id), seq: version, no: 0, until: null }
      },

      view (page, shown, refresh) {
        // Links open the page around it, which shows them once the play is over.
        const board = sceneBoard(page, shown, `${page.root}${scenePath(shown)}#`)
        return boardFrame(page, sceneTitle(page, shown.name), board, shown.play?.state === 'done' ? null : refresh)
      }
    }
  }

  app.get('/wire/plays/:id/live', {
    // A HEAD would be held for an answer without a body (D20).
    exposeHeadRoute: false,
    schema: { params: closed({ id: Id }), querystring: closed(HELD_QUERY) },
    config: { refused: refusedInFrame }
  }, async (request, reply) => await answerFrame(request, reply, request.query as HeldQuery, frameOf(request.params.id), needs))
}
