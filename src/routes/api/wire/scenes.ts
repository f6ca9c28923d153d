import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Viewer } from '#domain/account/sessions.ts'
import { DomainError, notFound } from '#domain/errors.ts'
import { listOf, orNull } from '#domain/schemas.ts'
import { mayPlay, type Demo } from '#domain/site/demo.ts'
import { PlaySchema, SPEEDS, type Play, type Plays, type Speed } from '#domain/wire/played/plays.ts'
import { SCENES, type SceneName } from '#domain/wire/played/scenes.ts'
import { browserOf } from '#plugins/session/session.ts'
import { sceneTitle } from '#views/wire/scenes/titles.ts'
import { closed, Id } from '#routes/api/schemas.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { changed, ChangesQuery, type WireWaits } from './wire-wait.ts'

export interface SceneNeeds {
  readonly plays: Plays
  /** Waits for changes of the caller's plays. */
  readonly playWaits: WireWaits
  /** Demo mode; null on every other server. */
  readonly demo: Demo | null
}

const SceneSchema = Type.Unsafe<SceneName>(Type.Enum([...SCENES]))
const SpeedSchema = Type.Unsafe<Speed>(Type.Enum([...SPEEDS]))
const PlayAnswer = closed({ play: PlaySchema, retryMs: Type.Integer({ description: 'When to ask again, in ms; as in a poll’s answer' }) })

/** Begins a play, which is a process of its own, for a user who may. Throws FORBIDDEN, TOO_MANY. */
export function beginPlay (viewer: Viewer, scene: SceneName, speed: Speed, needs: Pick<SceneNeeds, 'plays' | 'demo'>): { readonly id: string } {
  if (!mayPlay(needs.demo, viewer.account)) throw new DomainError('FORBIDDEN', 'On this server, admins alone play scenes.')
  return { id: needs.plays.begin(viewer.userId, scene, speed).id }
}

/** Returns a play of this user. Throws NOT_FOUND. */
export function playOf (plays: Pick<Plays, 'one'>, userId: string, id: string): Play {
  const play = plays.one(userId, id)
  if (play === null) throw notFound('play')
  return play
}

/** Scenes of the wire view, and their plays. */
export const sceneRoutes: FastifyPluginAsyncTypebox<SceneNeeds> = async (app, { plays, playWaits, demo }) => {
  app.get('/wire/scenes', {
    schema: {
      summary: 'The scenes, each with the outcome of its last play on this server; null before the first.',
      response: { 200: closed({ scenes: listOf(closed({ name: SceneSchema, title: Type.String(), passed: orNull(Type.Boolean()) })) }) }
    }
  }, async (request, reply) => {
    browserOf(request)
    const page = reply.ownPage()
    return { scenes: SCENES.map(name => ({ name, title: sceneTitle(page, name), passed: plays.passed(name) })) }
  })

  app.post('/wire/scenes/:name', {
    schema: {
      summary: 'Plays a scene on a server of its own. For admins, and for everybody in a demo; one at a time.',
      params: closed({ name: SceneSchema }),
      body: closed({ speed: Type.Optional(SpeedSchema) }),
      response: { 202: closed({ play: closed({ id: Id }) }) }
    }
  }, async (request, reply) => {
    const play = beginPlay(browserOf(request), request.params.name, request.body.speed ?? 'normal', { plays, demo })
    return await reply.code(202).send({ play })
  })

  app.get('/wire/plays/:id', {
    exposeHeadRoute: false,
    schema: {
      summary: 'One of the caller’s plays with what was recorded so far. Waits up to `hold` seconds for a version after `after`.',
      params: closed({ id: Id }),
      querystring: closed(ChangesQuery),
      response: { 200: PlayAnswer }
    }
  }, async (request, reply) => {
    const viewer = browserOf(request)
    const { params: { id }, query: { after = 0, hold = 0, tab, n } } = request
    reply.headers(UNCACHEABLE)
    const now = playOf(plays, viewer.userId, id)
    if (now.version > after || now.state === 'done' || hold === 0) return { play: now, retryMs: 0 }
    const retryMs = await changed(request, reply, playWaits, 'play', { hold, tab, n })
    if (retryMs === null) return reply.hijack() as never
    return { play: playOf(plays, browserOf(request).userId, id), retryMs }
  })

  app.post('/wire/plays/:id/step', {
    schema: {
      summary: 'Lets a play go on that is played in steps.',
      params: closed({ id: Id }),
      body: closed({}),
      response: { 200: PlayAnswer }
    }
  }, async request => {
    const { userId } = browserOf(request)
    plays.step(userId, request.params.id)
    return { play: playOf(plays, userId, request.params.id), retryMs: 0 }
  })
}
