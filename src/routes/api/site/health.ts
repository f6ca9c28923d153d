import type { FastifyPluginAsync } from 'fastify'
import { DomainError, notFound } from '#domain/errors.ts'
import { bearerOf, isLocal } from '#plugins/local.ts'

export interface HealthNeeds {
  /** Returns the reasons why this server should get no traffic; empty when it is ready. */
  readonly notReady: () => Promise<readonly string[]>
  readonly metrics: { readonly text: () => Promise<string>, readonly contentType: string }
  readonly metricsToken: string | null
  /** A base URL or trusted proxies are configured: calls from this machine may then come through a proxy. */
  readonly isBehindProxy: boolean
}

/** Liveness, readiness and metrics, for monitoring. */
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

  // Answered like a page that does not exist, so that outsiders learn nothing.
  app.get('/metrics', { schema, config, helmet: false }, async (request, reply) => {
    const allowed = metricsToken === null ? !isBehindProxy && isLocal(request) : bearerOf(request, metricsToken)
    if (!allowed) throw notFound('page')
    return await reply.type(metrics.contentType).send(await metrics.text())
  })
}
