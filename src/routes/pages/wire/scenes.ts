import { Type } from '@fastify/type-provider-typebox'
import { mayPlay } from '#domain/site/demo.ts'
import { SPEEDS, type Speed } from '#domain/wire/played/plays.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import { laneOf, SCENES, type SceneName } from '#domain/wire/played/scenes.ts'
import { beginPlay } from '#routes/api/wire/scenes.ts'
import { Id } from '#routes/api/schemas.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { settingsColumn } from '#views/account/settings.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { sceneBoard, scenePanel, type SceneShown } from '#views/wire/scenes/scene.ts'
import { scenesPanel } from '#views/wire/scenes/scenes.ts'
import { sceneTitle } from '#views/wire/scenes/titles.ts'

const QUERY = { play: Type.Optional(Id) }

/** The list of scenes. */
export const scenesPage = ownPage({
  path: '/wire/scenes/',
  query: {},
  needs: 'browser',
  draws ({ standing: { page } }, { plays }) {
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: { title: page.say('scenes.title'), stage: scenesPanel(page, SCENES.map(name => ({ name, passed: plays.passed(name) }))), shows: 'stage' }
    }
  }
})

/** One scene, which may be under way. Its address without a play can be shared. */
export const scenePage = ownPage({
  path: '/wire/scenes/:scene',
  query: QUERY,
  needs: 'browser',
  fragments: {
    board: async ({ page, params: { scene }, query: { play } }, services) => sceneBoard(page, shownOf(services, page, scene, play))
  },
  draws ({ standing: { page }, params: { scene }, query: { play } }, services) {
    const { feeds, newId } = services
    const shown = shownOf(services, page, scene, play)
    const frame = feeds.blocksFrames(page.viewer.sessionId) ? null : newId()
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: { title: sceneTitle(page, scene), stage: scenePanel(page, shown, frame), shows: 'stage' }
    }
  },
  forms: [
    form({
      path: '/wire/scenes/:scene',
      needs: 'browser',
      body: { speed: Type.Unsafe<Speed>(Type.Enum([...SPEEDS])) },
      does: ({ viewer, params, body }, { plays, demo }) => beginPlay(viewer, params.scene, body.speed, { plays, demo }),
      leadsTo: ({ params: { scene } }, { id }) => `wire/scenes/${scene}?play=${id}`,
      refused: 'error-page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/wire/scenes/:scene/step',
      needs: 'browser',
      body: { play: Id },
      does: ({ viewer, body }, { plays }) => plays.step(viewer.userId, body.play),
      leadsTo: ({ params: { scene }, body }) => `wire/scenes/${scene}?play=${body.play}`,
      refused: 'error-page',
      sentTwice: 'same-answer'
    })
  ]
})

/** Returns what a page shows of a scene, and of a play of it that is the viewer’s own. */
export function shownOf ({ plays, demo }: Pick<PageServices, 'plays' | 'demo'>, { viewer }: OwnPage, name: SceneName, id: string | undefined): SceneShown {
  // Of an address that somebody shared, the scene is shown and not their play.
  const play = id === undefined ? null : plays.one(viewer.id, id)
  const rows = (play?.exchanges ?? []).map(exchange => ({ exchange, who: laneOf(exchange) }))
  const steps = stepsOf(play?.exchanges ?? [])
  return { name, expected: plays.expected(name), play, rows, steps, speeds: SPEEDS, mayPlay: mayPlay(demo, viewer) }
}
