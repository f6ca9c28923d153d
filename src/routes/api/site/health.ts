import type { FastifyPluginAsync } from 'fastify'
import { DomainError, notFound } from '#domain/errors.ts'
import { bearerOf, isLocal } from '#plugins/local.ts'

export interface HealthNeeds {
  /** Why this server should get no traffic; empty when it should. */
  readonly notReady: () => Promise<readonly string[]>
  readonly metrics: { readonly text: () => Promise<string>, readonly contentType: string }
  readonly metricsToken: string | null
  /** A base URL or trusted proxies were named: then a call from this machine may be anybody's. */
  readonly isBehindProxy: boolean
}

/** For whoever watches the server: is it alive, should it get traffic, how is it doing. */
export const healthRoutes: FastifyPluginAsync<HealthNeeds> = async (app, { notReady, metrics, metricsToken, isBehindProxy }) => {
  const schema = { hide: true }
  const config = { ownPace: true }
  app.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'no-store') })

  app.get('/healthz', { schema, config, helmet: false }, async () => ({ status: 'alive' }))

  app.get('/readyz', { schema, config, helmet: false }, async () => {
    const reasons = await notReady()
    if (reasons.length > 0) throw new DomainError('UNAVAILABLE', `Not ready: ${reasons.join(', ')}.`)
    return { status: 'ready' }
  })

  // Whoever may not see it is told that there is nothing.
  app.get('/metrics', { schema, config, helmet: false }, async (request, reply) => {
    const allowed = metricsToken === null ? !isBehindProxy && isLocal(request) : bearerOf(request, metricsToken)
    if (!allowed) throw notFound('page')
    return await reply.type(metrics.contentType).send(await metrics.text())
  })
}
